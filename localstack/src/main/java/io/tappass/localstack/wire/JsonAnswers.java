package io.tappass.localstack.wire;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Answers of the AWS JSON protocols 1.0 and 1.1. */
public final class JsonAnswers {
  private JsonAnswers() {}

  /** A successful answer. */
  public static Answer ok(JsonValue body, String contentType) {
    return answer(200, body, contentType);
  }

  /** A refusal, whose type may be in a namespace. */
  public static Answer refusal(ServiceException refusal, String namespace, String contentType) {
    var body =
        JsonValue.object()
            .put("__type", namespace + refusal.code())
            .put("message", refusal.message());
    new TreeMap<>(refusal.members()).forEach(body::put);
    return answer(refusal.status(), body.build(), contentType);
  }

  private static Answer answer(int status, JsonValue body, String contentType) {
    byte[] bytes = JsonText.compact(body).getBytes(StandardCharsets.UTF_8);
    var crc = new CRC32();
    crc.update(bytes);
    return new Answer(
        status,
        Map.of("Content-Type", contentType, "x-amz-crc32", Long.toString(crc.getValue())),
        bytes);
  }
}
