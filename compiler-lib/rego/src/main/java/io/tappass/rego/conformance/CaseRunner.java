package io.tappass.rego.conformance;

import io.tappass.json.JsonText;
import io.tappass.rego.Budget;
import io.tappass.rego.Compilation;
import io.tappass.rego.Program;
import io.tappass.rego.QueryOptions;
import io.tappass.rego.QueryResult;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoException;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs one case as OPA's own runner does. */
final class CaseRunner {
  private static final long NANOS_MAX = 20_000_000_000L;

  private final LongSupplier nowNanos;
  private final LongSupplier clockNanos;

  /**
   * @param nowNanos since 1970
   * @param clockNanos a clock that only goes forward, for the time limit of a case
   */
  CaseRunner(LongSupplier nowNanos, LongSupplier clockNanos) {
    this.nowNanos = nowNanos;
    this.clockNanos = clockNanos;
  }

  /** An error with a code, of the compiler or of the evaluation. */
  private record Failure(String code, String message) {}

  /** What is wrong, or null for a case that passes. */
  @Nullable String run(ConformanceCase one) {
    var files = new ArrayList<SourceFile>();
    for (int index = 0; index < one.modules().size(); index++) {
      files.add(new SourceFile("test-" + index + ".rego", one.modules().get(index)));
    }
    Compilation compilation = Rego.compile(files, RegoOptions.opa().withData(one.data()));
    if (compilation.program().isEmpty()) {
      return failed(one, first(compilation.diagnostics()));
    }
    Program program = compilation.program().get();
    try {
      Value input = one.input();
      if (one.inputTerm() != null) {
        input = term(program, one.inputTerm());
        if (input == null) {
          return "the input term is undefined";
        }
      }
      QueryResult result = program.query(one.query(), input, options(one));
      return result.diagnostics().isEmpty()
          ? compared(one, result)
          : failed(one, first(result.diagnostics()));
    } catch (RegoException e) {
      return failed(one, new Failure(e.code(), e.text()));
    } catch (RuntimeException e) {
      return "crash: " + e;
    }
  }

  private QueryOptions options(ConformanceCase one) {
    return new QueryOptions(
        Budget.generous().within(clockNanos, NANOS_MAX),
        one.strictError(),
        nowNanos.getAsLong(),
        new Random(1));
  }

  private @Nullable Value term(Program program, String text) throws RegoException {
    var budget = Budget.generous().within(clockNanos, NANOS_MAX);
    QueryResult result =
        program.query("x = " + text, null, new QueryOptions(budget, true, 0, new Random(1)));
    return result.solutions().isEmpty() ? null : result.solutions().getFirst().bindings().get("x");
  }

  private static Failure first(List<Diagnostic> diagnostics) {
    Diagnostic first = diagnostics.getFirst();
    return new Failure(
        first.opaCode(), first.span() + ": " + first.opaCode() + ": " + first.message());
  }

  private static @Nullable String failed(ConformanceCase one, Failure failure) {
    String text = failure.message();
    if (one.wantErrorCode() == null && one.wantError() == null) {
      return "unexpected error " + text;
    }
    if (one.wantErrorCode() != null && !one.wantErrorCode().equals(failure.code())) {
      return "wanted " + one.wantErrorCode() + ", got " + text;
    }
    if (one.wantError() != null && !text.contains(one.wantError())) {
      return "wanted an error with \"" + one.wantError() + "\", got " + text;
    }
    return null;
  }

  private static @Nullable String compared(ConformanceCase one, QueryResult result) {
    if (one.wantErrorCode() != null || one.wantError() != null) {
      return "wanted an error, got " + result.solutions().size() + " solutions";
    }
    if (one.wantResult() == null) {
      return null;
    }
    var wanted = new TreeSet<Value>();
    for (Value solution : one.wantResult().items()) {
      wanted.add(normal(solution, one.sortBindings()));
    }
    var found = new TreeSet<Value>();
    for (QueryResult.Solution solution : result.solutions()) {
      var builder = ObjectValue.builder();
      solution.bindings().forEach((name, value) -> builder.put(StringValue.of(name), plain(value)));
      found.add(normal(builder.build(), one.sortBindings()));
    }
    return wanted.equals(found) ? null : "wanted " + json(wanted) + ", got " + json(found);
  }

  /** The value after a trip through JSON: sets are arrays. */
  private static Value plain(Value value) {
    return ValueJson.fromJson(ValueJson.toJson(value));
  }

  private static Value normal(Value solution, boolean sorted) {
    if (!sorted || !(solution instanceof ObjectValue bindings)) {
      return solution;
    }
    var builder = ObjectValue.builder();
    for (var binding : bindings.entries()) {
      Value value = binding.getValue();
      builder.put(
          binding.getKey(),
          value instanceof ArrayValue array
              ? ArrayValue.of(array.items().stream().sorted().toList())
              : value);
    }
    return builder.build();
  }

  private static String json(Set<Value> values) {
    String text = JsonText.compact(ValueJson.toJson(ArrayValue.of(List.copyOf(values))));
    return text.length() > 300 ? text.substring(0, 300) + "..." : text;
  }
}
