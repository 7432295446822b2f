package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the YAML of a {@code # METADATA} block. */
final class AnnotationYaml {
  private static final int CHARS_MAX = 16 << 10;
  private static final int BRACKETS_MAX = 200;
  private static final Set<String> SCOPES = Set.of("rule", "document", "package", "subpackages");
  private static final Set<String> MEMBERS =
      Set.of(
          "scope",
          "title",
          "description",
          "related_resources",
          "authors",
          "organizations",
          "schemas",
          "entrypoint",
          "custom",
          "labels",
          "compile");

  /** YAML that is no annotation; the message says why. */
  static final class BadAnnotation extends Exception {
    BadAnnotation(String message) {
      super(message, null, false, false);
    }
  }

  private AnnotationYaml() {}

  /** The annotation; its scope is empty where the block leaves it to its place. */
  static Annotations read(String yaml, SourceSpan span) throws BadAnnotation {
    if (yaml.length() > CHARS_MAX) {
      throw new BadAnnotation("more than " + CHARS_MAX + " characters");
    }
    if (yaml.chars().filter(c -> c == '[' || c == '{').count() > BRACKETS_MAX) {
      throw new BadAnnotation("more than " + BRACKETS_MAX + " brackets");
    }
    Object loaded;
    try {
      loaded =
          new Load(LoadSettings.builder().setMaxAliasesForCollections(10).build())
              .loadFromString(yaml);
    } catch (YamlEngineException e) {
      String message = e.getMessage();
      throw new BadAnnotation(
          message == null ? "bad YAML" : message.lines().findFirst().orElse(""));
    }
    if (!(loaded instanceof Map<?, ?> map)) {
      throw new BadAnnotation("expected a map");
    }
    var members = new TreeMap<String, Value>();
    for (var member : map.entrySet()) {
      if (!(member.getKey() instanceof String name) || !MEMBERS.contains(name)) {
        throw new BadAnnotation("unknown member " + member.getKey());
      }
      members.put(name, member(name, value(member.getValue())));
    }
    String scope = "";
    if (members.get("scope") instanceof StringValue text) {
      scope = text.value();
      if (!SCOPES.contains(scope)) {
        throw new BadAnnotation("unknown scope " + scope);
      }
    } else if (BooleanValue.TRUE.equals(members.get("entrypoint"))) {
      scope = "document";
      members.put("scope", StringValue.of(scope));
    }
    return new Annotations(scope, object(members), span);
  }

  /** The same annotation with the scope that its place gives it. */
  static Annotations scoped(Annotations annotations, String scope) {
    var members = new TreeMap<String, Value>();
    for (var entry : annotations.members().entries()) {
      members.put(((StringValue) entry.getKey()).value(), entry.getValue());
    }
    members.put("scope", StringValue.of(scope));
    return new Annotations(scope, object(members), annotations.span());
  }

  private static Value member(String name, Value value) {
    if (name.equals("authors") && value instanceof ArrayValue authors) {
      var people = new ArrayList<Value>();
      for (Value author : authors.items()) {
        people.add(author instanceof StringValue text ? author(text.value()) : author);
      }
      return ArrayValue.of(people);
    }
    if (name.equals("related_resources") && value instanceof ArrayValue resources) {
      var all = new ArrayList<Value>();
      for (Value resource : resources.items()) {
        all.add(resource instanceof StringValue ? object(Map.of("ref", resource)) : resource);
      }
      return ArrayValue.of(all);
    }
    return value;
  }

  private static Value author(String text) {
    int open = text.lastIndexOf('<');
    boolean hasMail = open >= 0 && text.endsWith(">");
    String name = (hasMail ? text.substring(0, open) : text).strip();
    var members = new TreeMap<String, Value>();
    if (!name.isEmpty()) {
      members.put("name", StringValue.of(name));
    }
    if (hasMail) {
      members.put("email", StringValue.of(text.substring(open + 1, text.length() - 1)));
    }
    return object(members);
  }

  private static ObjectValue object(Map<String, Value> members) {
    var builder = ObjectValue.builder();
    members.forEach((name, value) -> builder.put(StringValue.of(name), value));
    return builder.build();
  }

  private static Value value(@org.jspecify.annotations.Nullable Object loaded)
      throws BadAnnotation {
    return switch (loaded) {
      case null -> NullValue.NULL;
      case Boolean bool -> bool ? BooleanValue.TRUE : BooleanValue.FALSE;
      case String text -> StringValue.of(text);
      case Number number -> NumberValue.parse(number.toString());
      case List<?> list -> {
        var items = new ArrayList<Value>();
        for (Object item : list) {
          items.add(value(item));
        }
        yield ArrayValue.of(items);
      }
      case Map<?, ?> map -> {
        var members = new TreeMap<String, Value>();
        for (var entry : map.entrySet()) {
          members.put(String.valueOf(entry.getKey()), value(entry.getValue()));
        }
        yield object(members);
      }
      default -> throw new BadAnnotation("a value of an unknown kind");
    };
  }
}
