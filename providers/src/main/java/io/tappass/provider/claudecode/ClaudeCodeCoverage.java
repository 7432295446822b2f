package io.tappass.provider.claudecode;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.Coverage;
import io.tappass.provider.Coverage.Entry;
import io.tappass.provider.Coverage.Grade;
import java.util.ArrayList;
import java.util.List;

/** Grades each path to each tool's effect, as the capabilities of the version allow. */
final class ClaudeCodeCoverage {
  private ClaudeCodeCoverage() {}

  static Coverage grade(CompiledPolicy policy, ClaudeCodeCapabilities capabilities) {
    List<Entry> entries = new ArrayList<>();
    for (CatalogueTool tool : policy.catalogue()) {
      entries.add(call(tool, capabilities));
      for (HostPattern host : tool.effects().hosts()) {
        entries.add(host(policy, tool, host, capabilities));
      }
      for (PathPattern path : tool.effects().paths()) {
        entries.add(path(policy, tool, path));
      }
      if (!tool.effects().credential().isEmpty()) {
        entries.add(
            new Entry(
                tool.id(),
                "credential:" + tool.effects().credential(),
                Grade.NONE,
                "whether the agent's process holds this credential is not seen here"));
      }
    }
    return new Coverage(entries);
  }

  private static Entry call(CatalogueTool tool, ClaudeCodeCapabilities capabilities) {
    return capabilities.canFailClosed()
        ? new Entry(tool.id(), "call", Grade.EXACT, "")
        : new Entry(
            tool.id(), "call", Grade.PARTIAL, "bypass: a hook that fails lets the call run");
  }

  private static Entry host(
      CompiledPolicy policy,
      CatalogueTool tool,
      HostPattern host,
      ClaudeCodeCapabilities capabilities) {
    String path = "host:" + host.text();
    if (ClaudeCodeSettings.isWrapped(policy)) {
      return new Entry(
          tool.id(), path, Grade.NONE, "left to the kernel ring that wraps the program");
    }
    if (!capabilities.hasStrictNetworkList()) {
      return new Entry(tool.id(), path, Grade.NONE, "the sandbox has no strict list of hosts");
    }
    boolean isOpen =
        policy.network().allow().stream()
            .anyMatch(allowed -> allowed.port().isEmpty() && overlaps(allowed, host));
    return isOpen
        ? new Entry(tool.id(), path, Grade.PARTIAL, "bypass: direct egress to " + host.text())
        // The list of excluded commands has no managed lock, and servers run outside the sandbox.
        : new Entry(
            tool.id(),
            path,
            Grade.PARTIAL,
            "bypass: a user's excludedCommands, and servers, are outside the sandbox");
  }

  private static Entry path(CompiledPolicy policy, CatalogueTool tool, PathPattern effect) {
    String path = "file:" + effect.text();
    return ClaudeCodeSettings.isWrapped(policy)
        ? new Entry(tool.id(), path, Grade.NONE, "left to the kernel ring that wraps the program")
        : new Entry(
            tool.id(),
            path,
            Grade.PARTIAL,
            "bypass: the sandbox holds the shell only, and reads widely");
  }

  /** Whether some host is meant by both. */
  static boolean overlaps(HostPattern one, HostPattern other) {
    if (one.host().equals(other.host())) {
      // *.x and x are disjoint; x and x, *.x and *.x are not.
      return one.isSuffix() == other.isSuffix();
    }
    return (one.isSuffix() && other.host().endsWith("." + one.host()))
        || (other.isSuffix() && one.host().endsWith("." + other.host()));
  }
}
