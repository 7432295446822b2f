package io.tappass.rego.builtin.graphql;

/** A text that is no document; the message is OPA's, with line and column counted from 1. */
public final class GraphqlException extends Exception {
  GraphqlException(String message, int line, int column) {
    // Without a stack trace: a policy that probes texts fails often.
    super(message + " in GraphQL string at location " + line + ":" + column, null, false, false);
  }
}
