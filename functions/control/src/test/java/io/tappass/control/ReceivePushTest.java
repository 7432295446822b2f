package io.tappass.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.WebhookVerdict.Accepted;
import io.tappass.control.WebhookVerdict.Ignored;
import io.tappass.control.WebhookVerdict.Refusal;
import io.tappass.control.WebhookVerdict.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReceivePushTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String PUSH =
      "{\"ref\":\"refs/heads/main\",\"after\":\"ignored\",\"repository\":{\"full_name\":\"acme/policy\"}}";

  private final FakeRegistry registry = new FakeRegistry();
  private final ReceivePush receivePush =
      new ReceivePush(
          SECRET,
          "acme/policy",
          "refs/heads/main",
          registry,
          InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z")));

  @Test
  void aSignedPushToTheGovernedBranchIsAcceptedOnce() {
    assertThat(receive(PUSH, "delivery-1")).isEqualTo(new Accepted("delivery-1"));
    assertThat(receive(PUSH, "delivery-1")).isInstanceOf(Ignored.class);
    assertThat(receive(PUSH, "delivery-2")).isInstanceOf(Accepted.class);
  }

  @Test
  void anUnsignedPushIsRefused() {
    var headers = headers(PUSH, "delivery-1");
    headers.remove("X-Hub-Signature-256");
    assertRefused(new WebhookRequest(headers, PUSH.getBytes(UTF_8)), Refusal.UNSIGNED);
  }

  @Test
  void aSignatureUnderAnotherSecretOrOverAnotherBodyIsRefused() {
    var headers = headers(PUSH, "delivery-1");
    assertRefused(
        new WebhookRequest(headers, (PUSH + " ").getBytes(UTF_8)), Refusal.WRONG_SIGNATURE);
    headers.put(
        "X-Hub-Signature-256",
        ReceivePush.signature("another secret of 24 chars".getBytes(UTF_8), PUSH.getBytes(UTF_8)));
    assertRefused(new WebhookRequest(headers, PUSH.getBytes(UTF_8)), Refusal.WRONG_SIGNATURE);
    for (String garbage : new String[] {"", "sha256=", "sha256=zz", "sha1=" + "0".repeat(40)}) {
      headers.put("X-Hub-Signature-256", garbage);
      assertRefused(new WebhookRequest(headers, PUSH.getBytes(UTF_8)), Refusal.WRONG_SIGNATURE);
    }
  }

  @Test
  void aDeliveryWithoutAnIdIsRefused() {
    var headers = headers(PUSH, "delivery-1");
    headers.put("X-GitHub-Delivery", "no spaces allowed");
    assertRefused(new WebhookRequest(headers, PUSH.getBytes(UTF_8)), Refusal.NO_DELIVERY_ID);
  }

  @Test
  void aPushToAForeignRepositoryIsRefused() {
    String foreign = PUSH.replace("acme/policy", "mallory/policy");
    assertRefused(
        new WebhookRequest(headers(foreign, "delivery-1"), foreign.getBytes(UTF_8)),
        Refusal.FOREIGN_REPOSITORY);
  }

  @Test
  void aDuplicateKeyInTheEventIsRefused() {
    String twice = PUSH.replace("{\"ref\"", "{\"ref\":\"refs/heads/main\",\"ref\"");
    assertRefused(
        new WebhookRequest(headers(twice, "delivery-1"), twice.getBytes(UTF_8)), Refusal.MALFORMED);
  }

  @Test
  void aBodyOverTheLimitIsRefusedBeforeAnythingElse() {
    var body = new byte[WebhookRequest.BODY_BYTES_MAX + 1];
    assertRefused(new WebhookRequest(Map.of(), body), Refusal.BODY_TOO_LARGE);
  }

  @Test
  void pingsAndOtherBranchesAreIgnored() {
    var ping = headers(PUSH, "delivery-1");
    ping.put("X-GitHub-Event", "ping");
    assertThat(receivePush.receive(new WebhookRequest(ping, PUSH.getBytes(UTF_8))))
        .isInstanceOf(Ignored.class);
    assertThat(receive(PUSH.replace("heads/main", "heads/other"), "delivery-1"))
        .isInstanceOf(Ignored.class);
  }

  @Test
  void aDeliveryThatCannotBeRememberedIsNotAccepted() {
    registry.reachable(false);
    assertRefused(
        new WebhookRequest(headers(PUSH, "delivery-1"), PUSH.getBytes(UTF_8)),
        Refusal.REGISTRY_UNAVAILABLE);
  }

  @Test
  void noBodyMakesItThrow() {
    long seed = 20261124;
    var random = new Random(seed);
    byte[] push = PUSH.getBytes(UTF_8);
    for (int round = 0; round < 5_000; round++) {
      byte[] body = push.clone();
      if (round % 2 == 0) {
        body = new byte[random.nextInt(200)];
        random.nextBytes(body);
      } else {
        for (int change = random.nextInt(4); change >= 0; change--) {
          body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
      }
      Map<String, String> headers = headers(PUSH, "delivery-" + round);
      headers.put("X-Hub-Signature-256", ReceivePush.signature(SECRET, body));
      WebhookVerdict verdict = receivePush.receive(new WebhookRequest(headers, body));
      boolean isThePush = Arrays.equals(body, push);
      if (!isThePush && verdict instanceof Accepted) {
        // A change that is accepted touched nothing that is looked at.
        assertThat(new String(body, UTF_8))
            .as("seed %s round %s", seed, round)
            .contains("\"refs/heads/main\"", "\"full_name\":\"acme/policy\"");
      }
      headers.put("X-Hub-Signature-256", ReceivePush.signature(push, body));
      assertRefused(new WebhookRequest(headers, body), Refusal.WRONG_SIGNATURE);
    }
  }

  @Test
  void depthWithoutEndIsRefused() {
    String deep = "[".repeat(500_000);
    assertRefused(
        new WebhookRequest(headers(deep, "delivery-1"), deep.getBytes(UTF_8)), Refusal.MALFORMED);
  }

  private WebhookVerdict receive(String body, String delivery) {
    return receivePush.receive(new WebhookRequest(headers(body, delivery), body.getBytes(UTF_8)));
  }

  private void assertRefused(WebhookRequest request, Refusal refusal) {
    assertThat(receivePush.receive(request))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }

  private static Map<String, String> headers(String body, String delivery) {
    var headers = new HashMap<String, String>();
    headers.put("X-Hub-Signature-256", ReceivePush.signature(SECRET, body.getBytes(UTF_8)));
    headers.put("X-GitHub-Delivery", delivery);
    headers.put("X-GitHub-Event", "push");
    return headers;
  }
}
