package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.builtin.BudgetExceeded;
import io.tappass.rego.builtin.Builtin;
import io.tappass.rego.builtin.BuiltinException;
import io.tappass.rego.builtin.BuiltinFunction;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A builtin at one place of the source. */
public record BuiltinCallable(Builtin builtin, SourceSpan span) implements Callable {
  @Override
  public Object key() {
    return builtin.name();
  }

  @Override
  public @Nullable Value call(Frame caller, Context context, List<Value> arguments)
      throws RegoException {
    BuiltinFunction function = builtin.function();
    try {
      if (function == null) {
        throw BuiltinException.failed("this builtin is not offered here");
      }
      if (arguments.size() != builtin.signature().arity()) {
        throw BuiltinException.wrongType("wrong number of arguments");
      }
      return function.call(caller.machine, arguments);
    } catch (BuiltinException e) {
      caller.machine.builtinFailed(
          new RegoException(e.code().text(), e.message(builtin.name()), span));
      return null;
    } catch (BudgetExceeded e) {
      throw Machine.cancelled(String.valueOf(e.getMessage()));
    }
  }
}
