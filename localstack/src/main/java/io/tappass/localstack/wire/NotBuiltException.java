package io.tappass.localstack.wire;

/** A request that AWS would serve and the stand-in does not; answered with 501 and counted. */
public final class NotBuiltException extends ServiceException {
  /**
   * @param what operation, header, parameter or member
   */
  public NotBuiltException(String what) {
    super(
        501,
        "NotImplemented",
        "the stand-in has no " + what + "; docs/spec/localstack.md lists what it has");
  }
}
