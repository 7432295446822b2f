package io.tappass.rego.builtin;

import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The errors that a schema found in one value, and points for what fits: the errors of the
 * alternative with the most points are shown.
 */
final class SchemaResult {
  private final String at;
  private final List<Value> errors = new ArrayList<>();
  private int points;

  /**
   * A result without errors.
   *
   * @param at the path of the value in the document, its names joined by dots; empty for the root
   */
  SchemaResult(String at) {
    this.at = at;
  }

  String at() {
    return at;
  }

  /** The path as errors name it. */
  String field() {
    return at.isEmpty() ? "(root)" : at;
  }

  /** The path of a member. */
  String below(String name) {
    return at.isEmpty() ? name : at + "." + name;
  }

  List<Value> errors() {
    return errors;
  }

  boolean isValid() {
    return errors.isEmpty();
  }

  int points() {
    return points;
  }

  void score() {
    points++;
  }

  void add(String type, String description) {
    errors.add(
        ObjectValue.builder()
            .put("desc", StringValue.of(description))
            .put("error", StringValue.of(field() + ": " + description))
            .put("field", StringValue.of(field()))
            .put("type", StringValue.of(type))
            .build());
    points -= 2;
  }

  void merge(@Nullable SchemaResult other) {
    if (other != null) {
      errors.addAll(other.errors);
      points += other.points;
    }
  }
}
