package io.tappass.trust;

/** Sizes of everything that comes from outside, in bytes of the envelope or object as stored. */
public final class DocumentLimits {
  /** Root, enrolment, revocation, lease, admission, receipt, ticket, enrolment request. */
  public static final int DOCUMENT_BYTES_MAX = 64 * 1024;

  /** Release: it lists the scopes that are stalled. */
  public static final int RELEASE_BYTES_MAX = 1024 * 1024;

  /** One tile of 256 entries. */
  public static final int TILE_BYTES_MAX = 1024 * 1024;

  /** One Compiled Policy. */
  public static final int POLICY_BYTES_MAX = 4 * 1024 * 1024;

  private DocumentLimits() {}

  static int of(String payloadType) {
    return payloadType.equals(PayloadTypes.RELEASE) ? RELEASE_BYTES_MAX : DOCUMENT_BYTES_MAX;
  }
}
