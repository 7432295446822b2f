package io.tappass.policy.repository;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of a compliance pack: what {@code pack.yaml} says, and its level.
 *
 * @param controls tag to what it stands for
 * @param requiredSettings paths of settings that some level must declare where the pack is used
 */
public record PackSource(
    PackReference reference,
    String title,
    Map<String, String> controls,
    List<String> requiredSettings,
    LevelSource level) {
  public PackSource {
    controls = Collections.unmodifiableMap(new TreeMap<>(controls));
    requiredSettings = List.copyOf(requiredSettings);
  }
}
