package io.tappass.control;

import io.tappass.control.WebhookVerdict.Accepted;
import io.tappass.control.WebhookVerdict.Ignored;
import io.tappass.control.WebhookVerdict.Refusal;
import io.tappass.control.WebhookVerdict.Refused;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives a push event in GitHub's form: HMAC-SHA-256 over the raw body in constant time, delivery
 * id once, repository from configuration. The event is a hint and nothing more: what it says about
 * commits is never used, the branch is fetched.
 */
public final class ReceivePush {
  static final String SIGNATURE_HEADER = "x-hub-signature-256";
  static final String DELIVERY_HEADER = "x-github-delivery";
  static final String EVENT_HEADER = "x-github-event";

  /** GitHub redelivers for three days; afterwards an id may be forgotten. */
  static final Duration DELIVERY_MEMORY = Duration.ofDays(4);

  private static final String SIGNATURE_PREFIX = "sha256=";

  /** A forge nests its events deeper than our own documents; still bounded. */
  private static final JsonLimits EVENT_LIMITS =
      JsonLimits.bytes(WebhookRequest.BODY_BYTES_MAX).withDepth(64);

  private final SecretKeySpec secret;
  private final String repository;
  private final String ref;
  private final Registry registry;
  private final InstantSource clock;

  /**
   * @param secret shared with the forge
   * @param repository full name, such as {@code acme/policy}
   * @param ref such as {@code refs/heads/main}
   */
  public ReceivePush(
      byte[] secret, String repository, String ref, Registry registry, InstantSource clock) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("the webhook secret is shorter than 16 bytes");
    }
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
    this.repository = repository;
    this.ref = ref;
    this.registry = registry;
    this.clock = clock;
  }

  /** Judges one delivery. Never throws for what the sender did. */
  public WebhookVerdict receive(WebhookRequest request) {
    if (request.body().length > WebhookRequest.BODY_BYTES_MAX) {
      return new Refused(Refusal.BODY_TOO_LARGE, "more than 1 MiB");
    }
    Optional<String> signature = request.header(SIGNATURE_HEADER);
    if (signature.isEmpty()) {
      return new Refused(Refusal.UNSIGNED, "no " + SIGNATURE_HEADER);
    }
    if (!isGenuine(signature.get(), request.body())) {
      return new Refused(Refusal.WRONG_SIGNATURE, "the HMAC over the body does not match");
    }
    Optional<String> delivery =
        request.header(DELIVERY_HEADER).filter(id -> id.matches("[A-Za-z0-9-]{8,100}"));
    if (delivery.isEmpty()) {
      return new Refused(
          Refusal.NO_DELIVERY_ID, "no " + DELIVERY_HEADER + " of 8 to 100 letters and digits");
    }
    String event = request.header(EVENT_HEADER).orElse("");
    if (event.equals("ping")) {
      return new Ignored("ping");
    }
    if (!event.equals("push")) {
      return new Ignored("event is not push");
    }
    return judgePush(delivery.get(), request.body());
  }

  private WebhookVerdict judgePush(String delivery, byte[] body) {
    String eventRef;
    String eventRepository;
    try {
      JsonValue event = StrictJson.parse(body, EVENT_LIMITS);
      JsonFields fields = JsonFields.of("event", event);
      eventRef = fields.string("ref");
      eventRepository = fields.object("repository").string("full_name");
    } catch (JsonException | JsonShapeException e) {
      return new Refused(Refusal.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (!eventRepository.equals(repository)) {
      return new Refused(Refusal.FOREIGN_REPOSITORY, "the event is not about " + repository);
    }
    if (!eventRef.equals(ref)) {
      return new Ignored("the push is not to " + ref);
    }
    try {
      var now = clock.instant();
      if (!registry.firstDelivery(delivery, now, now.plus(DELIVERY_MEMORY))) {
        return new Ignored("delivery seen before");
      }
    } catch (StoreException e) {
      // Not remembered means not accepted: the forge may deliver it again, and reconcile finds it.
      return new Refused(Refusal.REGISTRY_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    return new Accepted(delivery);
  }

  private boolean isGenuine(String header, byte[] body) {
    if (!header.startsWith(SIGNATURE_PREFIX) || header.length() != SIGNATURE_PREFIX.length() + 64) {
      return false;
    }
    byte[] claimed;
    try {
      claimed = HexFormat.of().parseHex(header.substring(SIGNATURE_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return MessageDigest.isEqual(claimed, hmac(secret, body));
  }

  /** The value of the signature header for {@code body}; for forges of our own and for tests. */
  public static String signature(byte[] secret, byte[] body) {
    return SIGNATURE_PREFIX
        + HexFormat.of().formatHex(hmac(new SecretKeySpec(secret, "HmacSHA256"), body));
  }

  private static byte[] hmac(SecretKeySpec secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
