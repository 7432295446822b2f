package io.tappass.cli.bench;

import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompilation;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.provider.CoverageDocument;
import io.tappass.provider.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The template for 1,000 sandboxes: parse, check, compile, grade, and write every document. */
final class CompileMeasurement implements Measurement {
  private static final int SANDBOXES = 1_000;
  private static final int RUNS = 3;

  @Override
  public BenchTable measure(Path folder) throws IOException {
    RepositoryTree tree = TemplateTree.read();
    List<EnrolledSandbox> sandboxes = TemplateTree.sandboxes(SANDBOXES);
    List<List<String>> rows = new ArrayList<>();
    for (int run = 1; run <= RUNS; run++) {
      long start = System.nanoTime();
      PolicyCompilation compilation = PolicyCompiler.compile(tree, sandboxes, LastGood.none());
      long compiled = System.nanoTime();
      long bytes = 0;
      long quarantined = 0;
      for (CompiledSandbox sandbox : compilation.sandboxes()) {
        bytes += CompiledPolicyJson.write(sandbox.policy()).length;
        bytes += sandbox.provenance().bytes().length;
        bytes += CoverageDocument.of(sandbox.policy(), Providers.standard()).bytes().length;
        quarantined += sandbox.quarantine().isPresent() ? 1 : 0;
      }
      long written = System.nanoTime();
      rows.add(
          List.of(
              run + (run == 1 ? " (cold JVM)" : ""),
              String.valueOf(compilation.sandboxes().size()),
              String.valueOf(quarantined),
              seconds(compiled - start),
              seconds(written - compiled),
              seconds(written - start),
              String.format(Locale.ROOT, "%.0f", SANDBOXES * 1e9 / (written - start)),
              String.format(Locale.ROOT, "%.1f", bytes / 1e6)));
    }
    return new BenchTable(
        "compile",
        "1,000 sandboxes within 5 s.",
        List.of(
            "run",
            "sandboxes",
            "quarantined",
            "compile s",
            "coverage and bytes s",
            "all s",
            "sandboxes/s",
            "MB written"),
        rows);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }
}
