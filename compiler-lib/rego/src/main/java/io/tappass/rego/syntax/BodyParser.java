package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Expr.Assign;
import io.tappass.rego.syntax.Expr.Every;
import io.tappass.rego.syntax.Expr.Holds;
import io.tappass.rego.syntax.Expr.Logic;
import io.tappass.rego.syntax.Expr.Not;
import io.tappass.rego.syntax.Expr.SomeIn;
import io.tappass.rego.syntax.Expr.SomeVars;
import io.tappass.rego.syntax.Expr.Unify;
import io.tappass.rego.syntax.Literal.With;
import io.tappass.rego.syntax.Term.Membership;
import io.tappass.rego.syntax.Term.Ref;
import io.tappass.rego.syntax.Term.Var;
import io.tappass.rego.syntax.Token.Kind;
import io.tappass.rego.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads bodies and their statements. */
final class BodyParser {
  /** Finding a safe order of statements takes time that grows with the square of their number. */
  private static final int STATEMENTS_MAX = 1_000;

  private final Cursor cursor;
  private final TermParser terms;

  BodyParser(Cursor cursor) {
    this.cursor = cursor;
    this.terms = new TermParser(cursor, this);
  }

  TermParser terms() {
    return terms;
  }

  /** Statements up to {@code close}, which is taken. */
  Body until(String close) throws SyntaxException {
    var literals = new ArrayList<Literal>();
    if (cursor.is(close)) {
      throw cursor.fail(cursor.token().span(), "found empty body");
    }
    cursor.enter();
    while (true) {
      literals.add(literal());
      checkCount(literals.size());
      boolean separated = cursor.accept(";");
      if (cursor.accept(close)) {
        cursor.leave();
        return new Body(literals);
      }
      if (!separated && !cursor.onNewLine()) {
        throw cursor.unexpected("expected \\n or ; or " + close);
      }
    }
  }

