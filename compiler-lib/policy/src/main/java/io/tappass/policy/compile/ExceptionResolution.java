package io.tappass.policy.compile;

import io.tappass.policy.PolicyException;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.ExceptionEntry;
import io.tappass.policy.repository.LevelSource;
import io.tappass.policy.repository.PackReference.PlacedReference;
import io.tappass.policy.repository.PackSource;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the rules that exceptions speak of. A level excepts its own rules and those of the packs
 * that it uses, and nobody else's.
 */
final class ExceptionResolution {
  private final CheckedRepository repository;

  ExceptionResolution(CheckedRepository repository) {
    this.repository = repository;
  }

  /** Reports entries that speak of no rule, or of sandboxes that are not the level's. */
  void check(Findings findings) {
    check(
        repository.repository().orgLevel(),
        Scope.ROOT,
        repository.repository().org().packs(),
        findings);
    for (ProjectSource project : repository.repository().projects().values()) {
      check(project.level(), Scope.project(project.id()), project.packs(), findings);
      for (AgentSource agent : project.agents().values()) {
        check(agent.level(), new Scope(project.id(), agent.id()), List.of(), findings);
      }
    }
  }

  private void check(
      LevelSource level, Scope scope, List<PlacedReference> packs, Findings findings) {
    for (ExceptionEntry entry : level.exceptions()) {
      if (!scope.contains(entry.scope())) {
        findings.add(
            PolicyCode.EXCEPTION_SCOPE,
            entry.place(),
            entry.scope().text() + " lies outside " + scope.text(),
            "A level excepts sandboxes of its own only");
      }
      if (repository.level(level).isPresent() && resolve(entry, level, packs).isEmpty()) {
        findings.add(
            PolicyCode.EXCEPTION_RULE,
            entry.place(),
            "no deny or ask rule of this level has the label id " + entry.rule(),
            "Add # METADATA with labels: {id: " + entry.rule() + "} to the rule it speaks of");
      }
    }
  }

  /** The exceptions of a level that hold for the sandboxes of {@code scope}. */
  List<PolicyException> of(LevelSource level, List<PlacedReference> packs, Scope scope) {
    List<PolicyException> exceptions = new ArrayList<>();
    for (ExceptionEntry entry : level.exceptions()) {
      if (entry.scope().contains(scope)) {
        exceptions.addAll(resolve(entry, level, packs));
      }
    }
    return exceptions;
  }

  private List<PolicyException> resolve(
      ExceptionEntry entry, LevelSource level, List<PlacedReference> packs) {
    List<LevelSource> owned = new ArrayList<>();
    owned.add(level);
    for (PlacedReference each : packs) {
      PackSource pack = repository.repository().packs().get(each.reference());
      if (pack != null) {
        owned.add(pack.level());
      }
    }
    List<PolicyException> exceptions = new ArrayList<>();
    for (LevelSource source : owned) {
      List<String> rules =
          repository.level(source).stream()
              .flatMap(checked -> checked.exceptable().stream())
              .filter(rule -> isLabelled(rule, entry.rule()))
              .map(RuleInfo::id)
              .toList();
      if (!rules.isEmpty()) {
        exceptions.add(
            new PolicyException(
                source.packageName(),
                entry.rule(),
                rules,
                entry.scope().text(),
                entry.until(),
                entry.reason(),
                entry.effect()));
      }
    }
    return exceptions;
  }

  private static boolean isLabelled(RuleInfo rule, String id) {
    return rule.labels().get("id") instanceof StringValue text && text.value().equals(id);
  }
}
