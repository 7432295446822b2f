package io.tappass.cli.command;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.AuditTrust.TrustedLog;
import io.tappass.audit.PackManifest;
import io.tappass.audit.log.EvidenceExport;
import io.tappass.audit.log.FolderStorage;
import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.cli.loop.DataFolder;
import io.tappass.json.JsonValue;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.value.Digests;
import io.tappass.trust.StorePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tappass audit export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an evidence pack of one host's log, also while the host runs, with the policies that",
      "the host still has; and audit-trust.json beside it, the key to verify it by. An auditor who",
      "does not trust this machine takes the trust file from elsewhere."
    },
    footer = {"%nExample:%n  tappass audit export --data .tappass --out evidence"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AuditExportCommand implements Callable<Integer> {
  private static final String TRUST = "audit-trust.json";

  @Mixin private Output output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass",
      description = "Data folder of the stack (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Whose log; not needed where there is one host.")
  private @Nullable String host;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the pack, not there yet or empty.")
  private Path target;

  @Override
  public Integer call() throws IOException, AuditException {
    var folder = new DataFolder(data);
    Path trustFile = folder.path().resolve(TRUST);
    if (!Files.isRegularFile(trustFile)) {
      throw new UsageException(
          "no stack has run in " + data + ": " + trustFile + " does not exist");
    }
    byte[] trust = Files.readAllBytes(trustFile);
    TrustedLog log = log(AuditTrust.read(trust));
    String name = log.log().substring(log.log().lastIndexOf('/') + 1);
    Path hostFolder = folder.host(name);
    if (!Files.isDirectory(hostFolder.resolve("log"))) {
      throw new UsageException("the host " + name + " has no log in " + hostFolder);
    }
    Path trustCopy = target.toAbsolutePath().resolveSibling(TRUST);
    requireSameTrust(trustCopy, trust);
    PackManifest manifest =
        EvidenceExport.write(
            new FolderStorage(hostFolder.resolve("log")),
            log.log(),
            target,
            policies(hostFolder.resolve("sandboxes")));
    Files.write(trustCopy, trust);
    show(log, manifest, trustCopy);
    return ExitCode.OK;
  }

  private TrustedLog log(AuditTrust trust) {
    List<TrustedLog> logs =
        trust.logs().stream()
            .filter(log -> host == null || log.log().endsWith("/" + host))
            .toList();
    if (logs.size() != 1) {
      List<String> known = trust.logs().stream().map(TrustedLog::log).toList();
      throw new UsageException(
          host == null
              ? "there are several hosts, name one with --host: " + known
              : "no host " + host + " among " + known);
    }
    return logs.getFirst();
  }

  /** Whom somebody trusts is not for an export to change. */
  private static void requireSameTrust(Path file, byte[] trust) throws IOException {
    if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), trust)) {
      throw new UsageException(
          file + " trusts another key than this host's; move it away or choose another --out");
    }
  }

  /** By the path that the store has them under; the policy is named by its own digest. */
  private static SortedMap<String, byte[]> policies(Path sandboxes) throws IOException {
    SortedMap<String, byte[]> policies = new TreeMap<>();
    if (!Files.isDirectory(sandboxes)) {
      return policies;
    }
    List<Path> files;
    try (Stream<Path> all = Files.find(sandboxes, 4, (file, ignored) -> isPolicy(file))) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      if (Files.size(file) <= CompiledPolicy.BYTES_MAX) {
        byte[] bytes = Files.readAllBytes(file);
        policies.put(StorePaths.policy(Digests.sha256(bytes)), bytes);
      }
    }
    return policies;
  }

  private static boolean isPolicy(Path file) {
    return file.endsWith("policy.json") && Files.isRegularFile(file);
  }

  private void show(TrustedLog log, PackManifest manifest, Path trustCopy) {
    long records = manifest.epochs().stream().mapToLong(PackManifest.Epoch::size).sum();
    int documents = manifest.documents().size();
    if (output.isJson()) {
      output.json(
          JsonValue.object()
              .put("pack", target.toString())
              .put("trust", trustCopy.toString())
              .put("log", log.log())
              .put("records", records)
              .put("documents", documents)
              .build());
      return;
    }
    output.line(
        "exported " + records + " records of " + log.log() + " and " + documents + " documents");
    output.line("  pack   " + target);
    output.line("  trust  " + trustCopy);
    output.line("verify with: tappass audit verify " + target + " --trust " + trustCopy);
  }
}
