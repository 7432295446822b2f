package io.tappass.provider;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import java.util.Map;

/**
 * Renders a Compiled Policy into what one target really reads, and says how much of the policy that
 * target can hold. Pure and deterministic: equal arguments give equal bytes, nothing is read but
 * the arguments. None knows another.
 */
public interface Provider {

  /** The id that runtimes name it by, such as {@code claude-code}. */
  String id();

  /** The enforcement point it serves. */
  Ring ring();

  /**
   * What the target reads under this policy.
   *
   * @throws RenderException if the policy cannot be put into the target's form at all; the sandbox
   *     is then quarantined, never rendered in part
   */
  Rendering render(CompiledPolicy policy, HostFacts host, TargetVersion version)
      throws RenderException;

  /**
   * What comes of a {@code MODELLED} probe by a model of the target's own rules, which shares no
   * code with the renderer.
   *
   * @param files path to the bytes that were re-read from disk after the switch
   */
  Probe.Expected model(Probe probe, Map<String, byte[]> files, TargetVersion version);

  /** How well each path to each tool's effect is held by this target. */
  Coverage grade(CompiledPolicy policy, TargetVersion version);
}
