package io.tappass.policy.repository;

import io.tappass.policy.repository.PackReference.PlacedReference;
import java.util.List;

/** What {@code tappass.yaml} says. */
public record OrgDocument(String org, List<String> teams, List<PlacedReference> packs) {
  public OrgDocument {
    teams = List.copyOf(teams);
    packs = List.copyOf(packs);
  }
}
