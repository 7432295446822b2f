package io.tappass.cli.command;

import io.tappass.cli.UsageException;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.AgentSource.SandboxSpecification;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.RepositoryTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Says for whom a repository is compiled; a mixin. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SandboxOptions {
  @Option(names = "--sandbox", required = true, paramLabel = "ID", description = "The sandbox.")
  private String sandbox;

  @Option(
      names = "--org",
      paramLabel = "ID",
      description = "Its organisation; that of tappass.yaml unless told.")
  private @Nullable String org;

  @Option(names = "--project", paramLabel = "ID", description = "Its project.")
  private @Nullable String project;

  @Option(names = "--agent", paramLabel = "ID", description = "Its agent.")
  private @Nullable String agent;

  @Option(
      names = "--runtime",
      paramLabel = "ID",
      description = "Its runtime; needed where agent.yaml names several.")
  private @Nullable String runtime;

  @Option(
      names = "--fact",
      paramLabel = "NAME=VALUE",
      description = "A fact of its enrolment. Any number of times.")
  private Map<String, String> facts = new LinkedHashMap<>();

  String sandbox() {
    return sandbox;
  }

  /**
   * The sandbox as an enrolment would name it.
   *
   * @throws UsageException if the words do not name an agent of the repository
   */
  EnrolledSandbox enrolled(RepositoryTree tree) {
    PolicyRepository repository = PolicyRepository.of(tree);
    if (project == null || agent == null) {
      throw new UsageException("--project and --agent are needed to compile a repository");
    }
    String known = org == null ? repository.org().org() : org;
    if (known.isEmpty()) {
      throw new UsageException("tappass.yaml names no organisation; see tappass check");
    }
    try {
      return new EnrolledSandbox(known, project, agent, sandbox, runtime(repository), facts);
    } catch (IllegalArgumentException e) {
      throw new UsageException("no such sandbox can be: " + e.getMessage(), e);
    }
  }

  private String runtime(PolicyRepository repository) {
    if (runtime != null) {
      return runtime;
    }
    Optional<AgentSource> source = repository.agent(String.valueOf(project), String.valueOf(agent));
    if (source.isEmpty()) {
      throw new UsageException("the repository has no agent " + agent + " in project " + project);
    }
    List<String> runtimes =
        source.get().sandboxes().stream().map(SandboxSpecification::runtime).distinct().toList();
    if (runtimes.size() != 1) {
      throw new UsageException("name one with --runtime: agent.yaml has " + runtimes);
    }
    return runtimes.getFirst();
  }
}
