package io.tappass.cli.demo;

import io.tappass.cli.Marks;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens, to people line by line (80 columns wide) and to programs as JSON lines with
 * the same facts.
 */
final class Story implements AutoCloseable {
  private static final int COLUMNS = 80;
  private static final String INDENT = "   ";
  private static final int LABEL_CHARS = 12;
  private static final int WHAT_CHARS = 52;

  /**
   * One line of the summary.
   *
   * @param result one word
   * @param time with its unit, empty where none was taken
   */
  record Fact(String step, String what, String result, String time, boolean isAsExpected) {}

  private final PrintWriter out;
  private final Marks marks;
  private final PrintWriter facts;
  private final List<Fact> summary = new ArrayList<>();
  private String step = "";

  Story(PrintWriter out, Marks marks, Path file) throws IOException {
    this.out = out;
    this.marks = marks;
    this.facts = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), true);
  }

  /** Begins a step. */
  void step(String name, String title) {
    step = name;
    out.println();
    out.println(marks.rule().repeat(2) + " " + name + "  " + marks.arrows(title));
    fact("step", JsonValue.object().put("title", title));
  }

  /** One named thing, for people and programs. */
  void say(String label, String text) {
    String head = label + " ".repeat(Math.max(1, LABEL_CHARS - label.length()));
    wrapped(INDENT + head, INDENT + " ".repeat(LABEL_CHARS), marks.arrows(text));
    fact("note", JsonValue.object().put("label", label).put("text", text));
  }

  /** A line of a table or a source excerpt, as it is; programs get it as data elsewhere. */
  void show(String line) {
    out.println((INDENT + line).stripTrailing());
    out.flush();
  }

  /** Something that must be so, or the demo has failed. */
  void expect(String what, String result, boolean isAsExpected, JsonValue.ObjectBuilder details) {
    expect(what, result, null, "", isAsExpected, details);
  }

  /**
   * Something that must be so, or the demo has failed.
   *
   * @param result what came of it, a word
   * @param took null where no time was taken
   * @param note what was answered, in full; may be empty
   */
  void expect(
      String what,
      String result,
      @Nullable Duration took,
      String note,
      boolean isAsExpected,
      JsonValue.ObjectBuilder details) {
    String time = took == null ? "" : time(took);
    summary.add(new Fact(step, what, result, time, isAsExpected));
    String padding = " ".repeat(Math.max(1, WHAT_CHARS - what.length()));
    out.println(
        String.format(
                Locale.ROOT,
                "%s%s %s%s%-9s%8s",
                INDENT,
                marks.of(isAsExpected),
                what,
                padding,
                result,
                time)
            .stripTrailing());
    if (!note.isEmpty()) {
      wrapped(INDENT + "    ", INDENT + "    ", note);
    }
    details.put("what", what).put("result", result).put("holds", isAsExpected);
    if (took != null) {
      details.put("millis", took.toMillis());
    }
    fact("expectation", note.isEmpty() ? details : details.put("note", note));
  }

  /** A fact for programs only. */
  void fact(String kind, JsonValue.ObjectBuilder details) {
    JsonObject object = details.build();
    JsonValue.ObjectBuilder line = JsonValue.object().put("kind", kind).put("at_step", step);
    object.members().forEach(line::put);
    facts.println(JsonText.compact(line.build()));
  }

  List<Fact> summary() {
    return List.copyOf(summary);
  }

  /** Whether everything was as expected, and there was something. */
  boolean isAsExpected() {
    return !summary.isEmpty() && summary.stream().allMatch(Fact::isAsExpected);
  }

  /** {@code 68 ms} below a second, {@code 1.6 s} from there. */
  private static String time(Duration took) {
    long millis = took.toMillis();
    return millis < 1_000
        ? millis + " ms"
        : String.format(Locale.ROOT, "%.1f s", took.toNanos() / 1e9);
  }

  /** Breaks at spaces; a word longer than a line stays whole, so that it can be copied. */
  private void wrapped(String first, String next, String text) {
    var line = new StringBuilder(first);
    boolean isEmpty = true;
    for (String word : text.split(" ", -1)) {
      if (!isEmpty && line.length() + 1 + word.length() > COLUMNS) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(next);
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    out.println(line.toString().stripTrailing());
    out.flush();
  }

  @Override
  public void close() {
    facts.close();
  }
}
