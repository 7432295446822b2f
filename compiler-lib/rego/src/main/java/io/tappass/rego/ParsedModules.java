package io.tappass.rego;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.syntax.Module;
import java.util.List;

/** Modules as far as they could be read, and everything wrong with them, in order of place. */
public record ParsedModules(List<Module> modules, List<Diagnostic> diagnostics) {
  public ParsedModules {
    modules = List.copyOf(modules);
    diagnostics = diagnostics.stream().sorted(Diagnostic.ORDER).toList();
  }

  /** Whether no diagnostic is an error. */
  public boolean isWhole() {
    return diagnostics.stream().noneMatch(d -> d.severity() == Severity.ERROR);
  }
}
