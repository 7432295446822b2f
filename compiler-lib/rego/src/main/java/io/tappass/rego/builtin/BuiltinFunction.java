package io.tappass.rego.builtin;

import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes one builtin. */
@FunctionalInterface
public interface BuiltinFunction {

  /**
   * The result for these arguments, or null if it is undefined.
   *
   * @param arguments as many as the signature has
   * @throws BuiltinException with OPA's message, without the name of the builtin in front
   */
  @Nullable Value call(BuiltinContext context, List<Value> arguments) throws BuiltinException;
}
