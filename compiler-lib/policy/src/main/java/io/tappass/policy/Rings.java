package io.tappass.policy;

import io.tappass.policy.value.Ids;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The enforcement points of the sandbox.
 *
 * @param required without one of these the sandbox is refused
 * @param served ring to the id of the provider that the runtime serves it with
 */
public record Rings(List<Ring> required, Map<Ring, String> served) {
  public Rings {
    required = required.stream().distinct().sorted().toList();
    Map<Ring, String> copy = new EnumMap<>(Ring.class);
    served.forEach((ring, provider) -> copy.put(ring, Ids.name("provider", provider)));
    served = Collections.unmodifiableMap(copy);
  }
}
