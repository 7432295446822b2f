package io.tappass.provider;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.provider.claudecode.ClaudeCodeProvider;
import io.tappass.provider.landlock.LandlockProvider;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The providers that there are, by id, each with the oldest target version that its grades speak
 * of; hosts refuse an older target.
 */
public final class Providers {

  /** One provider. */
  public record Known(Provider provider, TargetVersion versionMin) {}

  private static final Providers STANDARD =
      new Providers(
          Map.of(
              ClaudeCodeProvider.ID,
              new Known(new ClaudeCodeProvider(), TargetVersion.parse("2.1.295")),
              LandlockProvider.ID,
              new Known(new LandlockProvider(), TargetVersion.parse("4"))));

  private final SortedMap<String, Known> known;

  private Providers(Map<String, Known> known) {
    this.known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
  }

  /** All providers of this version. */
  public static Providers standard() {
    return STANDARD;
  }

  /** The provider of that id. */
  public Optional<Known> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** The providers that the policy's runtime serves its rings with; unknown ids are left out. */
  public SortedMap<Ring, Known> serving(CompiledPolicy policy) {
    SortedMap<Ring, Known> serving = new TreeMap<>();
    policy
        .rings()
        .served()
        .forEach((ring, id) -> find(id).ifPresent(provider -> serving.put(ring, provider)));
    return serving;
  }
}
