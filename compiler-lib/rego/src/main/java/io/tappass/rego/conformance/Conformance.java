package io.tappass.rego.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Runs every case file beneath a folder; a category is the folder that a file stands in. */
public final class Conformance {

  /** How one case came out; the reason is empty for a case that passes. */
  public record Outcome(String category, String file, String note, String reason) {
    /** Whether the case passes. */
    public boolean isPassed() {
      return reason.isEmpty();
    }

    /** How reports and the ratchet name the case. */
    public String id() {
      return file + ": " + note;
    }
  }

  /** All outcomes, in the order of files and cases. */
  public record Report(List<Outcome> outcomes) {
    public Report {
      outcomes = List.copyOf(outcomes);
    }

    /** How many pass. */
    public long passed() {
      return outcomes.stream().filter(Outcome::isPassed).count();
    }

    /** How many do not. */
    public long failed() {
      return outcomes.size() - passed();
    }

    /**
     * A line for each category, then {@code N passed, N failed}.
     *
     * @param withFailures whether each failing case is named with its reason first
     */
    public String text(boolean withFailures) {
      var out = new StringBuilder();
      var totals = new TreeMap<String, int[]>();
      for (Outcome outcome : outcomes) {
        int[] total = totals.computeIfAbsent(outcome.category(), ignored -> new int[2]);
        total[outcome.isPassed() ? 0 : 1]++;
        if (withFailures && !outcome.isPassed()) {
          out.append("FAIL ").append(outcome.id()).append("\n     ");
          out.append(outcome.reason().replace("\n", "\n     ")).append('\n');
        }
      }
      totals.forEach((category, total) ->
          out.append(
              String.format(
                  Locale.ROOT, "%-40s %5d passed %5d failed%n", category, total[0], total[1])));
      return out.append(passed()).append(" passed, ").append(failed()).append(" failed").toString();
    }
  }

  private final CaseRunner runner;

  /**
   * @param nowNanos since 1970, what cases see as the time
   * @param clockNanos a clock that only goes forward, for the time limit of a case
   */
  public Conformance(LongSupplier nowNanos, LongSupplier clockNanos) {
    this.runner = new CaseRunner(nowNanos, clockNanos);
  }

  /**
   * Runs all {@code .yaml} and {@code .json} files beneath a folder.
   *
   * @throws IOException if the folder cannot be read or a file is not YAML
   */
  public Report run(Path folder) throws IOException {
    var outcomes = new ArrayList<Outcome>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      Path beneath = folder.relativize(file);
      Path parent = beneath.getParent();
      String category = parent == null ? "." : parent.toString();
      for (ConformanceCase one :
          ConformanceCase.of(beneath.toString(), category, CaseYaml.read(Files.readString(file)))) {
        String reason = runner.run(one);
        outcomes.add(new Outcome(category, one.file(), one.note(), reason == null ? "" : reason));
      }
    }
    return new Report(outcomes);
  }

  /** Prints the report of the folder named by the only argument; exit code 1 if a case fails. */
  public static void main(String[] arguments) throws IOException {
    var conformance =
        new Conformance(() -> System.currentTimeMillis() * 1_000_000, System::nanoTime);
    Report report = conformance.run(Path.of(arguments[0]));
    System.out.println(report.text(arguments.length > 1));
    if (report.failed() > 0) {
      System.exit(1);
    }
  }
}
