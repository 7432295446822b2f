package io.tappass.rego.builtin;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.ObjectBuilder;
import io.tappass.rego.builtin.Type.AnyOf;
import io.tappass.rego.builtin.Type.ArrayOf;
import io.tappass.rego.builtin.Type.Entries;
import io.tappass.rego.builtin.Type.ObjectOf;
import io.tappass.rego.builtin.Type.Property;
import io.tappass.rego.builtin.Type.Scalar;
import io.tappass.rego.builtin.Type.SetOf;
import java.util.ArrayList;
import java.util.List;

/** Writes declared builtins in the format of OPA's {@code capabilities.json}. */
final class Capabilities {
  private Capabilities() {}

  static JsonObject of(List<Builtin> builtins) {
    List<JsonValue> entries = new ArrayList<>();
    for (Builtin builtin : builtins) {
      entries.add(entry(builtin));
    }
    return JsonValue.object()
        .put("builtins", new JsonArray(entries))
        .put("future_keywords", JsonValue.ofStrings(List.of("and", "not", "or")))
        .put(
            "features",
            JsonValue.ofStrings(
                List.of(
                    "keywords_in_refs",
                    "rego_v1",
                    "rego_v2",
                    "rego_v2_import",
                    "template_strings")))
        .build();
  }

  private static JsonValue entry(Builtin builtin) {
    ObjectBuilder entry =
        JsonValue.object().put("name", builtin.name()).put("decl", signature(builtin.signature()));
    if (builtin.infix() != null) {
      entry.put("infix", builtin.infix());
    }
    if (!builtin.deterministic()) {
      entry.put("nondeterministic", true);
    }
    if (builtin.deprecated()) {
      entry.put("deprecated", true);
    }
    if (builtin.relation()) {
      entry.put("relation", true);
    }
    return entry.build();
  }

  private static JsonValue signature(Signature signature) {
    ObjectBuilder decl = JsonValue.object();
    if (!signature.arguments().isEmpty()) {
      decl.put("args", types(signature.arguments()));
    }
    if (signature.result() != null) {
      decl.put("result", type(signature.result()));
    }
    decl.put("type", "function");
    if (signature.variadic() != null) {
      decl.put("variadic", type(signature.variadic()));
    }
    return decl.build();
  }

  private static JsonArray types(List<Type> types) {
    List<JsonValue> items = new ArrayList<>();
    for (Type type : types) {
      items.add(type(type));
    }
    return new JsonArray(items);
  }

  private static JsonValue type(Type type) {
    ObjectBuilder out = JsonValue.object();
    switch (type) {
      case Scalar scalar -> out.put("type", scalar.word());
      case AnyOf any -> {
        if (!any.of().isEmpty()) {
          out.put("of", types(any.of()));
        }
        out.put("type", "any");
      }
      case ArrayOf array -> {
        if (array.items() != null) {
          out.put("dynamic", type(array.items()));
        }
        if (!array.first().isEmpty()) {
          out.put("static", types(array.first()));
        }
        out.put("type", "array");
      }
      case ObjectOf object -> {
        Entries entries = object.entries();
        if (entries != null) {
          out.put(
              "dynamic",
              JsonValue.object()
                  .put("key", type(entries.key()))
                  .put("value", type(entries.value()))
                  .build());
        }
        if (!object.properties().isEmpty()) {
          out.put("static", properties(object.properties()));
        }
        out.put("type", "object");
      }
      case SetOf set -> out.put("of", type(set.of())).put("type", "set");
    }
    return out.build();
  }

  private static JsonArray properties(List<Property> properties) {
    List<JsonValue> items = new ArrayList<>();
    for (Property property : properties) {
      items.add(
          JsonValue.object()
              .put("key", property.key())
              .put("value", type(property.value()))
              .build());
    }
    return new JsonArray(items);
  }
}
