package io.tappass.audit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a record says, one shape for each {@link RecordKind} (docs/spec/record.md, section 2). */
public sealed interface RecordBody {

  /** Entries of a list. */
  int LIST_MAX = 256;

  /** Characters of a listed string. */
  int LISTED_CHARS_MAX = 256;

  /** Characters of a reason, a name or a shown field. */
  int TEXT_CHARS_MAX = 1_024;

  /** Fields of a call that a record may show. */
  int SHOWN_MAX = 32;

  /** The kind whose shape this is. */
  default RecordKind kind() {
    return switch (this) {
      case SessionOpened ignored -> RecordKind.SESSION_OPEN;
      case Decided ignored -> RecordKind.DECISION;
      case Resulted ignored -> RecordKind.RESULT;
      case Approved ignored -> RecordKind.APPROVAL;
      case SessionClosed ignored -> RecordKind.SESSION_CLOSE;
      case StateChanged ignored -> RecordKind.STATE;
      case Killed ignored -> RecordKind.KILL;
      case GapFound ignored -> RecordKind.GAP;
      case Recovered ignored -> RecordKind.RECOVERY;
    };
  }

  /**
   * The first record of a session.
   *
   * @param runtime the kind of surface, such as {@code claude-code}
   * @param parent the session that started this one, or empty
   */
  record SessionOpened(String runtime, String parent) implements RecordBody {
    public SessionOpened {
      Identifiers.require("runtime", runtime);
      Identifiers.requireOrEmpty("parent", parent);
    }
  }

  /**
   * A call, as far as a record may know it.
   *
   * @param id of this call, unique in its session
   * @param tool the tool id of the catalogue, or the spelling that was asked for if it has none
   * @param kind tool, shell, file, http or model
   * @param digest {@code sha256:} of the exact bytes of the call
   * @param shown fields that the policy releases, already redacted; never raw arguments
   */
  record CallFacts(
      String id, String tool, String kind, String digest, SortedMap<String, String> shown) {
    public CallFacts {
      Identifiers.require("call id", id);
      requireText("tool", tool);
      Identifiers.require("call kind", kind);
      Digests.require("call digest", digest);
      if (shown.size() > SHOWN_MAX) {
        throw new IllegalArgumentException(shown.size() + " shown fields");
      }
      shown.forEach((name, value) -> {
        Identifiers.require("shown field", name);
        requireText("shown field " + name, value);
      });
      shown = Collections.unmodifiableSortedMap(new TreeMap<>(shown));
    }
  }

  /**
   * A call was decided; durable before the answer.
   *
   * @param phase before or after, as the pipeline names it
   * @param step the pipeline step that decided
   * @param reasons reason codes
   * @param rules ids of the rules that held
   * @param exceptions ids of the exceptions that were used
   */
  record Decided(
      CallFacts call,
      Effect effect,
      String phase,
      String step,
      List<String> reasons,
      List<String> rules,
      List<String> exceptions)
      implements RecordBody {
    public Decided {
      Identifiers.require("phase", phase);
      Identifiers.require("step", step);
      reasons = requireList("reasons", reasons);
      rules = requireList("rules", rules);
      exceptions = requireList("exceptions", exceptions);
    }

    /** The same decision of the same call in the pipeline's usual place, before the call. */
    public static Decided beforeCall(
        CallFacts call, Effect effect, String step, List<String> reasons, List<String> rules) {
      return new Decided(call, effect, "before", step, reasons, rules, List.of());
    }
  }

  /** How a call ended. */
  enum Outcome {
    OK,
    ERROR,
    TIMEOUT,
    UNKNOWN
  }

  /**
   * An allowed call came back, or did not.
   *
   * @param callId as in its decision
   * @param tool as in its decision
   * @param digest {@code sha256:} of the result, or empty if there is none
   * @param durationNanos of the call
   */
  record Resulted(String callId, String tool, Outcome outcome, String digest, long durationNanos)
      implements RecordBody {
    public Resulted {
      Identifiers.require("call id", callId);
      requireText("tool", tool);
      if (!digest.isEmpty()) {
        Digests.require("result digest", digest);
      }
      if (durationNanos < 0) {
        throw new IllegalArgumentException("duration " + durationNanos);
      }
    }
  }

  /** What became of a question. */
  enum Answer {
    APPROVED,
    REFUSED,
    EXPIRED
  }

  /**
   * A question about a call was answered.
   *
   * @param approver who answered, or empty if nobody did
   * @param tier of approval, such as {@code user}
   * @param fingerprint {@code sha256:} of the exact call that the answer is about
   */
  record Approved(
      String callId, String tool, Answer answer, String approver, String tier, String fingerprint)
      implements RecordBody {
    public Approved {
      Identifiers.require("call id", callId);
      requireText("tool", tool);
      Identifiers.requireOrEmpty("approver", approver);
      Identifiers.require("tier", tier);
      Digests.require("fingerprint", fingerprint);
    }
  }

  /** The last record of a session; its counts are filled in by the chain. */
  record SessionClosed(String reason) implements RecordBody {
    public SessionClosed {
      requireText("reason", reason);
    }
  }

  /** A sandbox, or the host, went from one state to another. */
  record StateChanged(String from, String to, String reason) implements RecordBody {
    public StateChanged {
      Identifiers.requireOrEmpty("from", from);
      Identifiers.require("to", to);
      requireText("reason", reason);
    }
  }

  /**
   * A kill took effect.
   *
   * @param scope what is killed: session, sandbox, agent, project or org
   * @param id of it
   * @param epoch of the kill
   */
  record Killed(String scope, String id, long epoch) implements RecordBody {
    public Killed {
      Identifiers.require("scope", scope);
      Identifiers.require("id", id);
      if (epoch < 0) {
        throw new IllegalArgumentException("epoch " + epoch);
      }
    }
  }

  /**
   * An epoch of the log was given up, because it could not be met.
   *
   * @param fromEpoch the one given up
   * @param signedSize records that a checkpoint had counted
   * @param recoveredSize records that could still be read
   */
  record GapFound(long fromEpoch, long signedSize, long recoveredSize, String reason)
      implements RecordBody {
    public GapFound {
      if (fromEpoch < 1 || signedSize < 0 || recoveredSize < 0) {
        throw new IllegalArgumentException("a gap below zero");
      }
      requireText("reason", reason);
    }
  }

  /**
   * A torn write was cut off.
   *
   * @param size records that were kept
   * @param droppedBytes bytes that were not
   */
  record Recovered(long size, long droppedBytes, String reason) implements RecordBody {
    public Recovered {
      if (size < 0 || droppedBytes < 0) {
        throw new IllegalArgumentException("a recovery below zero");
      }
      requireText("reason", reason);
    }
  }

  /** An empty map of shown fields. */
  static SortedMap<String, String> nothingShown() {
    return Collections.emptySortedMap();
  }

  /** Shown fields. */
  static SortedMap<String, String> shown(Map<String, String> fields) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  private static void requireText(String name, String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new IllegalArgumentException(name + " has " + text.length() + " characters");
    }
  }

  private static List<String> requireList(String name, List<String> entries) {
    if (entries.size() > LIST_MAX) {
      throw new IllegalArgumentException(entries.size() + " " + name);
    }
    for (String entry : entries) {
      if (entry.isEmpty() || entry.length() > LISTED_CHARS_MAX) {
        throw new IllegalArgumentException("an entry of " + name + " is empty or too long");
      }
    }
    return List.copyOf(entries);
  }
}
