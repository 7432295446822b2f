package io.tappass.engine;

import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.Step;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.PathPattern;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Holds a call to the merged lists of files, hosts and models. What no entry means is refused, and
 * so is what a deny entry means.
 */
final class ClosedListsStep implements Step {
  /** A tool with this capability only reads the paths it is given. */
  static final String READS = "file_read";

  /** A tool with this capability writes the paths it is given. */
  static final String WRITES = "file_write";

  @Override
  public String name() {
    return "closed_lists";
  }

  @Override
  public Optional<Objection> check(
      Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
    for (String path : call.paths()) {
      boolean isWrite = call.capabilities().contains(WRITES);
      // A tool that says neither is held to both lists.
      boolean isRead = call.capabilities().contains(READS) || !isWrite;
      boolean mustWrite = isWrite || !call.capabilities().contains(READS);
      if (isRead && !allowsPath(inForce.policy().filesystem().read(), path, facts)) {
        return objection("filesystem.read does not list " + path);
      }
      if (mustWrite && !allowsPath(inForce.policy().filesystem().write(), path, facts)) {
        return objection("filesystem.write does not list " + path);
      }
    }
    if (call.kind() == ToolKind.HTTP && call.hosts().isEmpty()) {
      return objection("the call goes to the network and names no host");
    }
    for (String host : call.hosts()) {
      if (!allowsHost(inForce.policy().network(), host)) {
        return objection("network does not list " + host);
      }
    }
    if (call.kind() == ToolKind.MODEL
        && (inForce.policy().models().allow().stream()
                .noneMatch(pattern -> pattern.matches(call.model()))
            || inForce.policy().models().deny().stream()
                .anyMatch(pattern -> pattern.matches(call.model())))) {
      return objection("models does not list " + call.model());
    }
    return Optional.empty();
  }

  private Optional<Objection> objection(String message) {
    return Optional.of(new Objection(name(), ReasonCode.CEILING, message));
  }

  private static boolean allowsPath(ClosedList<PathPattern> list, String path, StepFacts facts) {
    return list.allow().stream().anyMatch(p -> p.matches(path, facts.home(), facts.workspace()))
        && list.deny().stream().noneMatch(p -> reaches(path, p, facts));
  }

  /** A path may be a directory that the tool searches, so what is denied below it counts too. */
  private static boolean reaches(String path, PathPattern denied, StepFacts facts) {
    String inner = denied.resolve(facts.home(), facts.workspace());
    return denied.matches(path, facts.home(), facts.workspace())
        || path.equals("/")
        || inner.startsWith(path + "/");
  }

  /** A call names hosts without ports: an allow entry with one means less, a deny entry more. */
  private static boolean allowsHost(ClosedList<HostPattern> list, String host) {
    return list.allow().stream()
            .anyMatch(pattern -> pattern.port().isEmpty() && pattern.matches(host, 0))
        && list.deny().stream()
            .noneMatch(pattern ->
                new HostPattern(pattern.host(), pattern.isSuffix(), OptionalInt.empty())
                    .matches(host, 0));
  }
}
