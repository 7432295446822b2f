package io.tappass.policy.check;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.cascade.LevelModules;
import io.tappass.policy.cascade.LevelModules.PlacedRule;
import io.tappass.policy.cascade.Reference;
import io.tappass.policy.cascade.RuleGraph;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.AgentSource.SandboxSpecification;
import io.tappass.policy.repository.ExceptionEntry;
import io.tappass.policy.repository.LevelSource;
import io.tappass.policy.repository.PackSource;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.rego.diagnostic.SourceSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What compiles and is probably not meant: warnings, which never hold anything up. */
final class Lints {
  private static final Set<String> SAYS_WHICH_TOOL =
      Set.of("tool", "capabilities", "kind", "server", "spelling");

  private final PolicyRepository repository;
  private final LevelModules library;
  private final Instant now;
  private final Findings findings;

  private Lints(PolicyRepository repository, Instant now, Findings findings) {
    this.repository = repository;
    this.library = LevelModules.library(repository.library());
    this.now = now;
    this.findings = findings;
  }

  static void run(PolicyRepository repository, Instant now, Findings findings) {
    var lints = new Lints(repository, now, findings);
    lints.level(LevelKind.ORG, repository.orgLevel());
    for (PackSource pack : repository.packs().values()) {
      lints.level(LevelKind.PACK, pack.level());
    }
    for (ProjectSource project : repository.projects().values()) {
      lints.level(LevelKind.PROJECT, project.level());
      for (AgentSource agent : project.agents().values()) {
        LevelModules level = lints.level(LevelKind.AGENT, agent.level());
        lints.grants(level, agent);
        lints.rings(agent);
      }
    }
  }

  private LevelModules level(LevelKind kind, LevelSource source) {
    LevelModules level = LevelModules.level(kind, source);
    for (PlacedRule rule : level.rules()) {
      if (isExport(level, rule, "deny") || isExport(level, rule, "ask")) {
        optionalArguments(rule);
      }
    }
    unused(level);
    for (ExceptionEntry entry : source.exceptions()) {
      if (!now.isBefore(entry.until())) {
        findings.add(
            PolicyCode.EXCEPTION_EXPIRED,
            entry.place(),
            "the exception to " + entry.rule() + " ended at " + entry.until(),
            "It does nothing any more: remove it");
      }
    }
    return level;
  }

  /** A deny that reads an argument which the schema does not require never holds without it. */
  private void optionalArguments(PlacedRule rule) {
    Optional<Set<String>> named = ToolConstraint.of(rule.rule().body());
    if (named.isEmpty()) {
      return;
    }
    for (Reference reference : rule.references()) {
      if (!(reference instanceof Reference.Global global) || !isArgument(global.path())) {
        continue;
      }
      String argument = global.path().get(3);
      for (String id : named.get()) {
        Optional<CatalogueTool> tool = repository.vocabulary().tool(id);
        if (tool.isPresent() && !isRequired(tool.get().schema(), argument)) {
          findings.add(
              PolicyCode.DENY_ON_OPTIONAL,
              global.span(),
              "the schema of " + id + " does not require " + argument,
              "Without the argument the rule does not hold: require it in the schema, or write a"
                  + " rule for calls without it");
        }
      }
    }
  }

  private void grants(LevelModules level, AgentSource agent) {
    var graph = new RuleGraph(level, library);
    Set<String> known = spelled(agent);
    for (PlacedRule rule : level.rules()) {
      if (!isExport(level, rule, "allow") || rule.rule().isDefault()) {
        continue;
      }
      SourceSpan place = rule.rule().head().span();
      Optional<Set<String>> tools = ToolConstraint.of(rule.rule().body());
      if (tools.isPresent()) {
        Set<String> unknown = new TreeSet<>(tools.get());
        unknown.removeAll(known);
        if (!unknown.isEmpty() || tools.get().isEmpty()) {
          findings.add(
              PolicyCode.DEAD_GRANT,
              place,
              tools.get().isEmpty()
                  ? "no call can meet this grant"
                  : "no runtime of this agent can spell " + String.join(", ", unknown),
              "Correct the tool's id, or add a spelling to vocabulary/tools/data.yaml");
        }
      } else if (graph.reachable(List.of(rule)).stream().noneMatch(Lints::readsWhichTool)) {
        findings.add(
            PolicyCode.TOOL_UNCONSTRAINED,
            place,
            "the grant never looks at the tool: it holds for every tool of the catalogue",
            "Add input.call.tool == \"...\" or input.call.tool in {...}");
      }
    }
  }

