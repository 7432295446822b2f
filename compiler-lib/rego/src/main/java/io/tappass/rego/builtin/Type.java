package io.tappass.rego.builtin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type of OPA's checker; {@link #text} is how OPA prints it. */
public sealed interface Type {

  /** The type as OPA prints it, {@code array<boolean, string>[any]} say. */
  default String text() {
    return switch (this) {
      case Scalar scalar -> scalar.word();
      case AnyOf any -> any.of().isEmpty() ? "any" : "any" + angled(texts(any.of()));
      case ArrayOf array -> {
        Type items = array.items();
        yield "array"
            + (array.first().isEmpty() ? "" : angled(texts(array.first())))
            + (items == null ? "" : "[" + items.text() + "]");
      }
      case ObjectOf object -> {
        List<String> members = new ArrayList<>();
        for (Property property : object.properties()) {
          members.add(property.key() + ": " + property.value().text());
        }
        Entries entries = object.entries();
        yield "object"
            + (members.isEmpty() ? "" : angled(members))
            + (entries == null
                ? ""
                : "[" + entries.key().text() + ": " + entries.value().text() + "]");
      }
      case SetOf set -> "set[" + set.of().text() + "]";
    };
  }

  private static String angled(List<String> parts) {
    return "<" + String.join(", ", parts) + ">";
  }

  private static List<String> texts(List<Type> types) {
    return types.stream().map(Type::text).toList();
  }

  /** A type without parts. */
  enum Scalar implements Type {
    NULL("null"),
    BOOLEAN("boolean"),
    NUMBER("number"),
    STRING("string");

    private final String word;

    Scalar(String word) {
      this.word = word;
    }

    /** The name of the type. */
    public String word() {
      return word;
    }
  }

  /**
   * One of several types.
   *
   * @param of the types; empty for any value at all
   */
  record AnyOf(List<Type> of) implements Type {

    /** Any value at all. */
    public static final AnyOf ANYTHING = new AnyOf(List.of());

    public AnyOf {
      of = List.copyOf(of);
    }
  }

  /**
   * An array.
   *
   * @param first the types of the first items, one each
   * @param items the type of all further items, or null if there are none
   */
  record ArrayOf(List<Type> first, @Nullable Type items) implements Type {
    public ArrayOf {
      first = List.copyOf(first);
    }
  }

  /**
   * An object.
   *
   * @param properties the keys it has for certain
   * @param entries the type of all further entries, or null if there are none
   */
  record ObjectOf(List<Property> properties, @Nullable Entries entries) implements Type {
    public ObjectOf {
      properties = List.copyOf(properties);
    }
  }

  /** A key that an object has for certain. */
  record Property(String key, Type value) {}

  /** The types of keys and values. */
  record Entries(Type key, Type value) {}

  /** A set of values of a type. */
  record SetOf(Type of) implements Type {}
}
