package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.Value;
import org.jspecify.annotations.Nullable;

/** A term whose variables all have values: it has one value, or none. */
public interface Node {
  /** The value, or null for undefined. */
  @Nullable Value eval(Frame frame) throws RegoException;
}
