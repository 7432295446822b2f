package io.tappass.trust;

/** A signature that could not be made: the key service is unreachable, refuses, or is no signer. */
public final class SigningException extends Exception {

  /**
   * @param message what failed, without any key material
   */
  public SigningException(String message) {
    super(message);
  }

  /**
   * @param message what failed, without any key material
   */
  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
