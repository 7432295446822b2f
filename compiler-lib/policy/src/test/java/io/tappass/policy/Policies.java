package io.tappass.policy;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.Tools;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import java.time.Instant;
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

  /** Every section holds something; the rule ids are made up, so it is only a document. */
  static CompiledPolicy full() {
    return new CompiledPolicy(
        identity(),
        Tools.all(),
        List.of(new PolicyModule("tappass.lib.money", "package tappass.lib.money\n", List.of())),
        List.of(
            level(LevelKind.AGENT, AGENT, "r_3333333333333333"),
            level(LevelKind.PACK, PACK, "r_4444444444444444"),
            level(LevelKind.PROJECT, PROJECT, "r_2222222222222222"),
            level(LevelKind.ORG, ORG, "r_1111111111111111")),
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

  private static Level level(LevelKind kind, String packageName, String rule) {
    String text = "package " + packageName + "\n\nallow if true\n";
    return new Level(
        kind, packageName, List.of(new PolicyModule(packageName, text, List.of(rule))));
  }

  private static <E extends ListEntry> ClosedList<E> list(
      Function<String, E> parse, String allow, String... deny) {
    return new ClosedList<>(List.of(parse.apply(allow)), Stream.of(deny).map(parse).toList());
  }
}
