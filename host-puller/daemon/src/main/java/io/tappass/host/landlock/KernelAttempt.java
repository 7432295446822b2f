package io.tappass.host.landlock;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue.JsonObject;

/**
 * One harmless thing to try from inside a restricted process.
 *
 * @param kind what is tried
 * @param path absolute; empty for {@code CONNECT}
 * @param port of loopback; 0 but for {@code CONNECT}
 */
public record KernelAttempt(Kind kind, String path, int port) {

  /** What can be tried. */
  public enum Kind {
    LIST,
    CREATE,
    CONNECT
  }

  /** What came of it. */
  public enum Outcome {
    ALLOWED,
    DENIED,
    /** The kernel's answer says nothing about the policy, such as a path that is not there. */
    UNKNOWN
  }

  /**
   * Reads an attempt of the provider {@code landlock}.
   *
   * @throws JsonShapeException for anything that cannot be tried here
   */
  public static KernelAttempt read(JsonObject attempt) throws JsonShapeException {
    JsonFields fields = JsonFields.of("attempt", attempt);
    String kind = fields.string("attempt");
    KernelAttempt read =
        switch (kind) {
          case "list" -> new KernelAttempt(Kind.LIST, fields.string("path"), 0);
          case "create" -> new KernelAttempt(Kind.CREATE, fields.string("path"), 0);
          case "connect" -> {
            long port = fields.integer("port");
            if (port < 1 || port > 65535) {
              throw new JsonShapeException("attempt.port is no port");
            }
            yield new KernelAttempt(Kind.CONNECT, "", (int) port);
          }
          default -> throw new JsonShapeException("attempt.attempt is unknown: " + kind);
        };
    fields.end();
    return read;
  }
}
