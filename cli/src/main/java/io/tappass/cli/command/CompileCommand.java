package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.json.JsonValue;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.value.Digests;
import io.tappass.provider.CoverageDocument;
import io.tappass.provider.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tappass compile}. */
@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    description = {
      "Compiles a policy repository for one sandbox, as the control loop would without files of an",
      "earlier commit, and prints the digests of policy, provenance and coverage."
    },
    footer = {
      "%nExit code 1 if nothing would be released, or the sandbox is quarantined (denies all).",
      "%nExample:%n  tappass compile policy-repo-template --project finance_refunds"
          + " --agent refund_bot --sandbox sb-refund --out compiled"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CompileCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private SandboxOptions options;

  @Parameters(paramLabel = "PATH", description = "Folder of the repository.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write policy.json, provenance.json and coverage.json there.")
  private @Nullable Path target;

  private CompileCommand() {}

  @Override
  public Integer call() throws IOException {
    RepositoryTree tree = FolderTree.read(folder);
    SandboxCompilation compiled = SandboxCompilation.of(tree, options.enrolled(tree));
    compiled.rendered().forEach(output::note);
    Optional<CompiledSandbox> sandbox = compiled.sandbox();
    if (sandbox.isEmpty()) {
      output.note("nothing of this tree would be released");
      return ExitCode.NEGATIVE;
    }
    CompiledSandbox found = sandbox.get();
    Map<String, byte[]> documents = new LinkedHashMap<>();
    documents.put("policy", CompiledPolicyJson.write(found.policy()));
    documents.put("provenance", found.provenance().bytes());
    documents.put("coverage", CoverageDocument.of(found.policy(), Providers.standard()).bytes());
    if (target != null) {
      Files.createDirectories(target);
      for (var document : documents.entrySet()) {
        Files.write(target.resolve(document.getKey() + ".json"), document.getValue());
      }
    }
    show(documents, found.quarantine());
    return found.quarantine().isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private void show(Map<String, byte[]> documents, Optional<String> quarantine) {
    var json = JsonValue.object().put("sandbox", options.sandbox());
    documents.forEach((name, bytes) -> {
      String digest = Digests.sha256(bytes);
      json.put(name, digest);
      if (!output.isJson()) {
        output.line(String.format(java.util.Locale.ROOT, "%-10s  %s", name, digest));
      }
    });
    quarantine.ifPresent(reason -> json.put("quarantine", reason));
    if (output.isJson()) {
      output.json(json.build());
    } else {
      quarantine.ifPresent(reason -> output.line("quarantined: " + reason));
    }
  }
}
