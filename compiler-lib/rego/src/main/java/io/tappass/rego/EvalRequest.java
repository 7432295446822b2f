package io.tappass.rego;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query over documents, answered as {@code opa eval --format json} answers.
 *
 * @param input null where there is none
 */
public record EvalRequest(
    DocumentTree documents, @Nullable Value input, String query, QueryOptions how) {

  /**
   * What to print.
   *
   * @param json {@code {"result": [...]}}, {@code {}} for undefined, or {@code {"errors": [...]}}
   * @param hasErrors whether the command failed
   * @param diagnostics of the sources, for people
   */
  public record Answer(JsonObject json, boolean hasErrors, List<Diagnostic> diagnostics) {
    public Answer {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /** Compiles, evaluates, and never throws for what a user can cause. */
  public Answer answer() {
    Compilation compilation =
        Rego.compile(documents.sources(), RegoOptions.opa().withData(documents.data()));
    if (compilation.program().isEmpty()) {
      return failed(compilation.diagnostics());
    }
    try {
      QueryResult result = compilation.program().get().query(query, input, how);
      if (!result.diagnostics().isEmpty()) {
        return failed(result.diagnostics());
      }
      return new Answer(result(result), false, compilation.diagnostics());
    } catch (RegoException e) {
      JsonObject error = error(e.code(), String.valueOf(e.getMessage()), e.span());
      return new Answer(errors(List.of(error)), true, List.of());
    }
  }

  private JsonObject result(QueryResult result) {
    if (result.solutions().isEmpty()) {
      return JsonValue.object().build();
    }
    var solutions = new ArrayList<JsonValue>();
    for (QueryResult.Solution solution : result.solutions()) {
      var expressions = new ArrayList<JsonValue>();
      for (QueryResult.Expression expression : solution.expressions()) {
        expressions.add(
            JsonValue.object()
                .put("value", ValueJson.toJson(expression.value()))
                .put("text", text(expression.span()))
                .put(
                    "location",
                    JsonValue.object()
                        .put("row", expression.span().row())
                        .put("col", expression.span().column())
                        .build())
                .build());
      }
      var json = JsonValue.object().put("expressions", new JsonArray(expressions));
      if (!solution.bindings().isEmpty()) {
        Map<String, JsonValue> bindings = new LinkedHashMap<>();
        solution.bindings().forEach((name, value) -> bindings.put(name, ValueJson.toJson(value)));
        json.put("bindings", new JsonObject(bindings));
      }
      solutions.add(json.build());
    }
    return JsonValue.object().put("result", new JsonArray(solutions)).build();
  }

  private String text(SourceSpan span) {
    List<String> lines = query.lines().toList();
    var out = new StringBuilder();
    for (int row = span.row(); row <= Math.min(span.endRow(), lines.size()); row++) {
      String line = lines.get(row - 1);
      int from = row == span.row() ? Math.min(span.column() - 1, line.length()) : 0;
      int to = row == span.endRow() ? Math.min(span.endColumn() - 1, line.length()) : line.length();
      out.append(out.isEmpty() ? "" : "\n").append(line, from, Math.max(from, to));
    }
    return out.toString();
  }

  private static Answer failed(List<Diagnostic> diagnostics) {
    var all = new ArrayList<JsonObject>();
    for (Diagnostic diagnostic : diagnostics) {
      all.add(error(diagnostic.opaCode(), diagnostic.message(), diagnostic.span()));
    }
    return new Answer(errors(all), true, diagnostics);
  }

  private static JsonObject errors(List<JsonObject> all) {
    return JsonValue.object().put("errors", new JsonArray(List.copyOf(all))).build();
  }

  private static JsonObject error(String code, String message, @Nullable SourceSpan span) {
    var json = JsonValue.object().put("message", message).put("code", code);
    if (span != null) {
      json.put(
          "location",
          JsonValue.object()
              .put("file", span.file())
              .put("row", span.row())
              .put("col", span.column())
              .build());
    }
    return json.build();
  }
}
