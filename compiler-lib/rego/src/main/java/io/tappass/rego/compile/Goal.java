package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.eval.Callable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement in its smallest form; the goals of a body may stand in any order that is safe. */
sealed interface Goal {

  /** Where it comes from. */
  SourceSpan span();

  /** The term is defined and not false. */
  record Holds(Core term, SourceSpan span) implements Goal {}

  /** Both sides are made the same; either may give values to variables. */
  record Unify(Core left, Core right, SourceSpan span) implements Goal {}

  /** Both sides have values and they are the same. */
  record Equal(Core left, Core right, SourceSpan span) implements Goal {}

  /** A call; without a place for its result, the result must not be false. */
  record Call(Target target, List<Core> arguments, @Nullable Core result, SourceSpan span)
      implements Goal {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** What is called. */
  sealed interface Target {
    /** A builtin or a function of rules. */
    record Function(String name, Callable callable) implements Target {}

    /** {@code walk}, the one relation: it has several results. */
    record Walk() implements Target {}
  }

  /** {@code some key, value in collection}. */
  record SomeIn(@Nullable Core key, Core value, Core collection, SourceSpan span) implements Goal {}

  /** No solution; the scope is null where the body belongs to the scope around it. */
  record Not(@Nullable Scope scope, List<Goal> goals, SourceSpan span) implements Goal {
    public Not {
      goals = List.copyOf(goals);
    }
  }

  /** A solution for every member. */
  record Every(
      @Nullable Local key, Local value, Core domain, Scope scope, List<Goal> goals, SourceSpan span)
      implements Goal {
    public Every {
      goals = List.copyOf(goals);
    }
  }

  /** A solution of both bodies, or of one of them. */
  record Logic(
      boolean isAnd,
      Scope leftScope,
      List<Goal> left,
      Scope rightScope,
      List<Goal> right,
      SourceSpan span)
      implements Goal {
    public Logic {
      left = List.copyOf(left);
      right = List.copyOf(right);
    }
  }

  /** Goals in a changed world. */
  record With(List<Change> changes, List<Goal> goals, SourceSpan span) implements Goal {
    public With {
      changes = List.copyOf(changes);
      goals = List.copyOf(goals);
    }
  }

  /** One change of the world. */
  sealed interface Change {
    /** A part of input or data. */
    record Document(boolean isInput, List<Core> path, Core value) implements Change {
      public Document {
        path = List.copyOf(path);
      }
    }

    /** A function by its key; either a value or another function. */
    record Function(Object key, @Nullable Core value, @Nullable Callable other) implements Change {}
  }
}
