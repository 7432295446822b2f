package io.tappass.rego.compile;

import io.tappass.rego.RuleInfo;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule on its way through the stages. */
final class RuleUnit {
  final Module module;
  final Rule rule;
  final RuleInfo info;
  final RuleGroup group;

  /** The steps of the name after its constant ones. */
  final List<Term> suffix;

  final Scope.Layout layout = new Scope.Layout();
  final List<Branch> branches = new ArrayList<>();
  Functions.Dependencies dependencies = new Functions.Dependencies();

  /**
   * The body and the head of one branch as goals and terms.
   *
   * @param goals arguments and body
   * @param headGoals calls in the head
   */
  record Branch(
      List<Goal> goals, List<Goal> headGoals, List<Core> path, @Nullable Core member, Core value) {
    Core term() {
      return member != null ? member : value;
    }
  }

  RuleUnit(Module module, Rule rule, RuleInfo info, RuleGroup group, List<Term> suffix) {
    this.module = module;
    this.rule = rule;
    this.info = info;
    this.group = group;
    this.suffix = suffix;
  }

  /** The constant steps of a rule's name, the package among them. */
  static List<Value> constantPath(Module module, Rule rule) {
    var path = new ArrayList<Value>(Names.values(module.path()));
    boolean isFirst = true;
    for (Term step : rule.head().name()) {
      Value key =
          isFirst && step instanceof Term.Var name ? StringValue.of(name.name()) : constant(step);
      isFirst = false;
      if (key == null) {
        break;
      }
      path.add(key);
    }
    return path;
  }

  private static @Nullable Value constant(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> scalar.value();
      case Term.ObjectTerm object
          when object.entries().stream()
              .allMatch(
                  entry -> constant(entry.key()) != null && constant(entry.value()) != null) -> {
        var builder = ObjectValue.builder();
        for (Term.Entry entry : object.entries()) {
          Value key = constant(entry.key());
          Value value = constant(entry.value());
          if (key != null && value != null) {
            builder.put(key, value);
          }
        }
        yield builder.build();
      }
      default -> null;
    };
  }
}
