package io.tappass.policy.check;

import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompilation;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.AgentSource.SandboxSpecification;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code tappass check}: compiles a tree for nobody's sake, and adds warnings. */
public final class PolicyCheck {
  private PolicyCheck() {}

  /**
   * Checks a tree for the sandboxes that its agents specify, without facts of an operator.
   *
   * @param now for what has ended, such as exceptions; decides nothing
   */
  public static CheckReport check(RepositoryTree tree, Instant now) {
    return check(tree, specified(PolicyRepository.of(tree)), now);
  }

  /** Checks a tree for sandboxes that are enrolled. */
  public static CheckReport check(
      RepositoryTree tree, List<EnrolledSandbox> enrolled, Instant now) {
    PolicyCompilation compilation = PolicyCompiler.compile(tree, enrolled, LastGood.none());
    var findings = new Findings();
    findings.addAll(compilation.diagnostics());
    Lints.run(PolicyRepository.of(tree), now, findings);
    List<Diagnostic> sorted = findings.sorted();
    return new CheckReport(
        sorted, compilation.scopes(), compilation.releasable(), sources(tree, sorted));
  }

  /** One sandbox for each specification of each agent. */
  private static List<EnrolledSandbox> specified(PolicyRepository repository) {
    List<EnrolledSandbox> sandboxes = new ArrayList<>();
    if (repository.org().org().isEmpty()) {
      return sandboxes;
    }
    for (ProjectSource project : repository.projects().values()) {
      for (AgentSource agent : project.agents().values()) {
        for (SandboxSpecification sandbox : agent.sandboxes()) {
          if (repository.runtime(sandbox.runtime()).isPresent()) {
            sandboxes.add(
                new EnrolledSandbox(
                    repository.org().org(),
                    project.id(),
                    agent.id(),
                    "check-" + sandboxes.size(),
                    sandbox.runtime(),
                    Map.of()));
          }
        }
      }
    }
    return sandboxes;
  }

  private static Map<String, String> sources(RepositoryTree tree, List<Diagnostic> diagnostics) {
    Map<String, String> sources = new TreeMap<>();
    for (Diagnostic diagnostic : diagnostics) {
      String file = diagnostic.span().file();
      tree.find(file)
          .map(RepositoryEntry::bytes)
          .ifPresent(bytes -> sources.put(file, new String(bytes, StandardCharsets.UTF_8)));
    }
    return sources;
  }
}
