package io.tappass.rego.builtin.graphql;

import io.tappass.rego.value.ObjectValue;
import java.util.function.UnaryOperator;

/**
 * The syntax trees of GraphQL texts. What is null, empty or a position in OPA's tree is left out.
 */
public final class GraphqlDocuments {

  /** Lists, objects, types and selections within each other. */
  public static final int DEPTH_MAX = 128;

  private GraphqlDocuments() {}

  /**
   * The operations and fragments of a text. The cost is in proportion to its length.
   *
   * @param quote writes a string as Go does, for messages
   * @throws GraphqlException if it is no executable document, or nests beyond {@link #DEPTH_MAX}
   */
  public static ObjectValue query(String text, UnaryOperator<String> quote)
      throws GraphqlException {
    return new QueryParser(new Lexer(text), quote).document();
  }

  /**
   * The definitions and extensions of a text. The cost is in proportion to its length.
   *
   * @param quote writes a string as Go does, for messages
   * @throws GraphqlException if it is no schema document, or nests beyond {@link #DEPTH_MAX}
   */
  public static ObjectValue schema(String text, UnaryOperator<String> quote)
      throws GraphqlException {
    return new SchemaParser(new Lexer(text), quote).document();
  }
}
