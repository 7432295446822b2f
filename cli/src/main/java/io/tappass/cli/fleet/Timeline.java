package io.tappass.cli.fleet;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** When each event of the loop happened, by the monotonic clock; taken from its event lines. */
final class Timeline {
  /** The lease of a new release is in the store. */
  static final String LEASED = "leased";

  private static final JsonLimits LINE_LIMITS = JsonLimits.bytes(1 << 20);

  private final Map<String, Long> firstAtNanos = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /** Takes one event line, from any thread, and returns the name it is kept under. */
  String line(String line) {
    long now = System.nanoTime();
    try {
      JsonFields event =
          JsonFields.of(
              "event", StrictJson.parse(line.getBytes(StandardCharsets.UTF_8), LINE_LIMITS));
      String name = name(event);
      mark(name, now);
      return name;
    } catch (JsonException | JsonShapeException e) {
      throw new IllegalStateException("not an event line: " + line, e);
    }
  }

  private static String name(JsonFields event) throws JsonShapeException {
    String name = event.string("event");
    return switch (name) {
      case "signed" -> "signed " + event.string("subject");
      case "reconcile" -> event.string("detail").startsWith("lease ") ? LEASED : name;
      case "applied" -> applied(event.string("sandbox"), Long.parseLong(event.string("release")));
      default -> name;
    };
  }

  static String applied(String sandbox, long release) {
    return "applied " + sandbox + " " + release;
  }

  private synchronized void mark(String event, long now) {
    firstAtNanos.putIfAbsent(event, now);
    counts.merge(event, 1, Integer::sum);
    notifyAll();
  }

  /** Forgets everything. */
  synchronized void clear() {
    firstAtNanos.clear();
    counts.clear();
  }

  /** When an event was first seen since {@link #clear}. */
  synchronized long atNanos(String event) {
    Long at = firstAtNanos.get(event);
    if (at == null) {
      throw new IllegalStateException("no event: " + event);
    }
    return at;
  }

  /** How often an event was seen since {@link #clear}. */
  synchronized int count(String event) {
    return counts.getOrDefault(event, 0);
  }

  /**
   * Waits until something is so; looks at every event and every few milliseconds.
   *
   * @throws IllegalStateException if it is not so in time
   */
  synchronized void await(String what, long nanosMax, BooleanSupplier isSo)
      throws InterruptedException {
    long end = System.nanoTime() + nanosMax;
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not in time: " + what);
      }
      wait(10);
    }
  }
}
