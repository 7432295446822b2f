package io.tappass.control;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request to the webhook endpoint, before anything about it is believed.
 *
 * @param headers by lower-case name
 * @param body the raw bytes that were received
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes go under the HMAC
public record WebhookRequest(Map<String, String> headers, byte[] body) {

  /** Bytes of a body; more is refused before it is read to its end. */
  public static final int BODY_BYTES_MAX = 1 << 20;

  public WebhookRequest {
    var lowered = new TreeMap<String, String>();
    headers.forEach((name, value) -> lowered.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lowered);
    body = body.clone();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
