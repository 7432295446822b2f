package io.tappass.host.apply;

import io.tappass.host.landlock.Landlock;
import io.tappass.host.socket.SandboxId;
import io.tappass.json.JsonValue;
import io.tappass.policy.AuditSettings;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.Freshness;
import io.tappass.policy.Identity;
import io.tappass.policy.InterpreterLists;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Level;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.call.Effects;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.HostFacts;
import io.tappass.provider.Provider;
import io.tappass.provider.TargetVersion;
import io.tappass.provider.claudecode.ClaudeCodeProvider;
import io.tappass.provider.landlock.LandlockProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies and sites for the tests of this package and of the daemon. */
public final class Policies {
  private Policies() {}

  /** The sandbox of every fixture. */
  public static final SandboxId SANDBOX = new SandboxId("sb-1");

  /** Both rings of the fixtures. */
  public static final Map<Ring, String> BOTH =
      Map.of(Ring.HARNESS, ClaudeCodeProvider.ID, Ring.KERNEL, LandlockProvider.ID);

  /** The real providers. */
  public static List<Provider> providers() {
    return List.of(new ClaudeCodeProvider(), new LandlockProvider());
  }

  /** A policy whose digest depends on the variant. */
  public static CompiledPolicy policy(String variant) {
    return policy(variant, new Rings(List.of(Ring.HARNESS, Ring.KERNEL), BOTH));
  }

  /** A policy with other rings. */
  public static CompiledPolicy policy(String variant, Rings rings) {
    return new CompiledPolicy(
        new Identity(
            "acme", "support", "coder", SANDBOX.value(), "laptop", "standard", List.of(), Map.of()),
        List.of(
            new CatalogueTool(
                "notes_add",
                ToolKind.TOOL,
                "",
                "",
                Map.of("claude-code", List.of("mcp__notes__add")),
                JsonValue.object().put("type", "object").build(),
                Map.of(),
                List.of(),
                Effects.NONE)),
        List.of(),
        List.of(
            level(LevelKind.ORG, "tappass.org"),
            level(LevelKind.PROJECT, "tappass.projects.support"),
            level(LevelKind.AGENT, "tappass.projects.support.agents.coder")),
        JsonValue.object().build(),
        List.of(),
        ClosedList.nothing(),
        new FilesystemLists(
            new ClosedList<>(List.of(PathPattern.parse("${workspace}/**")), List.of()),
            new ClosedList<>(List.of(PathPattern.parse("${workspace}/**")), List.of())),
        new InterpreterLists(ClosedList.nothing(), ClosedList.nothing()),
        ClosedList.nothing(),
        new KernelBaseline(
            List.of(PathPattern.parse("/etc/ld.so.cache")),
            List.of(PathPattern.parse("/usr/**")),
            List.of(PathPattern.parse("/dev/null")),
            List.of(18777)),
        BudgetLimits.defaults(),
        List.of(),
        rings,
        List.of(variant),
        AuditSettings.defaults(),
        new Freshness(0, Freshness.OnStale.DENY_ALL),
        Optional.empty());
  }

  private static Level level(LevelKind kind, String name) {
    return new Level(kind, name, List.of());
  }

  /** An activation of that policy. */
  public static Activation activation(long release, CompiledPolicy policy) {
    return new Activation(release, policy.digest(), CompiledPolicyJson.write(policy), policy);
  }

  /** A site below {@code root}, whose folders it creates. */
  public static SandboxSite site(Path root) throws IOException {
    Path place = Files.createDirectories(root.resolve("place"));
    Files.createDirectories(root.resolve("work"));
    Path data = Files.createDirectories(root.resolve("data"));
    return new SandboxSite(
        SANDBOX,
        new HostFacts(
            root.resolve("work").toString(),
            root.toString(),
            root.resolve("tappass-hook").toString(),
            root.resolve("s.sock").toString(),
            SandboxFolder.at(data, SANDBOX).current().toString()),
        Map.of(ClaudeCodeProvider.PLACE, place),
        Map.of(
            ClaudeCodeProvider.ID,
            TargetVersion.parse("2.1.330"),
            LandlockProvider.ID,
            new TargetVersion(List.of(Math.max(4, Landlock.abi().orElse(4))))));
  }
}
