package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Term.ArrayTerm;
import io.tappass.rego.syntax.Term.Call;
import io.tappass.rego.syntax.Term.Collection;
import io.tappass.rego.syntax.Term.Comprehension;
import io.tappass.rego.syntax.Term.Entry;
import io.tappass.rego.syntax.Term.Infix;
import io.tappass.rego.syntax.Term.Membership;
import io.tappass.rego.syntax.Term.ObjectTerm;
import io.tappass.rego.syntax.Term.Part;
import io.tappass.rego.syntax.Term.Ref;
import io.tappass.rego.syntax.Term.Scalar;
import io.tappass.rego.syntax.Term.SetTerm;
import io.tappass.rego.syntax.Term.Template;
import io.tappass.rego.syntax.Term.Var;
import io.tappass.rego.syntax.Token.Kind;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads terms: precedence climbing over infix operators, then primaries with their steps. */
final class TermParser {
  private static final int UNION_LEVEL = Operator.UNION.level();

  private final Cursor cursor;
  private final BodyParser bodies;

  TermParser(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.bodies = bodies;
  }

  /** A whole term, {@code in} included. */
  Term term() throws SyntaxException {
    Term left = infix(1);
    while (cursor.isName("in")) {
      left = membership(null, left);
    }
    return left;
  }

  /** Like {@link #term}, and {@code k, v in collection} too. */
  Term termWithKey() throws SyntaxException {
    Term left = term();
    if (cursor.is(",")) {
      int mark = cursor.mark();
      int depth = cursor.depth();
      cursor.take();
      try {
        Term value = infix(1);
        if (cursor.isName("in")) {
          return membership(left, value);
        }
      } catch (SyntaxException e) {
        // Not a membership; the caller says what it wanted after the first term.
        cursor.depth(depth);
      }
      cursor.back(mark);
    }
    return left;
  }

  private Term membership(@Nullable Term key, Term value) throws SyntaxException {
    cursor.take();
    Term collection = infix(1);
    SourceSpan start = key == null ? value.span() : key.span();
    return new Membership(key, value, collection, cursor.since(start));
  }

  /** A term without {@code in}. */
  Term relation() throws SyntaxException {
    return infix(1);
  }

  /** A term in which {@code |} is no operator: before the body of a comprehension. */
  private Term head() throws SyntaxException {
    return infix(UNION_LEVEL + 1);
  }

  /** The rest of a term whose beginning was read by {@link #head}. */
  private Term rest(Term head) throws SyntaxException {
    int depth = cursor.depth();
    Term left = infixAfter(head, 1);
    cursor.depth(depth);
    while (cursor.isName("in")) {
      left = membership(null, left);
    }
    return left;
  }

  private Term infix(int level) throws SyntaxException {
    int depth = cursor.depth();
    cursor.enter();
    Term term = infixAfter(primary(), level);
    cursor.depth(depth);
    return term;
  }

  private Term infixAfter(Term first, int level) throws SyntaxException {
    Term left = first;
    while (true) {
      Operator operator = operator(cursor.token());
      if (operator == null || operator.level() < level) {
        return left;
      }
      // A chain grows the tree as much as brackets do.
      cursor.enter();
      cursor.take();
      Term right = infix(operator.level() + 1);
      left = new Infix(operator, left, right, cursor.since(left.span()));
    }
  }

  private static @Nullable Operator operator(Token token) {
    if (token.kind() != Kind.SYMBOL) {
      return null;
    }
    for (Operator operator : Operator.values()) {
      if (operator.symbol().equals(token.text())) {
        return operator;
      }
    }
    return null;
  }

  private Term primary() throws SyntaxException {
    Token token = cursor.token();
    Term term =
        switch (token.kind()) {
          case NUMBER -> number("", cursor.take());
          case STRING, RAW_STRING -> {
            cursor.take();
            yield new Scalar(StringValue.of(token.text()), token.span());
          }
          case TEMPLATE -> template(cursor.take());
          case NAME -> name(token);
          case SYMBOL -> symbol(token);
          case END -> throw cursor.unexpected("expected a term");
        };
    return steps(term);
  }

  private Term number(String sign, Token token) throws SyntaxException {
    if (token.text().length() > 400) {
      throw cursor.fail(token.span(), "a number of more than 400 characters");
    }
    try {
      return new Scalar(NumberValue.parse(sign + token.text()), token.span());
    } catch (NumberFormatException | ArithmeticException e) {
      throw cursor.fail(token.span(), "the number is out of range");
    }
  }

  private Term name(Token token) throws SyntaxException {
    Token next = cursor.peek(1);
    boolean stepped = next.is(".") && !next.spaced();
    boolean callable = token.text().equals("contains") && next.is("(") && !next.spaced();
    if (Cursor.KEYWORDS.contains(token.text()) && !stepped && !callable) {
      Scalar constant =
          switch (token.text()) {
            case "true" -> new Scalar(BooleanValue.TRUE, token.span());
            case "false" -> new Scalar(BooleanValue.FALSE, token.span());
            case "null" -> new Scalar(NullValue.NULL, token.span());
            default -> throw cursor.unexpected("expected a term");
          };
      cursor.take();
      return constant;
    }
    cursor.take();
    boolean emptySet = next.is("(") && !next.spaced() && cursor.peek(1).is(")");
    if (token.text().equals("set") && emptySet) {
      cursor.take();
      cursor.take();
      return new SetTerm(List.of(), cursor.since(token.span()));
    }
    return new Var(token.text(), token.span());
  }

