package io.tappass.trust;

/** A public key that is never trusted, whoever vouches for it. */
public final class KeyRefusedException extends Exception {

  /** Why the key is refused. */
  public enum Reason {
    /** The bytes are no SubjectPublicKeyInfo of that algorithm in its one form. */
    ENCODING,
    /** A coordinate that is not reduced: a second spelling of another key. */
    NON_CANONICAL,
    /** A point outside the curve, or outside its prime-order group (low and mixed order). */
    POINT,
    /** The id is not the digest of the key. */
    KEY_ID
  }

  private final Reason reason;

  KeyRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
