package io.tappass.policy.repository;

import io.tappass.policy.value.Ids;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.Comparator;

/** One version of a pack, written {@code gdpr_basics@v1_0_0}. */
public record PackReference(String pack, String version) implements Comparable<PackReference> {
  public PackReference {
    Ids.id("pack", pack);
    if (!version.matches("v[0-9]{1,6}_[0-9]{1,6}_[0-9]{1,6}")) {
      throw new IllegalArgumentException("a version is written as v1_2_0: " + version);
    }
  }

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException if it does not follow the grammar
   */
  public static PackReference parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("a pack is named with its version: " + text);
    }
    return new PackReference(text.substring(0, at), text.substring(at + 1));
  }

  /** As written. */
  public String text() {
    return pack + "@" + version;
  }

  @Override
  public int compareTo(PackReference other) {
    return Comparator.comparing(PackReference::pack)
        .thenComparing(PackReference::version)
        .compare(this, other);
  }

  /** A reference with the place where a level makes it. */
  public record PlacedReference(PackReference reference, SourceSpan place) {}
}
