package io.tappass.policy.compile;

import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;

/**
 * What came of compiling a tree.
 *
 * @param sandboxes by id; none where nothing may be released
 * @param scopes every project and agent, in their order
 * @param diagnostics of the tree as it is, sorted
 * @param releasable false if an error reaches the whole repository
 */
public record PolicyCompilation(
    List<CompiledSandbox> sandboxes,
    List<ScopeState> scopes,
    List<Diagnostic> diagnostics,
    boolean releasable) {
  public PolicyCompilation {
    sandboxes = List.copyOf(sandboxes);
    scopes = List.copyOf(scopes);
    diagnostics = List.copyOf(diagnostics);
    if (!releasable && !sandboxes.isEmpty()) {
      throw new IllegalArgumentException("nothing is compiled that may not be released");
    }
  }
}
