package io.tappass.localstack.wire;

import java.io.Closeable;
import java.io.IOException;

/** One stand-in behind the shared endpoint. */
public interface Service extends Closeable {

  /** The name in the credential scope, such as {@code s3}. */
  String signingName();

  /** How refusals of the signature are named. */
  SignatureV4.Dialect dialect();

  /**
   * The AWS name of the operation a request asks for.
   *
   * @throws NotBuiltException if the stand-in does not have it
   */
  String operation(HttpCall call) throws ServiceException;

  /**
   * Serves one verified request. When it returns, everything that the answer tells is durable.
   *
   * @throws IOException if the state could not be made durable; the caller answers 500
   */
  Answer answer(SignedCall call) throws ServiceException, IOException;

  /** A refusal in the wire format of the service. */
  Answer refusal(ServiceException refusal, String requestId);
}
