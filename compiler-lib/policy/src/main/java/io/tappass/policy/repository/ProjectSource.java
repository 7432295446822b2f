package io.tappass.policy.repository;

import io.tappass.policy.repository.PackReference.PlacedReference;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One project: what {@code project.yaml} says, its own level, its agents by id. */
public record ProjectSource(
    String id,
    String team,
    String purpose,
    List<PlacedReference> packs,
    LevelSource level,
    SortedMap<String, AgentSource> agents) {
  public ProjectSource {
    packs = List.copyOf(packs);
    agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
  }
}
