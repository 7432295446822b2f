package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function made of rules. */
public record RuleFunction(RuleGroup group) implements Callable {
  @Override
  public Object key() {
    return group;
  }

  @Override
  public @Nullable Value call(Frame caller, Context context, List<Value> arguments)
      throws RegoException {
    if (arguments.size() != group.arity()) {
      return null;
    }
    return group.call(caller.machine, context, arguments);
  }
}
