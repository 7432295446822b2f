package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Lexer.Comment;
import io.tappass.rego.syntax.Rule.Head;
import io.tappass.rego.syntax.Term.Scalar;
import io.tappass.rego.syntax.Term.Var;
import io.tappass.rego.syntax.Token.Kind;
import io.tappass.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a module or a query, and goes on after an error with the next rule. */
public final class Parser {
  /** Steps of the name of a package, an import or a rule. */
  private static final int STEPS_MAX = 64;

  private static final Set<String> FUTURE =
      Set.of(
          "future.keywords",
          "future.keywords.contains",
          "future.keywords.every",
          "future.keywords.if",
          "future.keywords.in",
          "future.keywords.not",
          "future.keywords.and",
          "future.keywords.or",
          "rego.v1",
          "rego.v2");

  /** A module, as far as it could be read, and what is wrong with it. */
  public record Parsed<T>(@Nullable T value, List<Diagnostic> diagnostics) {
    public Parsed {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  private final String file;
  private final Cursor cursor;
  private final BodyParser bodies;
  private final AnnotationReader annotations;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();

  private Parser(
      String file, List<Token> tokens, List<Comment> comments, SyntaxLimits limits, Features base) {
    this.file = file;
    this.cursor = new Cursor(tokens, limits, base, 0);
    this.bodies = new BodyParser(cursor);
    this.annotations = new AnnotationReader(file, comments, diagnostics);
  }

  /** Reads a file of Rego; the value is null only if not even its package could be read. */
  public static Parsed<Module> module(String file, String source, SyntaxLimits limits) {
    var lexer = new Lexer(file, source, limits);
    try {
      List<Token> tokens = lexer.tokens();
      return new Parser(file, tokens, lexer.comments(), limits, Features.V1).module();
    } catch (SyntaxException e) {
      return new Parsed<>(null, List.of(e.diagnostic()));
    }
  }

  /** Reads statements without a package, as {@code opa eval} takes them. */
  public static Parsed<Body> query(
      String file, String source, SyntaxLimits limits, Features features) {
    var lexer = new Lexer(file, source, limits);
    try {
      List<Token> tokens = lexer.tokens();
      var parser = new Parser(file, tokens, lexer.comments(), limits, features);
      return new Parsed<>(parser.bodies.untilEnd(), List.of());
    } catch (SyntaxException e) {
      return new Parsed<>(null, List.of(e.diagnostic()));
    }
  }

  private Parsed<Module> module() {
    List<String> path;
    SourceSpan packageSpan = cursor.token().span();
    try {
      path = packagePath();
      packageSpan = cursor.since(packageSpan);
    } catch (SyntaxException e) {
      diagnostics.add(e.diagnostic());
      return new Parsed<>(null, diagnostics);
    }
    while (!cursor.atEnd() && diagnostics.size() < cursor.limits().errorsMax()) {
      int depth = cursor.depth();
      int mark = cursor.mark();
      try {
        statement();
        if (cursor.accept(";")) {
          continue;
        }
        if (!cursor.atEnd() && !cursor.onNewLine()) {
          throw cursor.unexpected("expected a new line");
        }
      } catch (SyntaxException e) {
        diagnostics.add(e.diagnostic());
        cursor.depth(depth);
        recover(mark);
      }
    }
    List<Annotations> ofPackage = annotations.before(packageSpan.row(), true);
    var module =
        new Module(
            file,
            path,
            packageSpan,
            imports,
            annotations.attach(packageSpan.row(), rules),
            ofPackage);
    annotations.reportDangling(packageSpan.row(), rules);
    return new Parsed<>(module, diagnostics);
  }

  /** Skips to the next line that starts in the first column, where a rule may begin. */
  private void recover(int mark) {
    if (cursor.mark() == mark) {
      cursor.take();
    }
    while (!cursor.atEnd()) {
      Token token = cursor.token();
      if (token.kind() == Kind.NAME && token.span().column() == 1 && cursor.onNewLine()) {
        return;
      }
      cursor.take();
    }
  }

  private List<String> packagePath() throws SyntaxException {
    if (cursor.atEnd()) {
      throw cursor.fail(cursor.token().span(), "empty module");
    }
    if (!cursor.acceptName("package")) {
      throw cursor.fail(cursor.token().span(), "package expected", "start the file with a package");
    }
    Token first = cursor.token();
    if (first.kind() != Kind.NAME) {
      throw cursor.unexpected("expected ident");
    }
    List<String> path = path();
    if (cursor.is("(")) {
      throw cursor.unexpected("expected a new line");
    }
    return path;
  }

  /** {@code a.b["c"]}: a name and constant steps. */
  private List<String> path() throws SyntaxException {
    var path = new ArrayList<String>();
    path.add(cursor.take().text());
    while (!cursor.token().spaced() && (cursor.is(".") || cursor.is("["))) {
      Term step = bodies.terms().step();
      if (!(step instanceof Scalar scalar && scalar.value() instanceof StringValue text)) {
        throw cursor.fail(step.span(), "a path has only constant strings");
      }
      path.add(text.value());
    }
    checkLength(path.size());
    return path;
  }

  private void checkLength(int steps) throws SyntaxException {
    if (steps > STEPS_MAX) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              cursor.previous().span(),
              "a name of " + steps + " steps; " + STEPS_MAX + " is the limit"));
    }
  }

  private void statement() throws SyntaxException {
    Token next = cursor.peek(1);
    boolean stepped = (next.is(".") || next.is("[")) && !next.spaced();
    if (cursor.isName("import") && !stepped) {
      imported();
    } else if (cursor.isName("package") && !stepped) {
      throw cursor.fail(cursor.token().span(), "unexpected package keyword: one file, one package");
    } else {
      rule();
    }
  }

  private void imported() throws SyntaxException {
    SourceSpan start = cursor.take().span();
    if (cursor.token().kind() != Kind.NAME) {
      throw cursor.unexpected("expected ident");
    }
    List<String> path = path();
    String alias = null;
    if (cursor.acceptName("as")) {
      if (cursor.token().kind() != Kind.NAME) {
        throw cursor.unexpected("expected var");
      }
      alias = cursor.take().text();
    }
    var one = new Import(path, alias, cursor.since(start));
    switch (path.getFirst()) {
      case "data", "input" -> {
        // A name of the user's own.
      }
      case "future", "rego" -> {
        if (!FUTURE.contains(one.text())) {
          throw cursor.fail(one.span(), "unexpected keyword import " + one.text());
        }
        if (alias != null) {
          throw cursor.fail(one.span(), one.text() + " imports cannot be aliased");
        }
      }
      default ->
          throw cursor.fail(
              one.span(),
              "unexpected import path, must begin with one of: {data, future, input, rego}, got: "
                  + path.getFirst());
    }
    imports.add(one);
    cursor.features(cursor.features().with(one));
  }

  private void rule() throws SyntaxException {
    SourceSpan start = cursor.token().span();
    Token next = cursor.peek(1);
    boolean stepped = (next.is(".") || next.is("[")) && !next.spaced();
    boolean isDefault = cursor.isName("default") && !stepped;
    if (isDefault) {
      cursor.take();
    }
    Head head = head(isDefault);
    if (isDefault) {
      if (head.value() == null || head.member() != null) {
        throw cursor.fail(
            head.span(), "default rules must have a value", "write default name := value");
      }
      add(new Rule(head, Body.EMPTY, List.of(), true, List.of(), cursor.since(start)));
      return;
    }
    if (cursor.is("{")) {
      throw oldSyntax(
          cursor.token().span(),
          "`if` keyword is required before rule body",
          "this is Rego of before v1: write \"if {\"; opa fmt --rego-v1 rewrites the file");
    }
    boolean hasIf = cursor.acceptName("if");
    Body body = hasIf ? bodies.afterIf() : Body.EMPTY;
    if (!hasIf && head.member() == null && head.value() == null) {
      throw bare(head);
    }
    var elses = new ArrayList<Rule.Else>();
    while (cursor.isName("else") && !startsName()) {
      if (head.member() != null) {
        throw cursor.unexpected("expected no else on a multi-value rule");
      }
      elses.add(otherwise(elses.size() + 1));
    }
    add(new Rule(head, body, elses, false, List.of(), cursor.since(start)));
  }

  /** Whether the word here is followed by a step: {@code else.foo} is the name of a rule. */
  private boolean startsName() {
    Token next = cursor.peek(1);
    return cursor.onNewLine() && (next.is(".") || next.is("[")) && !next.spaced();
  }

  private void add(Rule rule) {
    rules.add(rule);
  }

  private SyntaxException bare(Head head) {
    if (head.name().size() > 1 && head.arguments() == null) {
      return oldSyntax(
          head.span(),
          "`contains` keyword is required for partial set rules",
          "this is Rego of before v1: write \"name contains term\", or give the rule a value");
    }
    return cursor.fail(
        head.span(),
        "var cannot be used for rule name",
        "a rule needs a value (:= value), a body (if ...), or members (contains ...)");
  }

  private SyntaxException oldSyntax(SourceSpan span, String message, String hint) {
    return new SyntaxException(Diagnostic.error(RegoCode.OLD_SYNTAX, span, message, hint));
  }

  private Rule.Else otherwise(int number) throws SyntaxException {
    if (number > cursor.limits().depthMax()) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT, cursor.token().span(), "more than " + (number - 1) + " branches"));
    }
    SourceSpan start = cursor.take().span();
    Term value = null;
    if (cursor.accept(":=") || cursor.accept("=")) {
      value = bodies.terms().term();
    }
    if (cursor.is("{")) {
      throw oldSyntax(
          cursor.token().span(),
          "`if` keyword is required before rule body",
          "this is Rego of before v1: write \"else if {\" or \"else := value if {\"");
    }
    Body body = Body.EMPTY;
    if (cursor.acceptName("if")) {
      body = bodies.afterIf();
    } else if (value == null) {
      throw cursor.unexpected("expected a value or a body after else");
    }
    return new Rule.Else(value, body, cursor.since(start));
  }

  private Head head(boolean isDefault) throws SyntaxException {
    Token first = cursor.token();
    if (first.kind() != Kind.NAME) {
      throw cursor.unexpected("expected a rule, an import or the end of the file");
    }
    Token second = cursor.peek(1);
    boolean stepped = (second.is(".") || second.is("[")) && !second.spaced();
    if (Cursor.KEYWORDS.contains(first.text())
        && !stepped
        && !(first.text().equals("contains") && second.is("("))) {
      throw cursor.unexpected("expected a rule name");
    }
    cursor.take();
    var name = new ArrayList<Term>();
    name.add(new Var(first.text(), first.span()));
    while (!cursor.token().spaced() && (cursor.is(".") || cursor.is("["))) {
      name.add(bodies.terms().step());
    }
    checkLength(name.size());
    List<Term> arguments = null;
    if (cursor.is("(") && !cursor.token().spaced()) {
      arguments = bodies.terms().arguments();
    }
    Term member = null;
    if (arguments == null && !isDefault && cursor.acceptName("contains")) {
      member = bodies.terms().term();
    }
    Term value = null;
    if (member == null && (cursor.accept(":=") || cursor.accept("="))) {
      value = bodies.terms().term();
    }
    return new Head(name, arguments, member, value, cursor.since(first.span()));
  }
}
