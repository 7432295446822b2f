package io.tappass.rego.compile;

import io.tappass.rego.RuleInfo;
import io.tappass.rego.syntax.Annotations;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.RegoText;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code # METADATA} and the text of a rule say about it. */
final class Metadata {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The modules that annotate their package; the others have nothing to say here. */
  private final List<Module> annotated;

  private final Map<List<Value>, List<Annotations>> documents = new HashMap<>();

  Metadata(List<Module> modules) {
    this.annotated = modules.stream().filter(one -> !one.annotations().isEmpty()).toList();
    for (Module module : modules) {
      for (Rule rule : module.rules()) {
        for (Annotations one : rule.annotations()) {
          if (one.scope().equals("document")) {
            documents
                .computeIfAbsent(RuleUnit.constantPath(module, rule), ignored -> new ArrayList<>())
                .add(one);
          }
        }
      }
    }
  }

  static String pathText(List<Value> path) {
    var out = new StringBuilder("data");
    for (Value step : path) {
      if (step instanceof StringValue text && NAME.matcher(text.value()).matches()) {
        out.append('.').append(text.value());
      } else {
        out.append('[').append(ValueText.of(step)).append(']');
      }
    }
    return out.toString();
  }

  RuleInfo info(Module module, Rule rule, int index, List<Value> path, boolean isStatic) {
    String text = RegoText.canonical(rule, module.features());
    var name = new StringBuilder();
    for (Value step : path.subList(module.path().size(), path.size())) {
      name.append(name.isEmpty() ? "" : ".");
      name.append(step instanceof StringValue string ? string.value() : ValueText.of(step));
    }
    return new RuleInfo(
        pathText(path),
        rule.span(),
        name.toString(),
        index,
        labels(module, rule, path),
        text,
        id(text),
        rule.head().member() != null,
        rule.head().arguments() != null,
        rule.isDefault(),
        isStatic);
  }

  private static String id(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "r_" + HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Labels merged in OPA's order: subpackages, package, document, rule. */
  private Map<String, Value> labels(Module module, Rule rule, List<Value> path) {
    var labels = new TreeMap<String, Value>();
    for (Module other : annotated) {
      if (other.path().size() <= module.path().size()
          && module.path().subList(0, other.path().size()).equals(other.path())) {
        add(other.annotations(), "subpackages", labels);
      }
    }
    for (Module other : annotated) {
      if (other.path().equals(module.path())) {
        add(other.annotations(), "package", labels);
      }
    }
    add(documents.getOrDefault(path, List.of()), "document", labels);
    add(rule.annotations(), "rule", labels);
    return new LinkedHashMap<>(labels);
  }

  private static void add(List<Annotations> all, String scope, Map<String, Value> labels) {
    for (Annotations one : all) {
      if (one.scope().equals(scope)
          && one.members().find(StringValue.of("labels")) instanceof ObjectValue object) {
        for (var label : object.entries()) {
          if (label.getKey() instanceof StringValue name) {
            labels.put(name.value(), label.getValue());
          }
        }
      }
    }
  }

  /** What {@code rego.metadata.rule()} answers in a rule. */
  Core rule(Rule rule) {
    for (Annotations one : rule.annotations()) {
      if (one.scope().equals("rule")) {
        return new Core.Constant(one.members());
      }
    }
    return new Core.Constant(ObjectValue.EMPTY);
  }

  /** What {@code rego.metadata.chain()} answers: rule, document, package, subpackages. */
  Core chain(Module module, Rule rule) {
    var chain = new ArrayList<Value>();
    List<Value> path = RuleUnit.constantPath(module, rule);
    boolean hasOwn = false;
    for (Annotations one : rule.annotations()) {
      if (one.scope().equals("rule")) {
        chain.add(entry(path, one));
        hasOwn = true;
      }
    }
    if (!hasOwn) {
      chain.add(entry(path, null));
    }
    scoped(documents.getOrDefault(path, List.of()), "document", path, chain);
    for (Module other : annotated) {
      if (other.path().equals(module.path())) {
        scoped(other.annotations(), "package", Names.values(module.path()), chain);
      }
    }
    for (int length = module.path().size(); length > 0; length--) {
      for (Module other : annotated) {
        if (other.path().equals(module.path().subList(0, length))) {
          scoped(other.annotations(), "subpackages", Names.values(other.path()), chain);
        }
      }
    }
    return new Core.Constant(ArrayValue.of(chain));
  }

  private static void scoped(
      List<Annotations> all, String scope, List<Value> path, List<Value> chain) {
    for (Annotations one : all) {
      if (one.scope().equals(scope)) {
        chain.add(entry(path, one));
      }
    }
  }

  private static Value entry(List<Value> path, @Nullable Annotations annotations) {
    var builder = ObjectValue.builder().put("path", ArrayValue.of(path));
    if (annotations != null) {
      builder.put("annotations", annotations.members());
    }
    return builder.build();
  }
}
