package io.tappass.cli.command;

import io.tappass.cli.UsageException;
import io.tappass.cli.command.ExplainCommand.Answering;
import io.tappass.cli.loop.DataFolder;
import io.tappass.control.GitException;
import io.tappass.control.GitSource.CommitId;
import io.tappass.git.GitLimits;
import io.tappass.git.GitMirror;
import io.tappass.host.socket.SandboxId;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.Identity;
import io.tappass.policy.PolicyFormatException;
import io.tappass.policy.PolicyLoadException;
import io.tappass.policy.PolicyProgram;
import io.tappass.policy.RulePlaces;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.EnrolledSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The policy that a host of a data folder has in force for a sandbox. */
final class InForceOnDisk {
  private InForceOnDisk() {}

  /**
   * Finds it.
   *
   * @throws UsageException if the sandbox is not there or has nothing in force
   */
  static Answering find(Path data, String sandbox, Output output)
      throws IOException, PolicyFormatException, PolicyLoadException {
    var folder = new DataFolder(data);
    if (!SandboxId.isValid(sandbox)) {
      throw new UsageException("not a sandbox id: " + sandbox);
    }
    Path hosts = folder.path().resolve("hosts");
    if (!Files.isDirectory(hosts)) {
      throw new UsageException(
          "no stack has run in " + data + "; start one with tappass dev, or use --policy");
    }
    List<Path> found;
    try (Stream<Path> all = Files.list(hosts)) {
      found = all.filter(host -> Files.isRegularFile(policy(host, sandbox))).sorted().toList();
    }
    if (found.size() != 1) {
      throw new UsageException(
          found.isEmpty()
              ? "no host in " + data + " has a policy in force for the sandbox " + sandbox
              : "several hosts have a sandbox " + sandbox + ": " + found);
    }
    Path host = found.getFirst();
    Path file = policy(host, sandbox);
    if (Files.size(file) > CompiledPolicy.BYTES_MAX) {
      throw new UsageException(file + " has more than " + CompiledPolicy.BYTES_MAX + " bytes");
    }
    CompiledPolicy policy = CompiledPolicyJson.read(Files.readAllBytes(file));
    return new Answering(
        PolicyProgram.load(policy),
        places(folder, policy, output),
        folder.workspace(sandbox).toString(),
        host.resolve("homes").resolve(sandbox).toString());
  }

  private static Path policy(Path host, String sandbox) {
    return host.resolve("sandboxes").resolve(sandbox).resolve("current").resolve("policy.json");
  }

  /**
   * Where the rules stand at the newest commit of the policy repository; a rule that has changed
   * since has another id, and no place.
   */
  private static RulePlaces places(DataFolder folder, CompiledPolicy policy, Output output)
      throws IOException {
    if (!Files.isDirectory(folder.repository())) {
      return RulePlaces.NONE;
    }
    Path mirror = Files.createTempDirectory("tappass-explain");
    try (GitMirror git =
        GitMirror.open(
            mirror.resolve("mirror.git"),
            folder.repository().toUri().toString(),
            "main",
            GitLimits.STANDARD)) {
      Optional<CommitId> head = git.fetchHead();
      if (head.isEmpty()) {
        return RulePlaces.NONE;
      }
      Optional<CompiledSandbox> compiled =
          SandboxCompilation.of(git.tree(head.get()), enrolled(policy.identity())).sandbox();
      if (compiled.isEmpty() || !compiled.get().policy().digest().equals(policy.digest())) {
        output.note("note: the newest commit compiles to another policy; places are as in it");
      }
      return compiled
          .map(one -> SandboxCompilation.places(one.provenance()))
          .orElse(RulePlaces.NONE);
    } catch (GitException e) {
      output.note("note: rules are shown without places: " + e.getMessage());
      return RulePlaces.NONE;
    } finally {
      delete(mirror);
    }
  }

  private static EnrolledSandbox enrolled(Identity identity) {
    return new EnrolledSandbox(
        identity.org(),
        identity.project(),
        identity.agent(),
        identity.sandbox(),
        identity.runtime(),
        identity.facts());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
