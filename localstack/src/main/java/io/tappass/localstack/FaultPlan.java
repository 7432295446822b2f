package io.tappass.localstack;

/** Decides for each verified request what goes wrong with it; called from many threads. */
@FunctionalInterface
public interface FaultPlan {

  /** Nothing ever goes wrong. */
  FaultPlan NONE = call -> Fault.NONE;

  /** The fault of one request. */
  Fault decide(Call call);

  /**
   * A request that was verified and is about to be served.
   *
   * @param service {@code s3}, {@code kms} or {@code dynamodb}
   * @param operation the AWS name, such as {@code PutObject}
   * @param path still percent-encoded; {@code /} for the JSON services
   */
  record Call(String service, String operation, String path) {}
}
