package io.tappass.cli.stack;

import io.tappass.cli.UsageException;
import io.tappass.cli.loop.DataFolder;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stack that {@code tappass dev} keeps running, found by its ready file. */
final class RunningStack {
  private static final int ANSWER_BYTES_MAX = 16 << 20;

  private final String control;
  private final String operator;
  private final String operatorToken;

  private RunningStack(String control, String operator, String operatorToken) {
    this.control = control;
    this.operator = operator;
    this.operatorToken = operatorToken;
  }

  /**
   * Finds the stack.
   *
   * @throws UsageException if no ready file is there
   */
  static RunningStack find(Path data) {
    Path file = new DataFolder(data).readyFile();
    if (!Files.exists(file)) {
      throw new UsageException(
          "no stack has run in " + data + "; start one with `tappass dev --data " + data + "`");
    }
    try {
      JsonFields fields =
          JsonFields.of(
              "ready file", StrictJson.parse(Files.readAllBytes(file), JsonLimits.bytes(1 << 20)));
      return new RunningStack(
          fields.string("control"), fields.string("operator"), fields.string("operator_token"));
    } catch (IOException | JsonException | JsonShapeException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The control loop's status. */
  JsonValue status() {
    return parse(request(control + "/status", Map.of(), null));
  }

  /** The daemon's own status. */
  JsonValue host() {
    return parse(
        request(operator + "/host", Map.of("Authorization", "Bearer " + operatorToken), null));
  }

  /** The engine's answer to one question. */
  JsonValue decide(String sandbox, byte[] question) {
    return parse(
        request(
            operator + "/decide",
            Map.of("Authorization", "Bearer " + operatorToken, "X-Tappass-Sandbox", sandbox),
            question));
  }

  private static JsonValue parse(byte[] answer) {
    try {
      return StrictJson.parse(answer, JsonLimits.bytes(ANSWER_BYTES_MAX));
    } catch (JsonException e) {
      throw new UsageException("the stack answered no JSON: " + e.getMessage(), e);
    }
  }

  private static byte[] request(String url, Map<String, String> headers, byte @Nullable [] body) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(10_000);
      headers.forEach(connection::setRequestProperty);
      if (body != null) {
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      int status = connection.getResponseCode();
      if (status != 200) {
        throw new UsageException(
            status == 404 ? "no such sandbox on this host" : "the stack answered " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return in.readNBytes(ANSWER_BYTES_MAX);
      }
    } catch (IOException e) {
      throw new UsageException(
          "the stack does not answer (" + e.getMessage() + "); is `tappass dev` running?", e);
    }
  }
}
