package io.tappass.rego.builtin.graphql;

import io.tappass.rego.builtin.graphql.Token.Kind;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Parses documents of the type system: definitions and extensions. */
final class SchemaParser extends Parser {
  private static final Set<String> LOCATIONS =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION",
          "SCHEMA",
          "SCALAR",
          "OBJECT",
          "FIELD_DEFINITION",
          "ARGUMENT_DEFINITION",
          "INTERFACE",
          "UNION",
          "ENUM",
          "ENUM_VALUE",
          "INPUT_OBJECT",
          "INPUT_FIELD_DEFINITION");

  private final List<Value> schemas = new ArrayList<>();
  private final List<Value> schemaExtensions = new ArrayList<>();
  private final List<Value> directives = new ArrayList<>();
  private final List<Value> definitions = new ArrayList<>();
  private final List<Value> extensions = new ArrayList<>();

  SchemaParser(Lexer lexer, UnaryOperator<String> quote) {
    super(lexer, quote);
  }

  ObjectValue document() throws GraphqlException {
    while (!at(Kind.EOF)) {
      Token first = peek();
      String description = description();
      if (!at(Kind.NAME)) {
        throw unexpected(peek());
      }
      switch (peek().value()) {
        case "scalar", "type", "interface", "union", "enum", "input" ->
            definitions.add(definition(description, false));
        case "schema" -> schemas.add(schema(description, false));
        case "directive" -> directives.add(directive(description));
        case "extend" -> {
          if (!description.isEmpty()) {
            throw unexpected(first);
          }
          extension();
        }
        default -> throw unexpected(peek());
      }
    }
    var out = ObjectValue.builder();
    put(out, "Schema", schemas);
    put(out, "SchemaExtension", schemaExtensions);
    put(out, "Directives", directives);
    put(out, "Definitions", definitions);
    put(out, "Extensions", extensions);
    return out.build();
  }

  private String description() {
    return at(Kind.STRING) || at(Kind.BLOCK_STRING) ? next().value() : "";
  }

  private void extension() throws GraphqlException {
    expectKeyword("extend");
    switch (peek().kind() == Kind.INVALID ? "" : peek().value()) {
      case "schema" -> schemaExtensions.add(schema("", true));
      case "scalar", "type", "interface", "union", "enum", "input" ->
          extensions.add(definition("", true));
      default -> throw unexpected(peek());
    }
  }

  private Value schema(String description, boolean isExtension) throws GraphqlException {
    expectKeyword("schema");
    var out = ObjectValue.builder().put("Description", StringValue.of(description));
    List<Value> marks = directives(true);
    List<Value> operations = some(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, this::rootOperation);
    if (isExtension && marks.isEmpty() && operations.isEmpty()) {
      throw unexpected(peek());
    }
    put(out, "Directives", marks);
    put(out, "OperationTypes", operations);
    return out.build();
  }

  private Value rootOperation() throws GraphqlException {
    var out = ObjectValue.builder().put("Operation", operationType());
    expect(Kind.COLON);
    return out.put("Type", StringValue.of(name())).build();
  }

  private Value definition(String description, boolean isExtension) throws GraphqlException {
    String keyword = peek().value();
    expectKeyword(keyword);
    var out =
        ObjectValue.builder()
            .put("BuiltIn", BooleanValue.FALSE)
            .put("Description", StringValue.of(description))
            .put("Kind", StringValue.of(kind(keyword)))
            .put("Name", StringValue.of(name()));
    boolean inherits = keyword.equals("type") || (keyword.equals("interface") && !isExtension);
    List<Value> interfaces = inherits ? interfaces() : List.of();
    List<Value> marks = directives(!(keyword.equals("input") && isExtension));
    List<Value> members =
        switch (keyword) {
          case "type", "interface" -> some(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, this::field);
          case "input" -> some(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, this::inputValue);
          case "enum" -> some(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, this::enumValue);
          case "union" -> skip(Kind.EQUALS) ? names(Kind.PIPE) : List.of();
          default -> List.of();
        };
    if (isExtension && interfaces.isEmpty() && marks.isEmpty() && members.isEmpty()) {
      throw unexpected(peek());
    }
    put(out, "Interfaces", interfaces);
    put(out, "Directives", marks);
    put(
        out,
        switch (keyword) {
          case "enum" -> "EnumValues";
          case "union" -> "Types";
          default -> "Fields";
        },
        members);
    return out.build();
  }

  private static String kind(String keyword) {
    return switch (keyword) {
      case "scalar" -> "SCALAR";
      case "type" -> "OBJECT";
      case "interface" -> "INTERFACE";
      case "union" -> "UNION";
      case "enum" -> "ENUM";
      default -> "INPUT_OBJECT";
    };
  }

  private List<Value> interfaces() throws GraphqlException {
    if (!atWord("implements")) {
      return List.of();
    }
    next();
    return names(Kind.AMP);
  }

  /** Names between separators; one more separator may stand before the first. */
  private List<Value> names(Kind separator) throws GraphqlException {
    skip(separator);
    List<Value> names = new ArrayList<>();
    do {
      names.add(StringValue.of(name()));
    } while (skip(separator));
    return names;
  }

  private Value field() throws GraphqlException {
    var out = described();
    put(out, "Arguments", argumentDefinitions());
    expect(Kind.COLON);
    out.put("Type", type());
    put(out, "Directives", directives(true));
    return out.build();
  }

  private List<Value> argumentDefinitions() throws GraphqlException {
    return some(Kind.PAREN_LEFT, Kind.PAREN_RIGHT, this::inputValue);
  }

  private Value inputValue() throws GraphqlException {
    var out = described();
    expect(Kind.COLON);
    out.put("Type", type());
    if (skip(Kind.EQUALS)) {
      out.put("DefaultValue", value(true));
    }
    put(out, "Directives", directives(true));
    return out.build();
  }

  private Value enumValue() throws GraphqlException {
    var out = described();
    put(out, "Directives", directives(true));
    return out.build();
  }

  private ObjectValue.Builder described() throws GraphqlException {
    var out = ObjectValue.builder().put("Description", StringValue.of(description()));
    return out.put("Name", StringValue.of(name()));
  }

  private Value directive(String description) throws GraphqlException {
    expectKeyword("directive");
    expect(Kind.AT);
    var out = ObjectValue.builder().put("Description", StringValue.of(description));
    out.put("Name", StringValue.of(name()));
    put(out, "Arguments", argumentDefinitions());
    boolean repeatable = at(Kind.NAME) && atWord("repeatable");
    if (repeatable) {
      next();
    }
    out.put("IsRepeatable", BooleanValue.of(repeatable));
    expectKeyword("on");
    List<Value> locations = new ArrayList<>();
    skip(Kind.PIPE);
    do {
      Token location = expect(Kind.NAME);
      if (!LOCATIONS.contains(location.value())) {
        throw unexpected(location);
      }
      locations.add(StringValue.of(location.value()));
    } while (skip(Kind.PIPE));
    put(out, "Locations", locations);
    return out.build();
  }
}
