package io.tappass.control;

import io.tappass.control.CompiledRelease.Documents;
import io.tappass.control.GitSource.CommitId;
import io.tappass.control.Registry.Head;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompilation;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.policy.compile.ScopeState;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import io.tappass.provider.CoverageDocument;
import io.tappass.provider.Providers;
import io.tappass.trust.Enrolment;
import io.tappass.trust.SandboxIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a commit for everybody who is enrolled. Holds no signing right, keeps nothing between
 * two compiles, and takes nothing into account but the trees and the enrolments.
 */
public final class CompileCommit {
  private final GitSource git;

  public CompileCommit(GitSource git) {
    this.git = git;
  }

  /**
   * Compiles.
   *
   * @param head names, for each scope, the commit whose files it fell back to last
   */
  CompiledRelease compile(CommitId commit, EnrolmentSet enrolments, Optional<Head> head)
      throws GitException {
    RepositoryTree tree = git.tree(commit);
    Map<String, String> before = head.map(Head::sources).orElse(Map.of());
    PolicyCompilation compilation =
        PolicyCompiler.compile(tree, enrolled(enrolments), lastGood(before, commit, tree));
    SortedMap<String, Documents> sandboxes = new TreeMap<>();
    for (CompiledSandbox sandbox : compilation.sandboxes()) {
      Enrolment enrolment =
          Objects.requireNonNull(enrolments.active().get(sandbox.sandbox()), sandbox.sandbox());
      sandboxes.put(
          sandbox.sandbox(),
          new Documents(
              enrolment.slot(),
              CompiledPolicyJson.write(sandbox.policy()),
              sandbox.provenance().bytes(),
              CoverageDocument.of(sandbox.policy(), Providers.standard()).bytes()));
    }
    return new CompiledRelease(
        commit.hex(),
        tree.digest(),
        enrolments.digest(),
        sandboxes,
        ScopeReport.of(compilation, tree),
        sources(compilation, before, commit),
        compilation.releasable());
  }

  private static List<EnrolledSandbox> enrolled(EnrolmentSet enrolments) {
    List<EnrolledSandbox> enrolled = new ArrayList<>();
    for (Enrolment enrolment : enrolments.active().values()) {
      SandboxIdentity identity = enrolment.identity();
      enrolled.add(
          new EnrolledSandbox(
              identity.org(),
              identity.project(),
              identity.agent(),
              identity.sandbox(),
              identity.runtime(),
              identity.facts()));
    }
    return enrolled;
  }

  /**
   * The trees that scopes fall back to; each is read once, and all before the compile. One that is
   * refused by now counts as none: its scopes are quarantined, and hold up nobody else.
   */
  private LastGood lastGood(Map<String, String> before, CommitId commit, RepositoryTree tree)
      throws GitException {
    Map<String, @Nullable RepositoryTree> byCommit = new HashMap<>();
    byCommit.put(commit.hex(), tree);
    for (String source : before.values()) {
      if (!byCommit.containsKey(source)) {
        byCommit.put(source, fallback(new CommitId(source)));
      }
    }
    return (Scope scope) -> Optional.ofNullable(before.get(scope.text())).map(byCommit::get);
  }

  private @Nullable RepositoryTree fallback(CommitId source) throws GitException {
    try {
      return git.tree(source);
    } catch (GitException e) {
      return switch (e.kind()) {
        case REFUSED -> null;
        case RETRYABLE -> throw e;
      };
    }
  }

  /** A scope that is fine moves on to this commit; one that is not stays where it was. */
  private static Map<String, String> sources(
      PolicyCompilation compilation, Map<String, String> before, CommitId commit) {
    Map<String, String> sources = new TreeMap<>();
    for (ScopeState scope : compilation.scopes()) {
      String text = scope.scope().text();
      switch (scope.state()) {
        case OK -> sources.put(text, commit.hex());
        case STALLED, QUARANTINED -> {
          String source = before.get(text);
          if (source != null) {
            sources.put(text, source);
          }
        }
      }
    }
    return sources;
  }
}
