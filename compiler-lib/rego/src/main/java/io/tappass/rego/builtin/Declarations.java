package io.tappass.rego.builtin;

import io.tappass.rego.builtin.Type.AnyOf;
import io.tappass.rego.builtin.Type.ArrayOf;
import io.tappass.rego.builtin.Type.Entries;
import io.tappass.rego.builtin.Type.ObjectOf;
import io.tappass.rego.builtin.Type.Property;
import io.tappass.rego.builtin.Type.Scalar;
import io.tappass.rego.builtin.Type.SetOf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code declarations.txt}: one builtin a line, tab separated name, flags and signature. */
final class Declarations {
  private static final String RESOURCE = "declarations.txt";

  private final String text;
  private int at;

  private Declarations(String text) {
    this.text = text;
  }

  /** All declared builtins by name, none with a function yet. */
  static Map<String, Builtin> read() {
    Map<String, Builtin> builtins = new LinkedHashMap<>();
    for (String line : resource().lines().toList()) {
      if (!line.startsWith("#")) {
        Builtin builtin = builtin(line);
        builtins.put(builtin.name(), builtin);
      }
    }
    return builtins;
  }

  private static String resource() {
    try (InputStream in = Declarations.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Builtin builtin(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 3) {
      throw new IllegalStateException("three columns expected: " + line);
    }
    String infix = null;
    List<String> flags = List.of(columns[1].split(" ", -1));
    for (String flag : flags) {
      if (flag.startsWith("infix=")) {
        infix = flag.substring("infix=".length());
      }
    }
    return new Builtin(
        columns[0],
        signature(columns[2]),
        infix,
        !flags.contains("nondeterministic"),
        flags.contains("deprecated"),
        flags.contains("relation"),
        !flags.contains("absent"),
        null);
  }

  /** The signature written as {@code (string, any<number, set[any]>) => boolean}. */
  static Signature signature(String text) {
    var reader = new Declarations(text);
    reader.expect("(");
    List<Type> arguments = new ArrayList<>();
    Type variadic = null;
    while (!reader.accept(")")) {
      Type type = reader.type();
      if (reader.accept("...")) {
        variadic = type;
      } else {
        arguments.add(type);
      }
      reader.accept(", ");
    }
    reader.expect(" =>");
    Type result = reader.accept(" ") ? reader.type() : null;
    if (reader.at != text.length()) {
      throw new IllegalStateException("more than a signature: " + text);
    }
    return new Signature(arguments, variadic, result);
  }

  private Type type() {
    String word = word();
    return switch (word) {
      case "null" -> Scalar.NULL;
      case "boolean" -> Scalar.BOOLEAN;
      case "number" -> Scalar.NUMBER;
      case "string" -> Scalar.STRING;
      case "any" -> accept("<") ? new AnyOf(types(">")) : AnyOf.ANYTHING;
      case "array" -> {
        List<Type> first = accept("<") ? types(">") : List.of();
        yield new ArrayOf(first, items());
      }
      case "set" -> {
        expect("[");
        Type of = type();
        expect("]");
        yield new SetOf(of);
      }
      case "object" -> {
        List<Property> properties = accept("<") ? properties() : List.of();
        yield new ObjectOf(properties, entries());
      }
      default -> throw new IllegalStateException("no type: " + word + " in " + text);
    };
  }

  private @Nullable Type items() {
    if (!accept("[")) {
      return null;
    }
    Type items = type();
    expect("]");
    return items;
  }

  private @Nullable Entries entries() {
    if (!accept("[")) {
      return null;
    }
    Type key = type();
    expect(": ");
    Type value = type();
    expect("]");
    return new Entries(key, value);
  }

  private List<Type> types(String close) {
    List<Type> types = new ArrayList<>();
    do {
      types.add(type());
    } while (accept(", "));
    expect(close);
    return types;
  }

  private List<Property> properties() {
    List<Property> properties = new ArrayList<>();
    do {
      String key = word();
      expect(": ");
      properties.add(new Property(key, type()));
    } while (accept(", "));
    expect(">");
    return properties;
  }

  private String word() {
    int from = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean accept(String token) {
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!accept(token)) {
      throw new IllegalStateException("expected " + token + " at " + at + " in " + text);
    }
  }
}
