package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function: a builtin or rules with arguments. */
public interface Callable {
  /** What {@code with} targets name it by. */
  Object key();

  /** The result, or null for undefined. */
  @Nullable Value call(Frame caller, Context context, List<Value> arguments) throws RegoException;
}
