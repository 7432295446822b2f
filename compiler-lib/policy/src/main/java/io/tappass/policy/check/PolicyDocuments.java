package io.tappass.policy.check;

import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.PolicyCompilation;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code tappass compile}: the documents of a compilation, as files. */
public final class PolicyDocuments {
  private PolicyDocuments() {}

  /**
   * File name to canonical bytes: {@code <sandbox>.policy.json} and {@code
   * <sandbox>.provenance.json}.
   */
  public static SortedMap<String, byte[]> of(PolicyCompilation compilation) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (CompiledSandbox sandbox : compilation.sandboxes()) {
      files.put(sandbox.sandbox() + ".policy.json", CompiledPolicyJson.write(sandbox.policy()));
      files.put(sandbox.sandbox() + ".provenance.json", sandbox.provenance().bytes());
    }
    return Collections.unmodifiableSortedMap(files);
  }
}
