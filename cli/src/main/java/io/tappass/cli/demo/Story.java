package io.tappass.cli.demo;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells what happens, to people line by line and to programs as JSON lines with the same facts. */
final class Story implements AutoCloseable {

  /** One line of the summary. */
  record Fact(String step, String what, boolean isAsExpected) {}

  private final PrintWriter out;
  private final PrintWriter facts;
  private final List<Fact> summary = new ArrayList<>();
  private String step = "";

  Story(PrintWriter out, Path file) throws IOException {
    this.out = out;
    this.facts = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), true);
  }

  /** Begins a step. */
  void step(String name, String title) {
    step = name;
    out.println();
    out.println("── " + name + "  " + title);
    fact("step", JsonValue.object().put("title", title));
  }

  /** A line for people only. */
  void say(String line) {
    out.println("   " + line);
    out.flush();
  }

  /** Something that must be so, or the demo has failed. */
  void expect(String what, boolean isAsExpected, JsonValue.ObjectBuilder details) {
    summary.add(new Fact(step, what, isAsExpected));
    say((isAsExpected ? "✔ " : "✘ ") + what);
    fact("expectation", details.put("what", what).put("holds", isAsExpected));
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

  /** Whether everything was as expected. */
  boolean isAsExpected() {
    return summary.stream().allMatch(Fact::isAsExpected);
  }

  @Override
  public void close() {
    facts.close();
  }
}
