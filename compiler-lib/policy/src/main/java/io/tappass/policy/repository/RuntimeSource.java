package io.tappass.policy.repository;

import io.tappass.policy.AuditSettings.Durability;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Ring;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One runtime: what {@code runtimes/<id>.yaml} says.
 *
 * @param targets whose spellings of tools an agent there speaks
 * @param rings ring to the id of the provider that serves it
 * @param kernel what must be open for programs to start
 */
public record RuntimeSource(
    String id,
    String description,
    List<String> targets,
    Map<Ring, String> rings,
    KernelBaseline kernel,
    Durability durability) {
  public RuntimeSource {
    targets = targets.stream().distinct().sorted().toList();
    Map<Ring, String> copy = new EnumMap<>(Ring.class);
    copy.putAll(rings);
    rings = Collections.unmodifiableMap(copy);
  }
}
