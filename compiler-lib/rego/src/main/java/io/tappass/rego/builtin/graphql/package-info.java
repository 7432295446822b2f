/**
 * Reads GraphQL documents and schemas (specification of October 2021, with variables of fragments)
 * into the objects that OPA's {@code graphql.*} builtins give.
 *
 * <p>Depends on {@code io.tappass.rego.value} only. Reading starts at {@link
 * io.tappass.rego.builtin.graphql.GraphqlDocuments}; a {@link
 * io.tappass.rego.builtin.graphql.Lexer} makes tokens, and the two parsers build the objects as
 * they go. Documents are parsed only: validation against a schema is not here.
 */
@NullMarked
package io.tappass.rego.builtin.graphql;

import org.jspecify.annotations.NullMarked;
