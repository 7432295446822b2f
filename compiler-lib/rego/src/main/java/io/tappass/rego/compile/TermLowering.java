package io.tappass.rego.compile;

import io.tappass.rego.compile.Core.Makes;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves the names of terms and takes the calls out of them. */
final class TermLowering {
  private final Names names;
  private final Functions functions;
  private final Lowering bodies;
  private final List<Diagnostic> diagnostics;

  TermLowering(Names names, Functions functions, Lowering bodies, List<Diagnostic> diagnostics) {
    this.names = names;
    this.functions = functions;
    this.bodies = bodies;
    this.diagnostics = diagnostics;
  }

  boolean isCall(Term term) {
    return (term instanceof Term.Call call && metadata(call) == null)
        || term instanceof Term.Infix
        || term instanceof Term.Membership;
  }

  Core lower(Term term, Scope scope, List<Goal> goals) {
    return switch (term) {
      case Term.Scalar scalar -> new Core.Constant(scalar.value());
      case Term.Var name -> variable(name, scope);
      case Term.Ref ref -> reference(ref, scope, goals);
      case Term.ArrayTerm array -> constantOr(new Core.Items(all(array.items(), scope, goals)));
      case Term.SetTerm set -> constantOr(new Core.Members(all(set.items(), scope, goals)));
      case Term.ObjectTerm object -> {
        var keys = new ArrayList<Core>();
        var values = new ArrayList<Core>();
        for (Term.Entry entry : object.entries()) {
          keys.add(lower(entry.key(), scope, goals));
          values.add(lower(entry.value(), scope, goals));
        }
        yield constantOr(new Core.Fields(keys, values));
      }
      case Term.Comprehension comprehension -> comprehension(comprehension, scope);
      case Term.Template template -> template(template, scope);
      case Term.Call call -> {
        Core metadata = metadata(call);
        yield metadata == null ? result(call, scope, goals) : metadata;
      }
      case Term.Infix infix -> result(infix, scope, goals);
      case Term.Membership in -> result(in, scope, goals);
    };
  }

  /** Literals without variables are values from here on: cheaper, and patterns can be indexed. */
  private static Core constantOr(Core core) {
    Value value = Constants.of(core);
    return value == null ? core : new Core.Constant(value);
  }

  /** What {@code rego.metadata.chain()} and {@code .rule()} stand for, or null. */
  private @Nullable Core metadata(Term.Call call) {
    return call.arguments().isEmpty()
        ? functions.metadata(Functions.dotted(call.function()))
        : null;
  }

  private List<Core> all(List<Term> terms, Scope scope, List<Goal> goals) {
    var lowered = new ArrayList<Core>();
    for (Term term : terms) {
      lowered.add(lower(term, scope, goals));
    }
    return lowered;
  }

  private Core variable(Term.Var name, Scope scope) {
    if (name.isWildcard()) {
      return new Core.Variable(scope.wildcard(name.span()));
    }
    Local local = scope.findDeclared(name.name());
    if (local != null) {
      return new Core.Variable(local);
    }
    Names.Global global = names.find(name.name());
    if (global != null) {
      return global(global, List.of(), name.span());
    }
    return new Core.Variable(scope.implicit(name.name(), name.span()));
  }

  private Core global(Names.Global global, List<Core> rest, SourceSpan span) {
    var path = new ArrayList<Core>();
    global.path().forEach(step -> path.add(new Core.Constant(step)));
    path.addAll(rest);
    var ref = new Core.Reference(global.root(), null, path, span);
    if (global.root() == Core.Root.DATA) {
      functions.refersTo(ref);
    }
    return ref;
  }

  private Core reference(Term.Ref ref, Scope scope, List<Goal> goals) {
    if (ref.head() instanceof Term.Var name && !name.isWildcard()) {
      Local local = scope.findDeclared(name.name());
      Names.Global global = local == null ? names.find(name.name()) : null;
      if (global != null) {
        return global(global, all(ref.path(), scope, goals), ref.span());
      }
      if (local == null) {
        local = scope.implicit(name.name(), name.span());
      }
      return new Core.Reference(Core.Root.LOCAL, local, all(ref.path(), scope, goals), ref.span());
    }
    Core head = lower(ref.head(), scope, goals);
    Local base =
        head instanceof Core.Variable known
            ? known.local()
            : hoist(head, ref.head().span(), scope, goals).local();
    return new Core.Reference(Core.Root.LOCAL, base, all(ref.path(), scope, goals), ref.span());
  }

  /** Puts the value of a term into a variable by a goal before. */
  Core.Variable hoist(Core core, SourceSpan span, Scope scope, List<Goal> goals) {
    var variable = new Core.Variable(scope.temporary(span));
    goals.add(new Goal.Unify(variable, core, span));
    return variable;
  }

