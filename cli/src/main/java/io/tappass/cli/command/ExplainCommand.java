package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.json.JsonText;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.Explanation;
import io.tappass.policy.PolicyFormatException;
import io.tappass.policy.PolicyLoadException;
import io.tappass.policy.PolicyProgram;
import io.tappass.policy.RulePlaces;
import io.tappass.policy.SessionFacts;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Translation;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tappass explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explains how a call would be decided: verdict, levels, and the rules that took part with",
      "file and line. Asks either what is in force on a host (--data) or what a policy repository",
      "would bring (--policy). The call counts as the first of its session, and symbolic links",
      "are not followed; nothing is recorded (tappass decide asks the engine itself)."
    },
    footer = {
      "%nExit code 1 unless every call is allowed.",
      "%nExample:%n  tappass explain --sandbox sb-refund --call call.json%n"
          + "  tappass explain --policy policy-repo-template --project finance_refunds"
          + " --agent refund_bot --sandbox sb-refund --call call.json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private SandboxOptions options;

  @Option(
      names = "--call",
      required = true,
      paramLabel = "FILE",
      description = {
        "{\"tool\": NAME, \"args\": {...}} with optional target and cwd, or PreToolUse JSON; JSON or",
        "JSON lines."
      })
  private Path call;

  @Option(
      names = "--policy",
      paramLabel = "PATH",
      description = "Folder of a policy repository to compile.")
  private @Nullable Path policy;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass",
      description =
          "Data folder of the stack, if there is no --policy (default: ${DEFAULT-VALUE}).")
  private Path data;

  private ExplainCommand() {}

  /** A policy that answers. */
  record Answering(PolicyProgram program, RulePlaces places, String workspace, String home) {}

  @Override
  public Integer call() throws IOException, PolicyFormatException, PolicyLoadException {
    var calls = AskedCall.read(call);
    Answering answering =
        policy == null ? InForceOnDisk.find(data, options.sandbox(), output) : compiled(policy);
    boolean isAllAllowed = true;
    for (AskedCall asked : calls) {
      Explanation explanation = explain(answering, asked);
      isAllAllowed &= explanation.decision().verdict() == Verdict.ALLOW;
      if (output.isJson()) {
        output.line(JsonText.compact(explanation.toJson()));
      } else {
        output.line(asked.spelling() + ": " + explanation.text().stripTrailing());
      }
    }
    return isAllAllowed ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private static Explanation explain(Answering answering, AskedCall asked) {
    String cwd = asked.cwd().isEmpty() ? answering.workspace() : asked.cwd();
    CallContext context;
    try {
      context = CallContext.lexical(cwd, answering.workspace(), answering.home());
    } catch (IllegalArgumentException e) {
      throw new UsageException("call.cwd: " + e.getMessage(), e);
    }
    PolicyProgram program = answering.program();
    Translation translation =
        program.translate(asked.target(), asked.spelling(), asked.args(), context);
    return Explanation.of(
        program,
        translation,
        SessionFacts.fresh("s-explain", Instant.now()),
        PolicyProgram.budget(System::nanoTime),
        answering.places());
  }

  private Answering compiled(Path folder)
      throws IOException, PolicyFormatException, PolicyLoadException {
    RepositoryTree tree = FolderTree.read(folder);
    SandboxCompilation compiled = SandboxCompilation.of(tree, options.enrolled(tree));
    compiled.rendered().forEach(output::note);
    CompiledSandbox sandbox =
        compiled
            .sandbox()
            .orElseThrow(() -> new UsageException("nothing of this tree would be released"));
    sandbox.quarantine().ifPresent(reason -> output.note("quarantined: " + reason));
    // Through the bytes: what a host would read is what is explained.
    byte[] bytes = CompiledPolicyJson.write(sandbox.policy());
    return new Answering(
        PolicyProgram.load(CompiledPolicyJson.read(bytes)),
        SandboxCompilation.places(sandbox.provenance()),
        "/workspace",
        "/home/agent");
  }
}
