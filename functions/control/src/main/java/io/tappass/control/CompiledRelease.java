package io.tappass.control;

import io.tappass.control.Registry.ScopeStatus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a commit compiles to for the sandboxes that are enrolled: everything that a release is made
 * of, and nothing that depends on when or where it was compiled.
 *
 * @param commit of the policy repository
 * @param treeDigest of its files
 * @param enrolmentsDigest of the enrolments compiled for
 * @param sandboxes documents by sandbox
 * @param scopes how each scope fared, by scope
 * @param sources for each project and agent scope, the commit that its own files came from
 * @param isReleasable false if an error above projects releases nothing
 */
public record CompiledRelease(
    String commit,
    String treeDigest,
    String enrolmentsDigest,
    SortedMap<String, Documents> sandboxes,
    List<ScopeStatus> scopes,
    Map<String, String> sources,
    boolean isReleasable) {

  public CompiledRelease {
    sandboxes = Collections.unmodifiableSortedMap(new TreeMap<>(sandboxes));
    scopes = List.copyOf(scopes);
    sources = Collections.unmodifiableMap(new TreeMap<>(sources));
  }

  /**
   * The documents behind one leaf, in canonical bytes.
   *
   * @param slot of the sandbox in the tiles
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
  public record Documents(String slot, byte[] policy, byte[] provenance, byte[] coverage) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Documents that
          && slot.equals(that.slot)
          && Arrays.equals(policy, that.policy)
          && Arrays.equals(provenance, that.provenance)
          && Arrays.equals(coverage, that.coverage);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(policy);
    }

    @Override
    public String toString() {
      return "Documents[" + slot + "]";
    }
  }
}
