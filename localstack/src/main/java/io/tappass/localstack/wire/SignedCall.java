package io.tappass.localstack.wire;

/**
 * A call whose signature, date and body were verified; only {@link SignatureV4} makes one.
 *
 * @param call the body is the payload, no longer framed
 * @param checksum what the payload was checked against on its way in, if anything
 */
public record SignedCall(HttpCall call, Credential credential, Checksum.Verified checksum) {

  /**
   * Passes if the credential may do {@code action} on {@code resource}.
   *
   * @throws ServiceException 403 AccessDenied
   */
  public void require(String action, String resource, String deniedCode) throws ServiceException {
    if (!credential.allows(action, resource)) {
      throw new ServiceException(
          deniedCode.equals("AccessDenied") ? 403 : 400,
          deniedCode,
          "User: " + credential.accessKeyId() + " is not authorized to perform: " + action);
    }
  }
}
