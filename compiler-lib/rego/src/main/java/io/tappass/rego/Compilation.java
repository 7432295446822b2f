package io.tappass.rego;

import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;

/** A program, if the sources make one, and everything to say about them, in order of place. */
public record Compilation(Optional<Program> program, List<Diagnostic> diagnostics) {
  public Compilation {
    diagnostics = diagnostics.stream().sorted(Diagnostic.ORDER).toList();
  }
}
