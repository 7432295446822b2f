package io.tappass.engine;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.AuditSettings;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.Freshness;
import io.tappass.policy.Identity;
import io.tappass.policy.InterpreterLists;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Level;
import io.tappass.policy.LevelKind;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.PolicyException;
import io.tappass.policy.PolicyModules;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.policy.call.ArgumentRole;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.call.Effects;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.rego.Compilation;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies for the tests of the engine. */
final class EnginePolicies {
  static final String ORG =
      """
      deny contains "no refunds over 500" if {
        input.call.tool == "stripe_refund"
        input.call.args.amount_cents > 50000
      }
      ask contains {"tier": "user", "reason": "a person looks at it"} if {
        input.call.tool == "stripe_refund"
        input.call.args.amount_cents > 10000
      }
      ask contains {"tier": "two_person", "reason": "wipes"} if input.call.tool == "wipe"
      """;

  static final String AGENT = "allow := true\n";

  private EnginePolicies() {}

  static CompiledPolicy policy(BudgetLimits budget, List<PipelineStep> steps) {
    return policy(ORG, AGENT, budget, steps);
  }

  static CompiledPolicy policy(
      String org, String agent, BudgetLimits budget, List<PipelineStep> steps) {
    return new CompiledPolicy(
        new Identity(
            "acme", "finance", "refund_bot", "sb-1", "laptop", "standard", List.of(), Map.of()),
        List.of(
            tool(
                "stripe_refund",
                ToolKind.TOOL,
                "mcp__stripe__refund",
                "{\"type\":\"object\",\"properties\":{\"amount_cents\":{\"type\":\"integer\"}},\"required\":[\"amount_cents\"]}",
                Map.of(),
                List.of()),
            tool(
                "drop_table",
                ToolKind.TOOL,
                "mcp__db__drop",
                "{\"type\":\"object\",\"properties\":{\"table\":{\"type\":\"string\"}},\"required\":[\"table\"]}",
                Map.of(),
                List.of("destructive")),
            tool(
                "wipe",
                ToolKind.TOOL,
                "mcp__db__wipe",
                "{\"type\":\"object\"}",
                Map.of(),
                List.of()),
            tool(
                "file_read",
                ToolKind.FILE,
                "Read",
                "{\"type\":\"object\",\"properties\":{\"file_path\":{\"type\":\"string\"}},\"required\":[\"file_path\"]}",
                Map.of("file_path", ArgumentRole.PATH),
                List.of("file_read")),
            tool(
                "glob",
                ToolKind.FILE,
                "Glob",
                "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}}}",
                Map.of("path", ArgumentRole.PATH),
                List.of("file_read")),
            tool(
                "file_write",
                ToolKind.FILE,
                "Write",
                "{\"type\":\"object\",\"properties\":{\"file_path\":{\"type\":\"string\"}},\"required\":[\"file_path\"]}",
                Map.of("file_path", ArgumentRole.PATH),
                List.of("file_write")),
            tool(
                "mail_attach",
                ToolKind.TOOL,
                "mcp__mail__attach",
                "{\"type\":\"object\",\"properties\":{\"files\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"host\":{\"type\":\"string\"}},\"required\":[\"files\"]}",
                Map.of("files", ArgumentRole.PATH, "host", ArgumentRole.HOST),
                List.of()),
            tool(
                "remove",
                ToolKind.FILE,
                "mcp__files__remove",
                "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"},\"depth\":{\"type\":\"number\"}},\"required\":[\"path\"]}",
                Map.of("path", ArgumentRole.PATH),
                List.of("destructive", "file_read")),
            tool(
                "web_search",
                ToolKind.HTTP,
                "WebSearch",
                "{\"type\":\"object\",\"properties\":{\"url\":{\"type\":\"string\"}}}",
                Map.of("url", ArgumentRole.URL),
                List.of()),
            tool(
                "ask_model",
                ToolKind.MODEL,
                "Model",
                "{\"type\":\"object\",\"properties\":{\"model\":{\"type\":\"string\"}},\"required\":[\"model\"]}",
                Map.of("model", ArgumentRole.MODEL),
                List.of()),
            tool(
                "web_fetch",
                ToolKind.HTTP,
                "WebFetch",
                "{\"type\":\"object\",\"properties\":{\"url\":{\"type\":\"string\"}},\"required\":[\"url\"]}",
                Map.of("url", ArgumentRole.URL),
                List.of())),
        List.of(),
        List.of(
            level(LevelKind.ORG, "tappass.org", org),
            level(LevelKind.PROJECT, "tappass.projects.finance", ""),
            level(LevelKind.AGENT, "tappass.projects.finance.agents.refund_bot", agent)),
        JsonValue.object().build(),
        List.of(),
        new ClosedList<>(
            List.of(HostPattern.parse("*.acme.example")),
            List.of(HostPattern.parse("secret.acme.example:8443"))),
        new FilesystemLists(
            new ClosedList<>(
                List.of(PathPattern.parse("${workspace}/**")),
                List.of(PathPattern.parse("${workspace}/.env"))),
            ClosedList.nothing()),
        new InterpreterLists(ClosedList.nothing(), ClosedList.nothing()),
        ClosedList.nothing(),
        KernelBaseline.NONE,
        budget,
        steps,
        new Rings(List.of(Ring.HARNESS), Map.of(Ring.HARNESS, "claude-code")),
        List.of(),
        AuditSettings.defaults(),
        new Freshness(0, Freshness.OnStale.DENY_ALL),
        Optional.empty());
  }

  /** The same, where every rule of the organisation stands under a shadow entry of this label. */
  static CompiledPolicy shadowed(CompiledPolicy policy, String label) {
    Level org = policy.level(LevelKind.ORG);
    var entry =
        new PolicyException(
            org.packageName(),
            label,
            org.modules().stream().flatMap(module -> module.rules().stream()).toList(),
            "org",
            Instant.parse("2100-01-01T00:00:00Z"),
            "observed first",
            PolicyException.Effect.SHADOW);
    return new CompiledPolicy(
        policy.identity(),
        policy.catalogue(),
        policy.library(),
        policy.levels(),
        policy.data(),
        List.of(entry),
        policy.network(),
        policy.filesystem(),
        policy.interpreter(),
        policy.models(),
        policy.kernel(),
        policy.budget(),
        policy.pipeline(),
        policy.rings(),
        policy.compliance(),
        policy.audit(),
        policy.freshness(),
        policy.floor());
  }

  private static CatalogueTool tool(
      String id,
      ToolKind kind,
      String spelling,
      String schema,
      Map<String, ArgumentRole> roles,
      List<String> capabilities) {
    return new CatalogueTool(
        id,
        kind,
        "",
        "",
        Map.of("claude-code", List.of(spelling)),
        json(schema),
        roles,
        capabilities,
        Effects.NONE);
  }

  static JsonObject json(String text) {
    try {
      return (JsonObject) StrictJson.parse(text, JsonLimits.bytes(1 << 20));
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }

  private static Level level(LevelKind kind, String packageName, String rules) {
    if (rules.isEmpty()) {
      return new Level(kind, packageName, List.of());
    }
    Compilation compilation =
        Rego.compile(
            List.of(
                new SourceFile(
                    "test.rego", "package " + packageName + "\n\nimport rego.v1\n\n" + rules)),
            RegoOptions.decision());
    if (compilation.program().isEmpty()) {
      throw new AssertionError(compilation.diagnostics());
    }
    return new Level(kind, packageName, PolicyModules.of(compilation.program().get()));
  }
}
