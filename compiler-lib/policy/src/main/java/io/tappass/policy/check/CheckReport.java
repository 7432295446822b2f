package io.tappass.policy.check;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.compile.ScopeState;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything there is to say about a repository.
 *
 * @param diagnostics sorted by file, row and column
 * @param scopes every project and agent, as they would be compiled without last good files
 * @param releasable whether a push of this tree would be released at all
 * @param sources text of the files that diagnostics speak of, by path
 */
public record CheckReport(
    List<Diagnostic> diagnostics,
    List<ScopeState> scopes,
    boolean releasable,
    Map<String, String> sources) {
  public CheckReport {
    diagnostics = List.copyOf(diagnostics);
    scopes = List.copyOf(scopes);
    sources = Map.copyOf(sources);
  }

  /** Diagnostics of that severity. */
  public long count(Severity severity) {
    return diagnostics.stream().filter(each -> each.severity() == severity).count();
  }

  /** Whether no error was found; warnings may have been. */
  public boolean isPassed() {
    return count(Severity.ERROR) == 0;
  }

  /** For a terminal: each diagnostic with its line and caret, then one line of totals. */
  public String text() {
    var out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      String source = sources.getOrDefault(diagnostic.span().file(), "");
      out.append(diagnostic.render(source)).append("\n\n");
    }
    out.append(count(Severity.ERROR))
        .append(" errors, ")
        .append(count(Severity.WARNING))
        .append(" warnings")
        .append(releasable ? "" : "; nothing of this tree would be released")
        .append('\n');
    return out.toString();
  }

  /** The members {@code releasable, errors, warnings, diagnostics, scopes}. */
  public JsonObject json() {
    List<JsonValue> items = new ArrayList<>();
    diagnostics.forEach(diagnostic -> items.add(diagnostic.toJson()));
    List<JsonValue> states = new ArrayList<>();
    for (ScopeState scope : scopes) {
      states.add(
          JsonValue.object()
              .put("scope", scope.scope().text())
              .put("state", scope.state().toString().toLowerCase(java.util.Locale.ROOT))
              .build());
    }
    return JsonValue.object()
        .put("releasable", releasable)
        .put("errors", count(Severity.ERROR))
        .put("warnings", count(Severity.WARNING))
        .put("diagnostics", new JsonArray(items))
        .put("scopes", new JsonArray(states))
        .build();
  }
}
