package io.tappass.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.rego.diagnostic.RegoCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code has a page, and every page a code. */
class DiagnosticPagesTest {

  @Test
  void every_code_has_a_page_and_a_line_in_the_index_and_there_are_no_others() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (PolicyCode code : PolicyCode.values()) {
      assertThat(codes.add(code.code())).as(code.name()).isTrue();
    }
    Arrays.stream(RegoCode.values()).forEach(code -> codes.add(code.code()));
    Path folder = folder();
    Set<String> pages;
    try (Stream<Path> files = Files.list(folder)) {
      pages =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("TP1[0-9]{3}\\.md"))
              .map(name -> name.substring(0, 6))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    String index = Files.readString(folder.resolve("README.md"));

    assertThat(pages).isEqualTo(codes);
    assertThat(codes).allSatisfy(code -> assertThat(index).contains("(" + code + ".md)"));
    for (String code : codes) {
      List<String> lines = Files.readAllLines(folder.resolve(code + ".md"));
      assertThat(lines.get(0)).startsWith("# " + code + ": ");
      assertThat(lines.size()).isGreaterThan(4);
    }
  }

  private static Path folder() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null && !Files.isDirectory(at.resolve("docs/diagnostics"))) {
      at = at.getParent();
    }
    return Objects.requireNonNull(at, "docs/diagnostics").resolve("docs/diagnostics");
  }
}
