package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shape that a value is laid against; it may give values to variables. */
public sealed interface Pattern {
  /** Whether the value fits; variables of a pattern that does not fit have no meaning. */
  boolean match(Frame frame, Value value) throws RegoException;

  /** Any value. */
  record Any() implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) {
      return true;
    }
  }

  /** Any value but {@code false}. */
  record Truthy() implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) {
      return !value.equals(BooleanValue.FALSE);
    }
  }

  /** Gives the value to a variable. */
  record Bind(int slot) implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) {
      frame.slots[slot] = value;
      return true;
    }
  }

  /** Wants the value of a term. */
  record Same(Node node) implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) throws RegoException {
      return value.equals(node.eval(frame));
    }
  }

  /** Wants an array of so many items. */
  record Items(List<Pattern> items) implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) throws RegoException {
      if (!(value instanceof ArrayValue array) || array.items().size() != items.size()) {
        return false;
      }
      for (int index = 0; index < items.size(); index++) {
        if (!items.get(index).match(frame, array.items().get(index))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Wants an object of exactly these keys. */
  record Members(List<Node> keys, List<Pattern> values) implements Pattern {
    @Override
    public boolean match(Frame frame, Value value) throws RegoException {
      if (!(value instanceof ObjectValue object) || object.entries().size() != keys.size()) {
        return false;
      }
      for (int index = 0; index < keys.size(); index++) {
        Value key = keys.get(index).eval(frame);
        Value member = key == null ? null : object.find(key);
        if (member == null || !values.get(index).match(frame, member)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A step of a reference: a key that is known, or a pattern that all keys are laid against. */
  record Element(@Nullable Node key, @Nullable Pattern pattern) {}
}
