package io.tappass.host.event;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Writes one JSON line for each event: {@code at}, {@code event}, then the members given. */
public final class EventLog {

  /** Characters of one member's text; what is longer is cut. */
  public static final int TEXT_CHARS_MAX = 2000;

  private final InstantSource clock;
  private final Consumer<String> sink;

  /**
   * @param sink takes one line, without a newline, from any thread
   */
  public EventLog(InstantSource clock, Consumer<String> sink) {
    this.clock = clock;
    this.sink = sink;
  }

  /** Keeps nothing. */
  public static EventLog silent() {
    return new EventLog(InstantSource.system(), line -> {});
  }

  /**
   * Writes one event.
   *
   * @param members names and texts by turns
   */
  public void event(String event, String... members) {
    var line =
        JsonValue.object()
            .put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("event", event);
    for (int index = 0; index + 1 < members.length; index += 2) {
      String text = members[index + 1];
      line.put(
          members[index],
          text.length() > TEXT_CHARS_MAX ? text.substring(0, TEXT_CHARS_MAX) : text);
    }
    sink.accept(JsonText.compact(line.build()));
  }
}
