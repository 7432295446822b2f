package io.tappass.rego.compile;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.syntax.Features;
import io.tappass.rego.syntax.Import;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the names of a module mean outside its bodies: rules of its package and imports. */
final class Names {

  /** A path from a root document. */
  record Global(Core.Root root, List<Value> path) {}

  private final Map<String, Global> globals = new HashMap<>();
  private final Features features;

  private Names(Features features) {
    this.features = features;
  }

  /** Names of a module whose package has rules of these first names. */
  static Names of(Module module, Set<String> ruleNames, List<Diagnostic> diagnostics) {
    var names = new Names(module.features());
    for (Import one : module.imports()) {
      String first = one.path().getFirst();
      if (!first.equals("data") && !first.equals("input")) {
        continue;
      }
      String name = one.name();
      if (one.path().size() == 1 && one.alias() == null) {
        continue;
      }
      Core.Root root = first.equals("data") ? Core.Root.DATA : Core.Root.INPUT;
      var global = new Global(root, values(one.path().subList(1, one.path().size())));
      if (names.globals.put(name, global) != null) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.COMPILE, one.span(), "import must not shadow import " + one.text()));
      }
    }
    for (String rule : ruleNames) {
      if (names.globals.containsKey(rule)) {
        continue;
      }
      var path = new ArrayList<Value>(values(module.path()));
      path.add(StringValue.of(rule));
      names.globals.put(rule, new Global(Core.Root.DATA, path));
    }
    names.roots();
    return names;
  }

  /** Names of a query outside any package. */
  static Names none(Features features) {
    var names = new Names(features);
    names.roots();
    return names;
  }

  private void roots() {
    globals.put("data", new Global(Core.Root.DATA, List.of()));
    globals.put("input", new Global(Core.Root.INPUT, List.of()));
  }

  static List<Value> values(List<String> path) {
    var values = new ArrayList<Value>();
    path.forEach(step -> values.add(StringValue.of(step)));
    return values;
  }

  @Nullable Global find(String name) {
    return globals.get(name);
  }

  boolean modernNot() {
    return features.not();
  }
}
