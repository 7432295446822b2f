package io.tappass.policy.compile;

import io.tappass.policy.cascade.LevelSettings;
import io.tappass.policy.compile.ScopeState.State;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles a repository for the enrolled sandboxes, in two passes: the tree as it is, to find the
 * scopes in error; then, with their last good files in place, the policies.
 */
public final class PolicyCompiler {

  // INVARIANT: the same tree, enrolments and last good trees give the same bytes on any machine,
  // locale and time zone, in whatever order they come. No clock is read here.

  private PolicyCompiler() {}

  /**
   * Compiles.
   *
   * @param enrolled at most one entry for each sandbox
   * @throws IllegalArgumentException if a sandbox is enrolled twice
   */
  public static PolicyCompilation compile(
      RepositoryTree tree, List<EnrolledSandbox> enrolled, LastGood lastGood) {
    List<EnrolledSandbox> sandboxes = sorted(enrolled);
    var current = new Pass(tree, sandboxes, Set.of());
    List<Diagnostic> diagnostics = current.findings.sorted();
    Set<Scope> broken = CheckedRepository.scopesInError(diagnostics);
    if (broken.contains(Scope.ROOT)) {
      return new PolicyCompilation(
          List.of(), states(current, sandboxes, broken, Set.of(), diagnostics), diagnostics, false);
    }
    if (broken.isEmpty()) {
      return new PolicyCompilation(
          current.compile(Map.of()),
          states(current, sandboxes, broken, Set.of(), diagnostics),
          diagnostics,
          true);
    }
    Set<Scope> lost = new TreeSet<>();
    RepositoryTree effective = tree;
    for (Scope scope : broken) {
      Optional<RepositoryTree> good = lastGood.tree(scope);
      if (good.isPresent()) {
        effective = effective.graft(path -> Scope.of(path).equals(scope), good.get());
      } else {
        lost.add(scope);
      }
    }
    var second = new Pass(effective, sandboxes, lenient(broken, sandboxes));
    if (CheckedRepository.scopesInError(second.findings.sorted()).contains(Scope.ROOT)) {
      // Old and new files together break a limit of the whole tree: go without the old ones.
      second = new Pass(tree, sandboxes, Set.of());
      lost.addAll(broken);
    }
    // What is still in error in the second pass compiles from nothing.
    lost.addAll(CheckedRepository.scopesInError(second.findings.sorted()));
    Map<Scope, String> reasons = reasons(lost, diagnostics, second.findings.sorted());
    return new PolicyCompilation(
        second.compile(reasons),
        states(current, sandboxes, broken, lost, diagnostics),
        diagnostics,
        true);
  }

  /** One look at a whole tree. */
  private static final class Pass {
    private final CheckedRepository checked;
    private final SandboxCompiler compiler;
    private final List<EnrolledSandbox> sandboxes;
    private final Map<String, List<LevelSettings>> settings = new TreeMap<>();
    private final Findings findings = new Findings();

    Pass(RepositoryTree tree, List<EnrolledSandbox> sandboxes, Set<Scope> lenient) {
      this.checked = new CheckedRepository(PolicyRepository.of(tree));
      this.compiler = new SandboxCompiler(checked);
      this.sandboxes = sandboxes;
      findings.addAll(checked.diagnostics());
      for (EnrolledSandbox sandbox : sandboxes) {
        settings.put(sandbox.sandbox(), compiler.settings(sandbox, lenient, findings));
      }
    }

    List<CompiledSandbox> compile(Map<Scope, String> lost) {
      List<CompiledSandbox> compiled = new ArrayList<>();
      for (EnrolledSandbox sandbox : sandboxes) {
        List<LevelSettings> own = settings.getOrDefault(sandbox.sandbox(), List.of());
        Optional<String> reason =
            Optional.ofNullable(lost.get(Scope.project(sandbox.project())))
                .or(() -> Optional.ofNullable(lost.get(sandbox.scope())))
                .or(() -> compiler.missing(sandbox));
        compiled.add(
            reason.isPresent()
                ? Quarantine.compile(compiler, sandbox, own, reason.get())
                : compile(sandbox, own));
      }
      return compiled;
    }

    private CompiledSandbox compile(EnrolledSandbox sandbox, List<LevelSettings> own) {
      try {
        return compiler.compile(sandbox, own);
      } catch (IllegalArgumentException e) {
        // A limit of the whole policy, which no level breaks by itself.
        return Quarantine.compile(
            compiler, sandbox, own, "no policy can hold it: " + e.getMessage());
      }
    }
  }

  /** Scopes in error, and the agents of projects among them: old settings meet new ceilings. */
  private static Set<Scope> lenient(Set<Scope> broken, List<EnrolledSandbox> sandboxes) {
    Set<Scope> lenient = new HashSet<>(broken);
    for (EnrolledSandbox sandbox : sandboxes) {
      if (broken.contains(Scope.project(sandbox.project()))) {
        lenient.add(sandbox.scope());
      }
    }
    return lenient;
  }

  private static Map<Scope, String> reasons(
      Set<Scope> lost, List<Diagnostic> current, List<Diagnostic> second) {
    Map<Scope, String> reasons = new TreeMap<>();
    for (Scope scope : lost) {
      String first =
          of(scope, current).stream()
              .findFirst()
              .or(() -> of(scope, second).stream().findFirst())
              .map(each -> each.code() + " at " + each.span())
              .orElse("an error");
      reasons.put(scope, scope.text() + " has " + first + " and no last good files");
    }
    return reasons;
  }

  private static List<Diagnostic> of(Scope scope, List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .filter(each -> each.severity() == Severity.ERROR)
        .filter(each -> Scope.of(each.span().file()).equals(scope))
        .toList();
  }

  private static List<ScopeState> states(
      Pass pass,
      List<EnrolledSandbox> sandboxes,
      Set<Scope> broken,
      Set<Scope> lost,
      List<Diagnostic> diagnostics) {
    Set<Scope> scopes = new TreeSet<>(broken);
    scopes.remove(Scope.ROOT);
    Set<Scope> known = new HashSet<>();
    for (ProjectSource project : pass.checked.repository().projects().values()) {
      known.add(Scope.project(project.id()));
      project.agents().keySet().forEach(agent -> known.add(new Scope(project.id(), agent)));
    }
    scopes.addAll(known);
    sandboxes.forEach(sandbox -> scopes.add(sandbox.scope()));
    List<ScopeState> states = new ArrayList<>();
    for (Scope scope : scopes) {
      boolean isLost =
          lost.contains(scope)
              || lost.contains(Scope.project(scope.project()))
              || !known.contains(scope);
      State state = isLost ? State.QUARANTINED : broken.contains(scope) ? State.STALLED : State.OK;
      List<Diagnostic> own =
          diagnostics.stream().filter(each -> Scope.of(each.span().file()).equals(scope)).toList();
      states.add(new ScopeState(scope, state, own));
    }
    return states;
  }

  private static List<EnrolledSandbox> sorted(List<EnrolledSandbox> enrolled) {
    List<EnrolledSandbox> sorted = new ArrayList<>(enrolled);
    sorted.sort(Comparator.comparing(EnrolledSandbox::sandbox));
    Set<String> seen = new HashSet<>();
    for (EnrolledSandbox sandbox : sorted) {
      if (!seen.add(sandbox.sandbox())) {
        throw new IllegalArgumentException("enrolled twice: " + sandbox.sandbox());
      }
    }
    return sorted;
  }
}
