package io.tappass.rego.compile;

import io.tappass.rego.builtin.BuiltinContext;
import io.tappass.rego.builtin.BuiltinException;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.syntax.Import;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Parser;
import io.tappass.rego.syntax.SyntaxLimits;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code rego.parse_module}: the package and the imports of a module in the shape of OPA's syntax
 * tree. Rules are left out, which {@code docs/LIMITATIONS.md} says.
 */
final class ParseModule {
  private ParseModule() {}

  static Value call(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    if (!(arguments.get(0) instanceof StringValue file)
        || !(arguments.get(1) instanceof StringValue source)) {
      throw BuiltinException.wrongType("operand must be string");
    }
    context.chargeBytes(16L * source.value().length());
    Parser.Parsed<Module> parsed =
        Parser.module(file.value(), source.value(), SyntaxLimits.STANDARD);
    Module module = parsed.value();
    if (module == null || !parsed.diagnostics().isEmpty()) {
      Diagnostic first = parsed.diagnostics().getFirst();
      throw BuiltinException.failed(first.span() + ": " + first.opaCode() + ": " + first.message());
    }
    if (!module.rules().isEmpty()) {
      context.chargeSteps(module.rules().size());
    }
    var path = new ArrayList<String>();
    path.add("data");
    path.addAll(module.path());
    var builder =
        ObjectValue.builder()
            .put("package", ObjectValue.builder().put("path", terms(path)).build());
    if (!module.imports().isEmpty()) {
      var imports = new ArrayList<Value>();
      for (Import one : module.imports()) {
        imports.add(
            ObjectValue.builder()
                .put(
                    "path",
                    ObjectValue.builder()
                        .put("type", StringValue.of("ref"))
                        .put("value", terms(one.path()))
                        .build())
                .build());
      }
      builder.put("imports", ArrayValue.of(imports));
    }
    return builder.build();
  }

  private static Value terms(List<String> path) {
    var terms = new ArrayList<Value>();
    for (String step : path) {
      terms.add(
          ObjectValue.builder()
              .put("type", StringValue.of(terms.isEmpty() ? "var" : "string"))
              .put("value", StringValue.of(step))
              .build());
    }
    return ArrayValue.of(terms);
  }
}
