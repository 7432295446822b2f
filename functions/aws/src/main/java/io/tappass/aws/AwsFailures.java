package io.tappass.aws;

import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Failures of the SDK in the words of the ports. */
final class AwsFailures {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int CONFLICT = 409;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private AwsFailures() {}

  /** The failure of what was being done. */
  static StoreException of(String doing, SdkException failure) {
    String code =
        failure instanceof AwsServiceException service && service.awsErrorDetails() != null
            ? service.awsErrorDetails().errorCode()
            : failure.getClass().getSimpleName();
    return new StoreException(kind(failure), doing + ": " + code, failure);
  }

  static Kind kind(SdkException failure) {
    boolean mayPass =
        failure instanceof AwsServiceException service
            ? isTransient(service)
            : failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || failure instanceof AbortedException
                || isTransport(failure);
    return mayPass ? Kind.RETRYABLE : Kind.PERMANENT;
  }

  private static boolean isTransient(AwsServiceException failure) {
    int status = failure.statusCode();
    return failure.isThrottlingException()
        || status == TOO_MANY_REQUESTS
        || status == CONFLICT
        || (status >= SERVER_ERROR && status != NOT_IMPLEMENTED);
  }

  /** Whether the connection failed; an answer that cannot be parsed is another thing. */
  private static boolean isTransport(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean ofTheJdk = cause.getClass().getName().startsWith("java");
      if (cause instanceof java.io.IOException && ofTheJdk) {
        return true;
      }
    }
    return false;
  }
}