  /** Takes every reference out of a term, as OPA does in front of a legacy {@code not}. */
  Core hoistInside(Core core, SourceSpan span, Scope scope, List<Goal> goals) {
    return switch (core) {
      case Core.Reference ref -> {
        var path = new ArrayList<Core>();
        for (Core step : ref.path()) {
          path.add(hoistInside(step, span, scope, goals));
        }
        yield hoist(
            new Core.Reference(ref.root(), ref.base(), path, ref.span()), span, scope, goals);
      }
      case Core.Items items -> new Core.Items(inside(items.items(), span, scope, goals));
      case Core.Members members -> new Core.Members(inside(members.items(), span, scope, goals));
      case Core.Fields fields -> {
        List<Core> keys = inside(fields.keys(), span, scope, goals);
        yield new Core.Fields(keys, inside(fields.values(), span, scope, goals));
      }
      case Core.Constant constant -> constant;
      case Core.Variable variable -> variable;
      case Core.Closure closure -> closure;
      case Core.Template template -> template;
    };
  }

  private List<Core> inside(List<Core> items, SourceSpan span, Scope scope, List<Goal> goals) {
    var all = new ArrayList<Core>();
    for (Core item : items) {
      all.add(hoistInside(item, span, scope, goals));
    }
    return all;
  }

  private Core comprehension(Term.Comprehension comprehension, Scope scope) {
    Scope inner =
        bodies.scope(
            scope,
            scope.layout,
            comprehension.body(),
            Arrays.asList(comprehension.key(), comprehension.value()));
    var goals = new ArrayList<Goal>();
    bodies.body(comprehension.body(), inner, goals);
    Core key = comprehension.key() == null ? null : lower(comprehension.key(), inner, goals);
    Core value = lower(comprehension.value(), inner, goals);
    Makes makes =
        switch (comprehension.makes()) {
          case ARRAY -> Makes.ARRAY;
          case SET -> Makes.SET;
          case OBJECT -> Makes.OBJECT;
        };
    return new Core.Closure(makes, inner, goals, key, value);
  }

  private Core template(Term.Template template, Scope scope) {
    var parts = new ArrayList<Core>();
    for (Term.Part part : template.parts()) {
      parts.add(
          switch (part) {
            case Term.Part.Text text -> new Core.Constant(StringValue.of(text.text()));
            case Term.Part.Value value -> bodies.templatePart(value.literal(), scope);
          });
    }
    return new Core.Template(parts);
  }

  private Core result(Term term, Scope scope, List<Goal> goals) {
    var result = new Core.Variable(scope.temporary(term.span()));
    Goal goal = call(term, result, scope, goals);
    if (goal != null) {
      goals.add(goal);
    }
    return result;
  }

  /**
   * The goal of a call; the goals of what its arguments need go to {@code goals}.
   *
   * @param result null where the call stands as a statement
   * @return null after an error
   */
  @Nullable Goal call(Term term, @Nullable Core result, Scope scope, List<Goal> goals) {
    return switch (term) {
      case Term.Infix infix ->
          builtin(
              infix.operator().builtin(),
              List.of(infix.left(), infix.right()),
              result,
              infix.span(),
              scope,
              goals);
      case Term.Membership in ->
          builtin(
              in.key() == null ? "internal.member_2" : "internal.member_3",
              in.key() == null
                  ? List.of(in.value(), in.collection())
                  : List.of(in.key(), in.value(), in.collection()),
              result,
              in.span(),
              scope,
              goals);
      case Term.Call call -> named(call, result, scope, goals);
      default -> throw new IllegalStateException("not a call: " + term);
    };
  }

  private @Nullable Goal builtin(
      String name,
      List<Term> arguments,
      @Nullable Core result,
      SourceSpan span,
      Scope scope,
      List<Goal> goals) {
    List<Core> lowered = all(arguments, scope, goals);
    Functions.Known known = functions.builtin(name, span);
    return goal(known, name, lowered, result, span);
  }

  private @Nullable Goal named(
      Term.Call call, @Nullable Core result, Scope scope, List<Goal> goals) {
    String name = Functions.dotted(call.function());
    List<Core> arguments = all(call.arguments(), scope, goals);
    Functions.Known known = functions.find(call.function(), names);
    return goal(known, name, arguments, result, call.span());
  }

  private @Nullable Goal goal(
      Functions.@Nullable Known known,
      String name,
      List<Core> arguments,
      @Nullable Core result,
      SourceSpan span) {
    if (known == null) {
      diagnostics.add(Diagnostic.error(RegoCode.TYPE, span, "undefined function " + name));
      return null;
    }
    if (known.refusal() != null) {
      diagnostics.add(known.refusal());
      return null;
    }
    Goal.Target target = known.target();
    if (arguments.size() == known.arity()) {
      return new Goal.Call(target, arguments, result, span);
    }
    if (arguments.size() == known.arity() + 1) {
      Core output = arguments.getLast();
      List<Core> inputs = arguments.subList(0, arguments.size() - 1);
      if (result == null) {
        return new Goal.Call(target, inputs, output, span);
      }
      diagnostics.add(
          Diagnostic.error(
              RegoCode.TYPE,
              span,
              name
                  + ": a call with its result among its arguments is a"
                  + " statement, not a term"));
      return null;
    }
    diagnostics.add(
        Diagnostic.error(
            RegoCode.TYPE,
            span,
            "function "
                + name
                + " has arity "
                + known.arity()
                + ", got "
                + arguments.size()
                + (arguments.size() == 1 ? " argument" : " arguments")));
    return null;
  }
}
