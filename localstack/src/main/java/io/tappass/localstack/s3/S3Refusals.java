package io.tappass.localstack.s3;

import io.tappass.localstack.wire.ServiceException;
import java.util.Map;

/** The refusals of S3 ("Error responses", Amazon S3 API Reference). */
final class S3Refusals {
  private S3Refusals() {}

  static ServiceException noSuchBucket() {
    return new ServiceException(404, "NoSuchBucket", "The specified bucket does not exist");
  }

  static ServiceException noSuchKey() {
    return new ServiceException(404, "NoSuchKey", "The specified key does not exist.");
  }

  static ServiceException noSuchVersion() {
    return new ServiceException(404, "NoSuchVersion", "The specified version does not exist.");
  }

  static ServiceException accessDenied() {
    return new ServiceException(403, "AccessDenied", "Access Denied");
  }

  static ServiceException locked() {
    return new ServiceException(
        403, "AccessDenied", "Access Denied because object protected by object lock.");
  }

  static ServiceException preconditionFailed() {
    return new ServiceException(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }

  static ServiceException notModified(String etag) {
    return new ServiceException(304, "NotModified", "Not Modified")
        .withHeaders(Map.of("ETag", etag));
  }

  static ServiceException invalidArgument(String message) {
    return new ServiceException(400, "InvalidArgument", message);
  }

  static ServiceException invalidRequest(String message) {
    return new ServiceException(400, "InvalidRequest", message);
  }

  static ServiceException lockMissing() {
    return invalidRequest("Bucket is missing Object Lock Configuration");
  }

  static ServiceException markedDeleted(ObjectVersion marker) {
    return noSuchKey()
        .withHeaders(Map.of("x-amz-delete-marker", "true", "x-amz-version-id", marker.id()));
  }

  static ServiceException isMarker(ObjectVersion marker) {
    return new ServiceException(
            405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        .withHeaders(
            Map.of(
                "x-amz-delete-marker", "true", "x-amz-version-id", marker.id(), "Allow", "DELETE"));
  }
}
