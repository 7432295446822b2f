package io.tappass.policy;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.Tools;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.rego.Compilation;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.ValueJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Policies for tests. */
final class Policies {
  static final String ORG = "tappass.org";
  static final String PROJECT = "tappass.projects.finance";
  static final String AGENT = "tappass.projects.finance.agents.refund_bot";
  static final String PACK = "tappass.packs.pci.v1_0_0";

  private Policies() {}

  static Identity identity() {
    return new Identity(
        "acme",
        "finance",
        "refund_bot",
        "laptop-7",
        "claude-code",
        Identity.TIER_DEFAULT,
        List.of(),
        Map.of("region", "eu"));
  }

  /** A level of Rego; without text it has no module. */
  static Level level(LevelKind kind, String packageName, Optional<String> rules, JsonObject data) {
    if (rules.isEmpty()) {
      return new Level(kind, packageName, List.of());
    }
    return new Level(kind, packageName, modules(packageName, rules.get(), data, List.of()));
  }

  /** Modules in canonical text with the ids of their rules; {@code lib} is only compiled with. */
  static List<PolicyModule> modules(
      String packageName, String rules, JsonObject data, List<PolicyModule> lib) {
    List<SourceFile> files = new ArrayList<>();
    files.add(
        new SourceFile(
            "test.rego", "package " + packageName + "\n\nimport rego.v1\n\n" + rules + "\n"));
    lib.forEach(module -> files.add(new SourceFile("lib.rego", module.text())));
    Compilation compilation =
        Rego.compile(
            files, RegoOptions.decision().withData((ObjectValue) ValueJson.fromJson(data)));
    if (compilation.program().isEmpty()) {
      throw new AssertionError(rules + ": " + compilation.diagnostics());
    }
    return PolicyModules.of(compilation.program().get()).stream()
        .filter(module -> module.packageName().equals(packageName))
        .toList();
  }

  /** A policy of three levels of Rego. */
  static CompiledPolicy of(String org, String project, String agent) {
    return of(org, project, agent, List.of());
  }

  static CompiledPolicy of(
      String org, String project, String agent, List<PolicyException> exceptions) {
    JsonObject data = Tools.json("{}");
    return of(
        List.of(),
        List.of(
            level(LevelKind.ORG, ORG, Optional.of(org), data),
            level(LevelKind.PROJECT, PROJECT, Optional.of(project), data),
            level(LevelKind.AGENT, AGENT, Optional.of(agent), data)),
        data,
        exceptions);
  }

  /** The id of the only rule of a level with that name. */
  static String ruleId(String packageName, String rule) {
    return modules(packageName, rule, Tools.json("{}"), List.of()).getFirst().rules().getFirst();
  }

  /** Everything empty or default but what decides. */
  static CompiledPolicy of(
      List<PolicyModule> library,
      List<Level> levels,
      JsonObject data,
      List<PolicyException> exceptions) {
    return new CompiledPolicy(
        identity(),
        Tools.all(),
        library,
        levels,
        data,
        exceptions,
        ClosedList.nothing(),
        new FilesystemLists(ClosedList.nothing(), ClosedList.nothing()),
        new InterpreterLists(ClosedList.nothing(), ClosedList.nothing()),
        ClosedList.nothing(),
        KernelBaseline.NONE,
        BudgetLimits.defaults(),
        List.of(),
        new Rings(List.of(Ring.HARNESS), Map.of(Ring.HARNESS, "claude-code")),
        List.of(),
        AuditSettings.defaults(),
        new Freshness(Freshness.GRACE_SECONDS_DEFAULT, Freshness.OnStale.DENY_ALL),
        Optional.empty());
  }

  /** The policy with a floor. */
  static CompiledPolicy withFloor(CompiledPolicy policy, Floor floor) {
    return new CompiledPolicy(
        policy.identity(),
        policy.catalogue(),
        policy.library(),
        policy.levels(),
        policy.data(),
        policy.exceptions(),
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
        new Freshness(0, Freshness.OnStale.FLOOR),
        Optional.of(floor));
  }

  /** Every section holds something; the rule ids are made up, so it is only a document. */
  static CompiledPolicy full() {
    return new CompiledPolicy(
        identity(),
        Tools.all(),
        List.of(new PolicyModule("tappass.lib.money", "package tappass.lib.money\n", List.of())),
        List.of(
            fixed(LevelKind.AGENT, AGENT, "r_3333333333333333"),
            fixed(LevelKind.PACK, PACK, "r_4444444444444444"),
            fixed(LevelKind.PROJECT, PROJECT, "r_2222222222222222"),
            fixed(LevelKind.ORG, ORG, "r_1111111111111111")),
        Tools.json("{\"vocabulary\": {\"limit\": 499.99, \"n\": {\"n\": 1}, \"big\": 1e20}}"),
        List.of(exception(ORG, "r_1111111111111111", PolicyException.Effect.SHADOW)),
        list(HostPattern::parse, "*.acme.example", "api.stripe.com:443"),
        new FilesystemLists(
            list(PathPattern::parse, "${workspace}/**", "/usr/**"),
            list(PathPattern::parse, "${workspace}/**", "/tmp/**")),
        new InterpreterLists(list(NamePattern::parse, "sum"), list(NamePattern::parse, "json*")),
        list(NamePattern::parse, "claude-*"),
        new KernelBaseline(
            List.of(PathPattern.parse("/etc/**")),
            List.of(PathPattern.parse("/usr/**")),
            List.of(PathPattern.parse("/dev/null")),
            List.of(8443, 443)),
        new BudgetLimits(30, 500, Map.of("stripe_refund", 3L)),
        List.of(
            new PipelineStep("loop_guard", StepAction.BLOCK),
            new PipelineStep("detect_pii", StepAction.REDACT)),
        new Rings(
            List.of(Ring.KERNEL, Ring.HARNESS),
            Map.of(Ring.KERNEL, "landlock", Ring.HARNESS, "claude-code")),
        List.of("SOC2:CC6.1", "EUAIA:12"),
        new AuditSettings(
            AuditSettings.ArgumentRecording.FULL,
            List.of("password"),
            30,
            AuditSettings.Durability.DISK),
        new Freshness(600, Freshness.OnStale.FLOOR),
        Optional.of(new Floor(List.of("file_read"))));
  }

  static PolicyException exception(String level, String rule, PolicyException.Effect effect) {
    return new PolicyException(
        level,
        "LABEL-" + effect,
        List.of(rule),
        "projects.finance",
        Instant.parse("2026-12-01T00:00:00Z"),
        "migration",
        effect);
  }

  private static Level fixed(LevelKind kind, String packageName, String rule) {
    String text = "package " + packageName + "\n\nallow if true\n";
    return new Level(
        kind, packageName, List.of(new PolicyModule(packageName, text, List.of(rule))));
  }

  private static <E extends ListEntry> ClosedList<E> list(
      Function<String, E> parse, String allow, String... deny) {
    return new ClosedList<>(List.of(parse.apply(allow)), Stream.of(deny).map(parse).toList());
  }
}
