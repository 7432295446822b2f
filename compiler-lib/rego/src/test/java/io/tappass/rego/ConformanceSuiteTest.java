package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.rego.conformance.Conformance;
import io.tappass.rego.conformance.Conformance.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * OPA's own case files, where their folder is present. The ratchet names every file of which cases
 * do not pass yet, and how many; it may only shrink, and no core category may stand in it. {@code
 * -Dgolden.update=true} rewrites it.
 */
final class ConformanceSuiteTest {
  private static final Path RATCHET =
      Path.of("src/test/resources/io/tappass/rego/conformance-ratchet.txt");

  /** Categories of the language itself; every case of theirs passes. */
  static final Set<String> CORE =
      Set.of(
          "baseandvirtualdocs",
          "comparisonexpr",
          "completedoc",
          "compositebasedereference",
          "compositereferences",
          "comprehensions",
          "containskeyword",
          "defaultkeyword",
          "disjunction",
          "elsekeyword",
          "eqexpr",
          "evaltermexpr",
          "every",
          "example",
          "fix1863",
          "functionerrors",
          "functions",
          "helloworld",
          "indexing",
          "indirectreferences",
          "inputvalues",
          "keywordrefs",
          "logic_operators",
          "negation",
          "nestedreferences",
          "partialdocconstants",
          "partialobjectdoc",
          "partialsetdoc",
          "planner-ir",
          "refheads",
          "regometadatachain",
          "regometadatarule",
          "stringinterpolation",
          "topdowndynamicdispatch",
          "undos",
          "varreferences",
          "virtualdocs",
          "walkbuiltin",
          "withkeyword");

  private static Path folder() {
    String named = System.getProperty("TAPPASS_REGO_CONFORMANCE");
    if (named == null) {
      named = System.getenv("TAPPASS_REGO_CONFORMANCE");
    }
    if (named != null) {
      return Path.of(named);
    }
    String root = Objects.requireNonNullElse(System.getProperty("tappass.root"), "../..");
    return Path.of(root, "..", "shared", "rego-conformance").normalize();
  }

  private static Map<String, Long> ratchet() throws IOException {
    var allowed = new TreeMap<String, Long>();
    try (var in =
        Objects.requireNonNull(
            ConformanceSuiteTest.class.getResourceAsStream("conformance-ratchet.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> {
            String[] parts = line.split(" ", 2);
            allowed.put(parts[1], Long.parseLong(parts[0]));
          });
    }
    return allowed;
  }

  @Test
  void no_core_category_stands_in_the_ratchet() throws IOException {
    assertThat(ratchet().keySet()).noneMatch(file -> CORE.contains(file.split("/", 2)[0]));
  }

  @Test
  void every_case_of_opa_passes_but_those_of_the_ratchet() throws IOException {
    Path folder = folder();
    assumeTrue(
        Files.isDirectory(folder),
        "skipped: OPA's case files are not at "
            + folder
            + "; name their folder by TAPPASS_REGO_CONFORMANCE");
    // The time of the cases is fixed; the limit of a case is not under test here.
    var report =
        new Conformance(() -> 1_700_000_000_000_000_000L, () -> 0L).run(folder.resolve("v1"));

    System.out.println(
        "conformance: " + report.passed() + " passed, " + report.failed() + " failed");
    Map<String, Long> failing =
        new TreeMap<>(
            report.outcomes().stream()
                .filter(outcome -> !outcome.isPassed())
                .collect(Collectors.groupingBy(Outcome::file, Collectors.counting())));
    // An update may take lines away, never add one.
    boolean isUpdate = Boolean.getBoolean("golden.update");
    Map<String, Long> allowed = ratchet();
    var problems = new ArrayList<String>();
    for (Outcome outcome : report.outcomes()) {
      if (!outcome.isPassed() && !allowed.containsKey(outcome.file())) {
        problems.add(outcome.id() + "\n    " + outcome.reason());
      }
    }
    allowed.forEach((file, count) -> {
      long now = failing.getOrDefault(file, 0L);
      if (now > count) {
        problems.add(file + ": " + now + " cases fail, " + count + " are allowed");
      } else if (now < count && !isUpdate) {
        problems.add(file + ": only " + now + " cases fail; shrink the ratchet");
      }
    });
    if (!problems.isEmpty()) {
      fail(String.join("\n", problems));
    }
    if (isUpdate) {
      write(failing);
    }
    assertThat(report.passed()).isGreaterThanOrEqualTo(1_300);
  }

  private static void write(Map<String, Long> failing) throws IOException {
    var lines = new ArrayList<String>();
    lines.addAll(
        List.of(
            "# OPA's case files that do not pass whole, with the number of failing cases.",
            "# It may only shrink; no core category may stand here."));
    failing.forEach((file, count) -> lines.add(count + " " + file));
    Files.write(RATCHET, lines);
  }
}
