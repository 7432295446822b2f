package io.tappass.localstack.s3;

import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignedCall;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verified request with what its path and query name.
 *
 * @param key empty where the request is about the bucket
 */
record S3Request(
    S3Operation operation,
    String bucket,
    String key,
    Map<String, String> parameters,
    SignedCall signed) {

  /** Bucket and key of a path; path style only. */
  record Target(String bucket, String key) {

    static Target of(HttpCall call) throws ServiceException {
      String path = call.rawPath();
      int slash = path.indexOf('/', 1);
      String bucket = HttpCall.decode(slash < 0 ? path.substring(1) : path.substring(1, slash));
      return new Target(bucket, slash < 0 ? "" : HttpCall.decode(path.substring(slash + 1)));
    }

    boolean isObject() {
      return !key.isEmpty();
    }

    String resource() {
      return key.isEmpty() ? bucket : bucket + "/" + key;
    }
  }

  static S3Request of(SignedCall signed) throws ServiceException {
    Target target = Target.of(signed.call());
    S3Operation operation = S3Operation.of(signed.call(), target.isObject());
    var request =
        new S3Request(operation, target.bucket(), target.key(), signed.call().parameters(), signed);
    request.require(operation.action(request.versionId() != null));
    return request;
  }

  String resource() {
    return new Target(bucket, key).resource();
  }

  void require(String action) throws ServiceException {
    signed.require(action, resource(), "AccessDenied");
  }

  boolean allows(String action) {
    return signed.credential().allows(action, resource());
  }

  @Nullable String versionId() {
    return parameters.get("versionId");
  }

  Optional<String> header(String name) {
    return signed.call().header(name);
  }

  byte[] body() {
    return signed.call().body();
  }

  /** Whether the caller asked to pass over GOVERNANCE, and may. */
  boolean mayBypass() throws ServiceException {
    if (!header("x-amz-bypass-governance-retention").orElse("false").equals("true")) {
      return false;
    }
    require("s3:BypassGovernanceRetention");
    return true;
  }
}
