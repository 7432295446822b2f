package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.localstack.wire.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The refusals of DynamoDB ("Error handling with DynamoDB", Developer Guide). */
final class Refusals {
  private Refusals() {}

  static ServiceException invalid(String message) {
    return new ServiceException(400, "ValidationException", message);
  }

  static ServiceException noTable() {
    return new ServiceException(400, "ResourceNotFoundException", "Requested resource not found");
  }

  static ServiceException conditionFailed(AttributeValue.@Nullable Members old) {
    ServiceException refusal =
        new ServiceException(
            400, "ConditionalCheckFailedException", "The conditional request failed");
    return old == null
        ? refusal
        : refusal.withMembers(Map.of("Item", ItemJson.members(old.members())));
  }

  static ServiceException canceled(String codes, JsonValue reasons) {
    return new ServiceException(
            400,
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons ["
                + codes
                + "]")
        .withMembers(Map.of("CancellationReasons", reasons));
  }
}
