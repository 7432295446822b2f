package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A term after names are resolved and calls are taken out into goals of their own. */
sealed interface Core {

  /** A constant. */
  record Constant(Value value) implements Core {}

  /** A variable. */
  record Variable(Local local) implements Core {}

  /** What a reference starts from. */
  enum Root {
    INPUT,
    DATA,
    LOCAL
  }

  /** Steps from a root; {@code base} is set where the root is a variable. */
  record Reference(Root root, @Nullable Local base, List<Core> path, SourceSpan span)
      implements Core {
    public Reference {
      path = List.copyOf(path);
    }
  }

  /** An array. */
  record Items(List<Core> items) implements Core {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A set. */
  record Members(List<Core> items) implements Core {
    public Members {
      items = List.copyOf(items);
    }
  }

  /** An object; keys and values in the same order. */
  record Fields(List<Core> keys, List<Core> values) implements Core {
    public Fields {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  /** What a closure makes of its solutions. */
  enum Makes {
    ARRAY,
    SET,
    OBJECT,
    /** The one value there is; for parts of template strings. */
    SINGLE
  }

  /** A comprehension, or a part of a template string. */
  record Closure(Makes makes, Scope scope, List<Goal> goals, @Nullable Core key, Core value)
      implements Core {
    public Closure {
      goals = List.copyOf(goals);
    }
  }

  /** A template string. */
  record Template(List<Core> parts) implements Core {
    public Template {
      parts = List.copyOf(parts);
    }
  }
}
