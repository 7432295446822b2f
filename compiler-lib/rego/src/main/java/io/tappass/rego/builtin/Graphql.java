package io.tappass.rego.builtin;

import io.tappass.rego.builtin.graphql.GraphqlDocuments;
import io.tappass.rego.builtin.graphql.GraphqlException;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code graphql.parse_query} and {@code graphql.parse_schema}; the others are not computed. */
final class Graphql {

  /** Bytes of memory for one character of text: each may become a node. */
  private static final int BYTES_PER_CHAR = 128;

  private Graphql() {}

  static Family family() {
    return new Family()
        .bind("graphql.parse_query", (c, a) -> parse(c, a, GraphqlDocuments::query))
        .bind("graphql.parse_schema", (c, a) -> parse(c, a, GraphqlDocuments::schema));
  }

  @FunctionalInterface
  private interface Reader {
    ObjectValue read(String text, UnaryOperator<String> quote) throws GraphqlException;
  }

  private static Value parse(BuiltinContext context, List<Value> arguments, Reader reader)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    context.chargeSteps(text.length());
    context.chargeBytes((long) text.length() * BYTES_PER_CHAR);
    try {
      return reader.read(text, GoQuote::of);
    } catch (GraphqlException e) {
      throw BuiltinException.failed(String.valueOf(e.getMessage()));
    }
  }
}
