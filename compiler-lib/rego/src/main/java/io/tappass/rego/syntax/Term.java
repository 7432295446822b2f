package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A term of the syntax tree: what may stand where a value is wanted. */
public sealed interface Term {

  /** Where it stands. */
  SourceSpan span();

  /** Null, a boolean, a number or a string. */
  record Scalar(Value value, SourceSpan span) implements Term {}

  /** A name: a variable, a rule, a root document or {@code _}. */
  record Var(String name, SourceSpan span) implements Term {
    /** Whether it is the anonymous variable. */
    public boolean isWildcard() {
      return name.equals("_");
    }
  }

  /** A head and at least one step: {@code input.a[x]}; the head is any term but a scalar. */
  record Ref(Term head, List<Term> path, SourceSpan span) implements Term {
    public Ref {
      path = List.copyOf(path);
    }
  }

  /** {@code [a, b]}. */
  record ArrayTerm(List<Term> items, SourceSpan span) implements Term {
    public ArrayTerm {
      items = List.copyOf(items);
    }
  }

  /** {@code {a, b}} or {@code set()}. */
  record SetTerm(List<Term> items, SourceSpan span) implements Term {
    public SetTerm {
      items = List.copyOf(items);
    }
  }

  /** {@code {k: v}}. */
  record ObjectTerm(List<Entry> entries, SourceSpan span) implements Term {
    public ObjectTerm {
      entries = List.copyOf(entries);
    }
  }

  /** A member of an object term. */
  record Entry(Term key, Term value) {}

  /** What a comprehension makes. */
  enum Collection {
    ARRAY,
    SET,
    OBJECT
  }

  /**
   * {@code [v | body]}, {@code {v | body}} or {@code {k: v | body}}.
   *
   * @param key of an object comprehension only
   */
  record Comprehension(Collection makes, @Nullable Term key, Term value, Body body, SourceSpan span)
      implements Term {}

  /** {@code name(a, b)}; the function is a {@link Var} or a {@link Ref} of constant steps. */
  record Call(Term function, List<Term> arguments, SourceSpan span) implements Term {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code left op right}. */
  record Infix(Operator operator, Term left, Term right, SourceSpan span) implements Term {}

  /** {@code value in collection} or {@code key, value in collection}, as a test. */
  record Membership(@Nullable Term key, Term value, Term collection, SourceSpan span)
      implements Term {}

  /** {@code $"text {term}"}. */
  record Template(List<Part> parts, SourceSpan span) implements Term {
    public Template {
      parts = List.copyOf(parts);
    }
  }

  /** A stretch of text, or an expression whose value is written into it. */
  sealed interface Part {
    /** Text as is. */
    record Text(String text) implements Part {}

    /** The value of a term, under modifications of its own. */
    record Value(Literal literal) implements Part {}
  }
}
