package io.tappass.policy.diagnostic;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Related;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Collects diagnostics; hands them out sorted, each once. */
public final class Findings {
  private final LinkedHashSet<Diagnostic> found = new LinkedHashSet<>();

  /** Adds one with a hint. */
  public void add(PolicyCode code, SourceSpan span, String message, String hint) {
    found.add(new Diagnostic(code.severity(), code.code(), span, message, hint, List.of()));
  }

  /** Adds one with a hint and a second place. */
  public void add(PolicyCode code, SourceSpan span, String message, String hint, Related related) {
    found.add(new Diagnostic(code.severity(), code.code(), span, message, hint, List.of(related)));
  }

  /** Adds one about a whole file. */
  public void addFile(PolicyCode code, String file, String message, String hint) {
    add(code, SourceSpan.start(file), message, hint);
  }

  /** Adds diagnostics of others. */
  public void addAll(Collection<Diagnostic> diagnostics) {
    found.addAll(diagnostics);
  }

  /** Whether an error is among them. */
  public boolean hasErrors() {
    return hasErrors(found);
  }

  /** Whether an error is among {@code diagnostics}. */
  public static boolean hasErrors(Collection<Diagnostic> diagnostics) {
    return diagnostics.stream().anyMatch(each -> each.severity() == Severity.ERROR);
  }

  /** All, by file, row, column, code. */
  public List<Diagnostic> sorted() {
    List<Diagnostic> sorted = new ArrayList<>(found);
    sorted.sort(Diagnostic.ORDER);
    return List.copyOf(sorted);
  }
}
