package io.tappass.audit;

/**
 * How many records of each sort a session has.
 *
 * @param records all of them, with the open and the close
 * @param decisions those that decided a call; the sum of the next three
 * @param allowed decisions that allowed
 * @param asked decisions that asked
 * @param denied decisions that denied
 * @param results reports of what a call did
 */
public record SessionCounts(
    long records, long decisions, long allowed, long asked, long denied, long results) {

  /** Of a session without records. */
  public static final SessionCounts NONE = new SessionCounts(0, 0, 0, 0, 0, 0);

  public SessionCounts {
    if (records < 0 || allowed < 0 || asked < 0 || denied < 0 || results < 0) {
      throw new IllegalArgumentException("a count below zero");
    }
    if (decisions != allowed + asked + denied) {
      throw new IllegalArgumentException("decisions are not the sum of their effects");
    }
  }

  SessionCounts withDecision(Effect effect) {
    return switch (effect) {
      case ALLOW ->
          new SessionCounts(records + 1, decisions + 1, allowed + 1, asked, denied, results);
      case ASK ->
          new SessionCounts(records + 1, decisions + 1, allowed, asked + 1, denied, results);
      case DENY ->
          new SessionCounts(records + 1, decisions + 1, allowed, asked, denied + 1, results);
    };
  }

  SessionCounts withResult() {
    return new SessionCounts(records + 1, decisions, allowed, asked, denied, results + 1);
  }

  SessionCounts withOther() {
    return new SessionCounts(records + 1, decisions, allowed, asked, denied, results);
  }
}