  private Term symbol(Token token) throws SyntaxException {
    return switch (token.text()) {
      case "-" -> {
        Token number = cursor.peek(1);
        if (number.kind() != Kind.NUMBER || number.spaced()) {
          throw cursor.unexpected("expected a term");
        }
        cursor.take();
        Scalar scalar = (Scalar) number("-", cursor.take());
        yield new Scalar(scalar.value(), token.span().to(number.span()));
      }
      case "[" -> array(cursor.take());
      case "{" -> braces(cursor.take());
      case "(" -> {
        cursor.take();
        Term inner = termWithKey();
        cursor.expect(")");
        yield inner;
      }
      default -> throw cursor.unexpected("expected a term");
    };
  }

  /** Everything that follows without white space: {@code .name}, {@code [term]}, {@code (args)}. */
  private Term steps(Term head) throws SyntaxException {
    Term term = head;
    while (!cursor.token().spaced()) {
      if (cursor.is("(")) {
        if (!(term instanceof Var) && !isNamed(term)) {
          return term;
        }
        List<Term> arguments = arguments();
        term = new Call(term, arguments, cursor.since(term.span()));
      } else if (cursor.is(".") || cursor.is("[")) {
        if (term instanceof Scalar || term instanceof Template) {
          throw cursor.fail(cursor.token().span(), "a constant has no members");
        }
        var path = new ArrayList<Term>();
        path.add(step());
        if (term instanceof Ref ref) {
          path.addAll(0, ref.path());
          term = new Ref(ref.head(), path, cursor.since(term.span()));
        } else {
          while (!cursor.token().spaced() && (cursor.is(".") || cursor.is("["))) {
            path.add(step());
          }
          term = new Ref(term, path, cursor.since(term.span()));
        }
      } else {
        return term;
      }
    }
    return term;
  }

  private static boolean isNamed(Term term) {
    return term instanceof Ref ref
        && ref.head() instanceof Var
        && ref.path().stream().allMatch(step -> step instanceof Scalar);
  }

  List<Term> arguments() throws SyntaxException {
    cursor.expect("(");
    return list(")");
  }

  Term step() throws SyntaxException {
    if (cursor.accept(".")) {
      Token name = cursor.token();
      if (name.kind() != Kind.NAME || name.spaced()) {
        throw cursor.unexpected("expected ident");
      }
      cursor.take();
      return new Scalar(StringValue.of(name.text()), name.span());
    }
    cursor.expect("[");
    Term step = term();
    cursor.expect("]");
    return step;
  }

  private List<Term> list(String close) throws SyntaxException {
    var items = new ArrayList<Term>();
    while (!cursor.is(close)) {
      items.add(term());
      if (!cursor.accept(",")) {
        break;
      }
    }
    close(close);
    return items;
  }

  private void close(String close) throws SyntaxException {
    if (!cursor.is(close)) {
      throw cursor.unexpected("expected \",\" or \"" + close + "\"");
    }
    cursor.take();
  }

  private Term array(Token open) throws SyntaxException {
    if (cursor.accept("]")) {
      return new ArrayTerm(List.of(), cursor.since(open.span()));
    }
    Term head = head();
    if (cursor.accept("|")) {
      Body body = bodies.until("]");
      return new Comprehension(Collection.ARRAY, null, head, body, cursor.since(open.span()));
    }
    List<Term> items = listAfter(rest(head), "]");
    return new ArrayTerm(items, cursor.since(open.span()));
  }

  private List<Term> listAfter(Term first, String close) throws SyntaxException {
    var items = new ArrayList<Term>();
    items.add(first);
    if (cursor.accept(",")) {
      items.addAll(list(close));
    } else {
      close(close);
    }
    return items;
  }

  private Term braces(Token open) throws SyntaxException {
    if (cursor.accept("}")) {
      return new ObjectTerm(List.of(), cursor.since(open.span()));
    }
    Term head = head();
    if (cursor.accept("|")) {
      Body body = bodies.until("}");
      return new Comprehension(Collection.SET, null, head, body, cursor.since(open.span()));
    }
    Term first = rest(head);
    if (cursor.accept(":")) {
      return object(open, first);
    }
    List<Term> items = listAfter(first, "}");
    return new SetTerm(items, cursor.since(open.span()));
  }

  private Term object(Token open, Term firstKey) throws SyntaxException {
    Term head = head();
    if (cursor.accept("|")) {
      Body body = bodies.until("}");
      return new Comprehension(Collection.OBJECT, firstKey, head, body, cursor.since(open.span()));
    }
    var entries = new ArrayList<Entry>();
    entries.add(new Entry(firstKey, rest(head)));
    while (cursor.accept(",") && !cursor.is("}")) {
      Term key = term();
      cursor.expect(":");
      entries.add(new Entry(key, term()));
    }
    close("}");
    return new ObjectTerm(entries, cursor.since(open.span()));
  }

  private Term template(Token token) throws SyntaxException {
    var parts = new ArrayList<Part>();
    List<Token.Piece> pieces = token.parts();
    if (pieces == null) {
      throw cursor.fail(token.span(), "not a template string");
    }
    for (Token.Piece piece : pieces) {
      if (piece.text() != null) {
        parts.add(new Part.Text(piece.text()));
      } else if (piece.tokens() != null) {
        Cursor inner = cursor.inside(piece.tokens());
        parts.add(new Part.Value(new BodyParser(inner).templateExpression()));
      }
    }
    return new Template(parts, token.span());
  }
}
