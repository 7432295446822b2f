package io.tappass.rego.builtin.graphql;

import io.tappass.rego.builtin.graphql.Token.Kind;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Parses executable documents: operations and fragments. */
final class QueryParser extends Parser {
  QueryParser(Lexer lexer, UnaryOperator<String> quote) {
    super(lexer, quote);
  }

  ObjectValue document() throws GraphqlException {
    List<Value> operations = new ArrayList<>();
    List<Value> fragments = new ArrayList<>();
    while (!at(Kind.EOF)) {
      if (at(Kind.BRACE_LEFT)) {
        operations.add(operation());
      } else if (!at(Kind.NAME)) {
        throw unexpected(peek());
      } else {
        switch (peek().value()) {
          case "query", "mutation", "subscription" -> operations.add(operation());
          case "fragment" -> fragments.add(fragment());
          default -> throw unexpected(peek());
        }
      }
    }
    var out = ObjectValue.builder();
    put(out, "Operations", operations);
    put(out, "Fragments", fragments);
    return out.build();
  }

  private Value operation() throws GraphqlException {
    var out = ObjectValue.builder();
    if (at(Kind.BRACE_LEFT)) {
      out.put("Name", StringValue.EMPTY).put("Operation", StringValue.of("query"));
    } else {
      out.put("Operation", operationType());
      out.put("Name", StringValue.of(at(Kind.NAME) ? next().value() : ""));
      put(out, "VariableDefinitions", variables());
      put(out, "Directives", directives(false));
    }
    put(out, "SelectionSet", selections());
    return out.build();
  }

  private List<Value> variables() throws GraphqlException {
    return many(Kind.PAREN_LEFT, Kind.PAREN_RIGHT, this::variableDefinition);
  }

  private Value variableDefinition() throws GraphqlException {
    var out = ObjectValue.builder().put("Used", BooleanValue.FALSE);
    out.put("Variable", StringValue.of(variable()));
    expect(Kind.COLON);
    out.put("Type", type());
    if (skip(Kind.EQUALS)) {
      out.put("DefaultValue", value(true));
    }
    put(out, "Directives", directives(false));
    return out.build();
  }

  private List<Value> selections() throws GraphqlException {
    if (!at(Kind.BRACE_LEFT)) {
      expect(Kind.BRACE_LEFT);
    }
    return some(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, this::selection);
  }

  private Value selection() throws GraphqlException {
    return at(Kind.SPREAD) ? spread() : field();
  }

  private Value field() throws GraphqlException {
    String alias = name();
    String name = skip(Kind.COLON) ? name() : alias;
    var out =
        ObjectValue.builder().put("Alias", StringValue.of(alias)).put("Name", StringValue.of(name));
    put(out, "Arguments", arguments(false));
    put(out, "Directives", directives(false));
    if (at(Kind.BRACE_LEFT)) {
      put(out, "SelectionSet", selections());
    }
    return out.build();
  }

  private Value spread() throws GraphqlException {
    expect(Kind.SPREAD);
    var out = ObjectValue.builder();
    if (at(Kind.NAME) && !atWord("on")) {
      out.put("Name", StringValue.of(name()));
      put(out, "Directives", directives(false));
      return out.build();
    }
    String condition = "";
    if (atWord("on")) {
      next();
      condition = name();
    }
    out.put("TypeCondition", StringValue.of(condition));
    put(out, "Directives", directives(false));
    put(out, "SelectionSet", selections());
    return out.build();
  }

  private Value fragment() throws GraphqlException {
    expectKeyword("fragment");
    if (atWord("on")) {
      throw unexpected(peek());
    }
    var out = ObjectValue.builder().put("Name", StringValue.of(name()));
    put(out, "VariableDefinition", variables());
    expectKeyword("on");
    out.put("TypeCondition", StringValue.of(name()));
    put(out, "Directives", directives(false));
    put(out, "SelectionSet", selections());
    return out.build();
  }
}