  private Set<String> spelled(AgentSource agent) {
    Set<String> targets = new TreeSet<>();
    for (SandboxSpecification sandbox : agent.sandboxes()) {
      repository.runtime(sandbox.runtime()).ifPresent(each -> targets.addAll(each.targets()));
    }
    Set<String> ids = new TreeSet<>();
    for (CatalogueTool tool : repository.vocabulary().tools().values()) {
      boolean isBehindBroker = targets.contains(Catalogue.MCP_TARGET) && !tool.server().isEmpty();
      if (isBehindBroker || targets.stream().anyMatch(tool.spellings()::containsKey)) {
        ids.add(tool.id());
      }
    }
    return ids;
  }

  private void rings(AgentSource agent) {
    for (SandboxSpecification sandbox : agent.sandboxes()) {
      for (Ring ring : sandbox.requiredRings()) {
        boolean isServed =
            repository
                .runtime(sandbox.runtime())
                .map(runtime -> runtime.rings().containsKey(ring))
                .orElse(true);
        if (!isServed) {
          findings.add(
              PolicyCode.RING_UNSERVED,
              sandbox.place(),
              sandbox.runtime() + " serves no ring " + ring.wireName(),
              "Hosts will refuse the sandbox: name a provider for it in runtimes/");
        }
      }
    }
  }

  private void unused(LevelModules level) {
    var graph = new RuleGraph(level, library);
    List<PlacedRule> exported = new ArrayList<>();
    for (PlacedRule rule : level.rules()) {
      if (isExported(level, rule)) {
        exported.add(rule);
      }
    }
    Set<List<String>> used = new java.util.HashSet<>();
    graph.reachable(exported).forEach(rule -> used.add(rule.path()));
    for (PlacedRule rule : level.rules()) {
      if (!used.contains(rule.path())) {
        findings.add(
            PolicyCode.RULE_UNUSED,
            rule.rule().head().span(),
            rule.path().getLast() + " is no export, and no export uses it",
            "Exports are allow, deny, ask and the settings: check the spelling, or remove the"
                + " rule");
      }
    }
  }

  private static boolean isExported(LevelModules level, PlacedRule rule) {
    List<String> base = level.packagePath();
    if (rule.path().size() <= base.size()) {
      return true;
    }
    String name = rule.path().get(base.size());
    return Set.of("allow", "deny", "ask").contains(name) || LevelModules.isSettingRoot(name);
  }

  private static boolean isExport(LevelModules level, PlacedRule rule, String name) {
    List<String> path = new ArrayList<>(level.packagePath());
    path.add(name);
    return rule.path().equals(path);
  }

  private static boolean readsWhichTool(PlacedRule rule) {
    for (Reference reference : rule.references()) {
      if (reference instanceof Reference.Global global
          && global.path().getFirst().equals("input")) {
        List<String> path = global.path();
        boolean isWhole = path.size() < 3 && (path.size() == 1 || path.get(1).equals("call"));
        boolean isOne =
            path.size() >= 3 && path.get(1).equals("call") && SAYS_WHICH_TOOL.contains(path.get(2));
        if (isWhole || isOne) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isArgument(List<String> path) {
    return path.size() >= 4 && path.subList(0, 3).equals(List.of("input", "call", "args"));
  }

  private static boolean isRequired(JsonObject schema, String argument) {
    Optional<JsonValue> required = schema.find("required");
    return required.isPresent()
        && required.get() instanceof JsonArray names
        && names.items().contains(new JsonString(argument));
  }
}
