package io.tappass.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.audit.log.AuditBench;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Durable records beside the disk's own syncs in the same run, by {@link AuditBench}. */
final class AuditMeasurement implements Measurement {
  private static final int SECONDS_EACH = 3;

  @Override
  public BenchTable measure(Path folder) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, UTF_8)) {
      AuditBench.run(
          folder, LocalSigner.generate(Algorithm.ED25519, new SecureRandom()), SECONDS_EACH, out);
    }
    List<List<String>> rows = new ArrayList<>();
    for (String line : bytes.toString(UTF_8).lines().toList()) {
      rows.add(
          Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
              .map(String::strip)
              .toList());
    }
    return new BenchTable(
        "audit",
        "20,000 durable records a second at 1,024 in flight.",
        rows.getFirst(),
        rows.subList(2, rows.size()));
  }
}
