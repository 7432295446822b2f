package io.tappass.rego;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to a query.
 *
 * @param solutions in the order found; none means undefined
 * @param diagnostics of the query's own text; with an error there are no solutions
 */
public record QueryResult(List<Solution> solutions, List<Diagnostic> diagnostics) {
  public QueryResult {
    solutions = List.copyOf(solutions);
    diagnostics = List.copyOf(diagnostics);
  }

  /** One way to make every statement hold. */
  public record Solution(List<Expression> expressions, Map<String, Value> bindings) {
    public Solution {
      expressions = List.copyOf(expressions);
      bindings = Collections.unmodifiableMap(new LinkedHashMap<>(bindings));
    }
  }

  /** The value of one statement. */
  public record Expression(Value value, SourceSpan span) {}
}
