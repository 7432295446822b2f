package io.tappass.provider;

import io.tappass.json.JsonValue;
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
import io.tappass.policy.PolicyModule;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.call.Effects;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Policies for the tests of providers. */
public final class PolicyFixtures {
  private PolicyFixtures() {}

  /** The host that the fixtures are rendered for. */
  public static final HostFacts HOST =
      new HostFacts(
          "/home/agent/work",
          "/home/agent",
          "/opt/tappass/hook",
          "/run/tappass/sb.sock",
          "/var/lib/tappass/sb/current");

  /** A policy with something in every list, under these rings. */
  public static CompiledPolicy policy(Map<Ring, String> served, KernelBaseline kernel) {
    return policy(
        served,
        kernel,
        new FilesystemLists(
            list(PathPattern::parse, List.of("${workspace}/**"), List.of("${home}/.ssh/**")),
            list(PathPattern::parse, List.of("${workspace}/**"), List.of("/etc/**"))));
  }

  /** A policy with these lists of files. */
  public static CompiledPolicy policy(
      Map<Ring, String> served, KernelBaseline kernel, FilesystemLists files) {
    return policy(
        served,
        kernel,
        files,
        "mcp__stripe__refund",
        list(NamePattern::parse, List.of("claude-sonnet-4-5"), List.of()));
  }

  /** A policy with these lists of models and a tool that Claude Code spells so. */
  public static CompiledPolicy policy(
      Map<Ring, String> served,
      KernelBaseline kernel,
      FilesystemLists files,
      String spelling,
      ClosedList<NamePattern> models) {
    return new CompiledPolicy(
        new Identity("acme", "support", "coder", "sb-1", "laptop", "standard", List.of(), Map.of()),
        List.of(
            tool("shell", ToolKind.SHELL, "Bash", Effects.NONE),
            tool("file_read", ToolKind.FILE, "Read", Effects.NONE),
            tool("file_write", ToolKind.FILE, "Write", Effects.NONE),
            tool("web_fetch", ToolKind.HTTP, "WebFetch", Effects.NONE),
            tool(
                "stripe_refund",
                ToolKind.TOOL,
                spelling,
                new Effects(
                    List.of(HostPattern.parse("api.stripe.example:443")),
                    "stripe",
                    List.of(PathPattern.parse("/srv/ledger/**"))))),
        List.of(),
        List.of(
            level(LevelKind.ORG, "tappass.org"),
            level(LevelKind.PROJECT, "tappass.projects.support"),
            level(LevelKind.AGENT, "tappass.projects.support.agents.coder")),
        JsonValue.object().build(),
        List.of(),
        list(
            HostPattern::parse,
            List.of("*.acme.example", "api.partner.example:8443"),
            List.of("secret.acme.example", "files.acme.example:22")),
        files,
        new InterpreterLists(ClosedList.nothing(), ClosedList.nothing()),
        models,
        kernel,
        BudgetLimits.defaults(),
        List.of(),
        new Rings(List.of(), served),
        List.of(),
        AuditSettings.defaults(),
        new Freshness(0, Freshness.OnStale.DENY_ALL),
        Optional.empty());
  }

  private static Level level(LevelKind kind, String name) {
    return new Level(kind, name, List.<PolicyModule>of());
  }

  private static CatalogueTool tool(String id, ToolKind kind, String spelling, Effects effects) {
    return new CatalogueTool(
        id,
        kind,
        "",
        "",
        Map.of("claude-code", List.of(spelling)),
        JsonValue.object().put("type", "object").build(),
        Map.of(),
        List.of(),
        effects);
  }

  private static <E extends io.tappass.policy.value.ListEntry> ClosedList<E> list(
      Function<String, E> parse, List<String> allow, List<String> deny) {
    return new ClosedList<>(allow.stream().map(parse).toList(), deny.stream().map(parse).toList());
  }
}
