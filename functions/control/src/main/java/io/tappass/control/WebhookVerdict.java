package io.tappass.control;

/** What the webhook endpoint answers; only {@link Accepted} starts anything. */
public sealed interface WebhookVerdict {

  /** A push to the governed branch, seen for the first time: fetch it. */
  record Accepted(String deliveryId) implements WebhookVerdict {}

  /** Genuine, and nothing to do: a ping, another branch, a delivery seen before. */
  record Ignored(String reason) implements WebhookVerdict {}

  /** Not believed. */
  record Refused(Refusal refusal, String message) implements WebhookVerdict {}

  /** Why a delivery is not believed; the names are stable. */
  enum Refusal {
    BODY_TOO_LARGE,
    UNSIGNED,
    WRONG_SIGNATURE,
    NO_DELIVERY_ID,
    MALFORMED,
    FOREIGN_REPOSITORY,
    REGISTRY_UNAVAILABLE
  }
}