  private void checkCount(int statements) throws SyntaxException {
    if (statements > STATEMENTS_MAX) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              cursor.previous().span(),
              "more than " + STATEMENTS_MAX + " statements in one body",
              "split the rule into smaller ones"));
    }
  }

  /** Statements up to the end of the text, as in a query. */
  Body untilEnd() throws SyntaxException {
    var literals = new ArrayList<Literal>();
    while (true) {
      literals.add(literal());
      checkCount(literals.size());
      boolean separated = cursor.accept(";");
      if (cursor.atEnd()) {
        return new Body(literals);
      }
      if (!separated && !cursor.onNewLine()) {
        throw cursor.unexpected("expected \\n or ;");
      }
    }
  }

  /** The body after {@code if}: statements in braces, or one statement. */
  Body afterIf() throws SyntaxException {
    if (!cursor.is("{")) {
      return new Body(List.of(literal()));
    }
    int mark = cursor.mark();
    int depth = cursor.depth();
    SyntaxException first;
    try {
      cursor.enter();
      cursor.take();
      Body body = until("}");
      cursor.depth(depth);
      if (!continues()) {
        return body;
      }
      first = cursor.unexpected("expected a new line after the body");
    } catch (SyntaxException e) {
      first = e;
    }
    // An object, a set or a comprehension may start with a brace too.
    cursor.back(mark);
    cursor.depth(depth);
    if (cursor.peek(1).is("}")) {
      throw first;
    }
    try {
      return new Body(List.of(literal()));
    } catch (SyntaxException e) {
      throw first;
    }
  }

  /** Whether the token after a closing brace makes what went before a part of a statement. */
  private boolean continues() {
    Token token = cursor.token();
    if (token.kind() == Kind.SYMBOL) {
      return switch (token.text()) {
        case "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "&", "|", "=", ":=" -> true;
        case ".", "[" -> !token.spaced();
        default -> false;
      };
    }
    return token.isName("in") || token.isName("with") || isLogic(token);
  }

  private boolean isLogic(Token token) {
    return (cursor.features().and() && token.isName("and"))
        || (cursor.features().or() && token.isName("or"));
  }

  Literal literal() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    Expr expr = expr();
    List<With> withs = withs();
    return new Literal(expr, withs, cursor.since(start));
  }

  private List<With> withs() throws SyntaxException {
    var withs = new ArrayList<With>();
    while (cursor.isName("with")) {
      SourceSpan start = cursor.take().span();
      Term target = terms.relation();
      if (!(target instanceof Var || target instanceof Ref)) {
        throw cursor.fail(
            target.span(), "with keyword target must reference input, data, or a" + " function");
      }
      if (!cursor.acceptName("as")) {
        throw cursor.unexpected("expected as keyword");
      }
      Term value = terms.term();
      withs.add(new With(target, value, cursor.since(start)));
    }
    return withs;
  }

  /** The expression of a template string's part; only a term makes sense there. */
  Literal templateExpression() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    if (cursor.atEnd()) {
      throw cursor.fail(start, "a template expression cannot be empty");
    }
    Term term = terms.termWithKey();
    List<With> withs = withs();
    if (!cursor.atEnd()) {
      throw cursor.unexpected("expected the end of the template expression");
    }
    return new Literal(new Holds(term), withs, cursor.since(start));
  }

  private Expr expr() throws SyntaxException {
    if (isWord("some")) {
      return some();
    }
    if (isWord("every")) {
      return every();
    }
    return or();
  }

  private boolean isWord(String word) {
    Token next = cursor.peek(1);
    boolean stepped = (next.is(".") || next.is("(")) && !next.spaced();
    return cursor.isName(word) && !(stepped && !(word.equals("not") && next.is("(")));
  }

  private Expr or() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    int depth = cursor.depth();
    Operand left = and();
    while (cursor.features().or() && cursor.isName("or")) {
      cursor.enter();
      cursor.take();
      Operand right = and();
      left = Operand.of(new Logic(false, left.body(), right.body(), cursor.since(start)), start);
    }
    cursor.depth(depth);
    return left.single(cursor);
  }

  private Operand and() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    Operand left = operand();
    while (cursor.features().and() && cursor.isName("and")) {
      cursor.enter();
      cursor.take();
      Operand right = operand();
      left = Operand.of(new Logic(true, left.body(), right.body(), cursor.since(start)), start);
    }
    return left;
  }

  /** What {@code and}, {@code or} and {@code not} work on: a statement, or a body in braces. */
  private record Operand(Body body, boolean braced) {
    static Operand of(Expr expr, SourceSpan span) {
      return new Operand(new Body(List.of(new Literal(expr, List.of(), span))), false);
    }

    Expr single(Cursor cursor) throws SyntaxException {
      Literal literal = body.literals().getFirst();
      if (braced) {
        throw cursor.fail(literal.span(), "a body in braces must be an operand of and, or, not");
      }
      if (literal.withs().isEmpty()) {
        return literal.expr();
      }
      // The modifiers of a group belong to the group: it stays a body of its own.
      var always = new Term.Scalar(BooleanValue.TRUE, literal.span());
      Body right = new Body(List.of(new Literal(new Holds(always), List.of(), literal.span())));
      return new Logic(true, body, right, literal.span());
    }
  }

  private Operand operand() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    if (isWord("not")) {
      cursor.enter();
      cursor.take();
      Body inner = negated();
      cursor.leave();
      return Operand.of(new Not(inner, cursor.since(start)), start);
    }
    if (cursor.is("{") && (cursor.features().and() || cursor.features().or())) {
      Body body = braced();
      if (body != null) {
        return new Operand(body, true);
      }
    }
    if (cursor.is("(")) {
      Body group = group();
      if (group != null) {
        return new Operand(group, false);
      }
    }
    if (isWord("every")) {
      return Operand.of(every(), start);
    }
    return Operand.of(plain(), start);
  }

  private Body negated() throws SyntaxException {
    if (cursor.features().not() && cursor.is("{")) {
      int mark = cursor.mark();
      Body body = braced(false);
      if (body != null) {
        return body;
      }
      cursor.back(mark);
    }
    if (cursor.isName("not") || isWord("some")) {
      throw cursor.unexpected("expected a term after not");
    }
    SourceSpan start = cursor.token().span();
    Operand operand = operand();
    if (operand.braced()) {
      return operand.body();
    }
    if (cursor.isName("with") && !cursor.features().and() && !cursor.features().or()) {
      return operand.body();
    }
    Literal literal = operand.body().literals().getFirst();
    return new Body(List.of(new Literal(literal.expr(), literal.withs(), cursor.since(start))));
  }

  private @Nullable Body braced() {
    return braced(true);
  }

  /** A body in braces before {@code and} or {@code or}, or null with nothing taken. */
  private @Nullable Body braced(boolean wantsOperator) {
    int mark = cursor.mark();
    int depth = cursor.depth();
    boolean isRightOperand = isLogic(cursor.previous());
    try {
      cursor.enter();
      cursor.take();
      Body body = until("}");
      cursor.depth(depth);
      if (isLogic(cursor.token())
          || ((isRightOperand || !wantsOperator) && !(continues() && !cursor.isName("with")))) {
        return body;
      }
    } catch (SyntaxException e) {
      // A set or an object then.
      cursor.depth(depth);
    }
    cursor.back(mark);
    return null;
  }

  /** Statements joined by {@code and}/{@code or} in parentheses, or null with nothing taken. */
  private @Nullable Body group() {
    if (!cursor.features().and() && !cursor.features().or()) {
      return null;
    }
    int mark = cursor.mark();
    int depth = cursor.depth();
    try {
      cursor.enter();
      cursor.take();
      Literal literal = literal();
      boolean isStatement = !(literal.expr() instanceof Holds) || !literal.withs().isEmpty();
      if (isStatement && cursor.accept(")") && !(continues() && !logicOrWith())) {
        cursor.depth(depth);
        return new Body(List.of(literal));
      }
    } catch (SyntaxException e) {
      // A term in parentheses then.
      cursor.depth(depth);
    }
    cursor.depth(depth);
    cursor.back(mark);
    return null;
  }

  private boolean logicOrWith() {
    return cursor.isName("with") || isLogic(cursor.token());
  }

  private Expr plain() throws SyntaxException {
    Term left = terms.termWithKey();
    if (cursor.accept(":=")) {
      return new Assign(left, terms.term());
    }
    if (cursor.accept("=")) {
      return new Unify(left, terms.term());
    }
    if (left instanceof Var word
        && !cursor.atEnd()
        && !cursor.onNewLine()
        && (word.name().equals("and") || word.name().equals("or"))) {
      throw cursor.fail(
          word.span(),
          "unexpected " + word.name(),
          "import future.keywords." + word.name() + " to use it as an operator");
    }
    return new Holds(left);
  }

  private Expr some() throws SyntaxException {
    SourceSpan start = cursor.take().span();
    Term first = terms.term();
    if (first instanceof Membership in && in.key() == null) {
      return new SomeIn(null, in.value(), in.collection());
    }
    if (cursor.is(",")) {
      int mark = cursor.mark();
      cursor.take();
      Term second = terms.term();
      if (second instanceof Membership in && in.key() == null) {
        return new SomeIn(first, in.value(), in.collection());
      }
      cursor.back(mark);
    }
    var vars = new ArrayList<Var>();
    Term next = first;
    while (true) {
      if (!(next instanceof Var var)) {
        throw cursor.fail(next.span(), "expected var after some");
      }
      vars.add(var);
      if (!cursor.accept(",")) {
        break;
      }
      next = terms.term();
      if (next instanceof Membership) {
        throw cursor.fail(start.to(next.span()), "some with in takes one or two variables");
      }
    }
    return new SomeVars(vars);
  }

  private Expr every() throws SyntaxException {
    cursor.take();
    Term first = terms.term();
    Term key = null;
    Membership in;
    if (first instanceof Membership only && only.key() == null) {
      in = only;
    } else if (cursor.accept(",")
        && terms.term() instanceof Membership both
        && both.key() == null) {
      key = first;
      in = both;
    } else {
      throw cursor.unexpected("expected in keyword after every");
    }
    if (!(in.value() instanceof Var value)) {
      throw cursor.fail(in.value().span(), "expected a variable as value");
    }
    if (key != null && !(key instanceof Var)) {
      throw cursor.fail(key.span(), "expected a variable as key");
    }
    if (!cursor.is("{")) {
      throw cursor.unexpected("missing body");
    }
    cursor.enter();
    cursor.take();
    Body body = until("}");
    cursor.leave();
    return new Every((Var) key, value, in.collection(), body);
  }
}
