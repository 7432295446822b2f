package io.tappass.rego.compile;

import io.tappass.rego.RegoOptions.Profile;
import io.tappass.rego.builtin.Builtin;
import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.eval.BuiltinCallable;
import io.tappass.rego.eval.Callable;
import io.tappass.rego.eval.RuleFunction;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.eval.TreeNode;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be called, and what the rule being read depends on. */
final class Functions {

  /**
   * A function that was found.
   *
   * @param callable null for {@code walk}
   * @param refusal where the profile leaves it out
   */
  record Known(
      Goal.Target target, @Nullable Callable callable, int arity, @Nullable Diagnostic refusal) {}

  /** What a rule refers to: paths beneath data, and functions. */
  record Dependencies(List<Core.Reference> references, List<RuleGroup> functions) {
    Dependencies() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private final TreeNode root;
  private final Builtins builtins;
  private final Profile profile;
  private final Set<String> mocked = new HashSet<>();
  private Dependencies dependencies = new Dependencies();
  private @Nullable Core metadataChain;
  private @Nullable Core metadataRule;

  Functions(TreeNode root, Builtins builtins, Profile profile) {
    this.root = root;
    this.builtins = builtins;
    this.profile = profile;
  }

  /** Begins the next rule. */
  Dependencies begin(@Nullable Core chain, @Nullable Core rule) {
    dependencies = new Dependencies();
    metadataChain = chain;
    metadataRule = rule;
    return dependencies;
  }

  @Nullable Core metadata(String name) {
    return switch (name) {
      case "rego.metadata.chain" -> metadataChain;
      case "rego.metadata.rule" -> metadataRule;
      default -> null;
    };
  }

  void refersTo(Core.Reference reference) {
    dependencies.references().add(reference);
  }

  /** A {@code with} on data may hide rules, which the graph of dependencies need not know. */
  void mocksData(Core.Reference reference) {
    dependencies.references().remove(reference);
  }

  boolean isMocked(String builtin) {
    return mocked.contains(builtin);
  }

  static String dotted(Term function) {
    if (function instanceof Term.Var name) {
      return name.name();
    }
    if (function instanceof Term.Ref ref && ref.head() instanceof Term.Var head) {
      var out = new StringBuilder(head.name());
      for (Term step : ref.path()) {
        if (!(step instanceof Term.Scalar scalar && scalar.value() instanceof StringValue text)) {
          return "";
        }
        out.append('.').append(text.value());
      }
      return out.toString();
    }
    return "";
  }

  /** The function that a name means: rules first, then builtins. */
  @Nullable Known find(Term function, Names names) {
    RuleGroup group = ruleFunction(function, names);
    if (group != null) {
      dependencies.functions().add(group);
      var callable = new RuleFunction(group);
      return new Known(
          new Goal.Target.Function(group.path(), callable), callable, group.arity(), null);
    }
    String name = dotted(function);
    return name.isEmpty() ? null : builtin(name, function.span());
  }

  private @Nullable RuleGroup ruleFunction(Term function, Names names) {
    Term.Var head =
        function instanceof Term.Var name
            ? name
            : function instanceof Term.Ref ref && ref.head() instanceof Term.Var base ? base : null;
    Names.Global global = head == null ? null : names.find(head.name());
    if (global == null || global.root() != Core.Root.DATA) {
      return null;
    }
    var path = new ArrayList<Value>(global.path());
    if (function instanceof Term.Ref ref) {
      for (Term step : ref.path()) {
        if (!(step instanceof Term.Scalar scalar)) {
          return null;
        }
        path.add(scalar.value());
      }
    }
    TreeNode node = root;
    for (Value step : path) {
      node = node.child(step);
      if (node == null) {
        return null;
      }
    }
    RuleGroup group = node.group();
    return group != null && group.kind() == RuleGroup.Kind.FUNCTION ? group : null;
  }

  @Nullable Known builtin(String name, SourceSpan span) {
    Optional<Builtin> found = builtins.find(name);
    if (found.isEmpty()) {
      return null;
    }
    Builtin builtin = found.get();
    if (builtin.relation()) {
      return new Known(new Goal.Target.Walk(), null, 1, null);
    }
    Diagnostic refusal = null;
    if (profile == Profile.DECISION && !builtin.inDecisionProfile()) {
      refusal =
          Diagnostic.error(
              RegoCode.PROFILE,
              span,
              "builtin " + name + " is not in the decision profile",
              "its answer may differ from one call to the next; time is input.session.time");
    }
    if (builtin.deprecated()) {
      refusal =
          Diagnostic.error(
              RegoCode.TYPE,
              span,
              "deprecated built-in function calls in expression: " + name,
              "Rego v1 has no deprecated builtins; OPA's documentation names the replacement");
    }
    var callable = new BuiltinCallable(builtin, span);
    return new Known(
        new Goal.Target.Function(name, callable), callable, builtin.signature().arity(), refusal);
  }

  /** The key of a function that {@code with} names as its target, or null if it names none. */
  @Nullable Object key(Term target, Names names) {
    RuleGroup group = ruleFunction(target, names);
    if (group != null) {
      return group;
    }
    Term.Var head =
        target instanceof Term.Var name
            ? name
            : target instanceof Term.Ref ref && ref.head() instanceof Term.Var base ? base : null;
    if (head == null || names.find(head.name()) != null) {
      return null;
    }
    String name = dotted(target);
    // What operators stand for cannot be replaced: the index and comparisons rely on them.
    if (builtins.find(name).isEmpty() || name.startsWith("internal.")) {
      return null;
    }
    mocked.add(name);
    return name;
  }
}
