package io.tappass.audit;

import java.util.Optional;

/** What a record is about, and in which chains it may stand (docs/spec/record.md, section 2). */
public enum RecordKind {
  SESSION_OPEN("session.open", true, false),
  DECISION("decision", true, false),
  RESULT("result", true, false),
  APPROVAL("approval", true, false),
  SESSION_CLOSE("session.close", true, false),
  STATE("state", true, true),
  KILL("kill", true, true),
  GAP("gap", false, true),
  RECOVERY("recovery", false, true);

  private final String text;
  private final boolean inSession;
  private final boolean inHostChain;

  RecordKind(String text, boolean inSession, boolean inHostChain) {
    this.text = text;
    this.inSession = inSession;
    this.inHostChain = inHostChain;
  }

  /** As it stands in a record. */
  public String text() {
    return text;
  }

  /** Whether it may stand in the chain of that id. */
  public boolean isAllowedIn(String chain) {
    return chain.equals(SessionChain.HOST) ? inHostChain : inSession;
  }

  /** The kind of that text, if there is one. */
  public static Optional<RecordKind> of(String text) {
    for (RecordKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
