package io.tappass.policy.compile;

import io.tappass.policy.repository.Scope;
import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;

/**
 * How one project or agent came out.
 *
 * @param diagnostics of its own files
 */
public record ScopeState(Scope scope, State state, List<Diagnostic> diagnostics) {

  /** From where a scope was compiled. */
  public enum State {
    /** From its own files in this tree. */
    OK,
    /** From its last good files, under the ceilings of this tree. */
    STALLED,
    /** From nothing: its sandboxes deny all. */
    QUARANTINED
  }

  public ScopeState {
    diagnostics = List.copyOf(diagnostics);
  }
}
