package io.tappass.rego.builtin;

import io.tappass.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a parsed template. */
sealed interface TemplateNode {

  /** Text as it is. */
  record Text(String text) implements TemplateNode {}

  /** The value of an operand. */
  record Print(Operand operand) implements TemplateNode {}

  /** Sets a variable. */
  record Assign(String name, Operand operand) implements TemplateNode {}

  /** One of two, by whether the operand is true. */
  record If(Operand operand, List<TemplateNode> then, List<TemplateNode> otherwise)
      implements TemplateNode {}

  /** The first, with the operand as the dot, if it is true; else the second. */
  record With(Operand operand, List<TemplateNode> then, List<TemplateNode> otherwise)
      implements TemplateNode {}

  /**
   * The first once for each item, or the second if there is none.
   *
   * @param key the variable of the key or position, or null
   * @param item the variable of the item, or null
   */
  record Range(
      @Nullable String key,
      @Nullable String item,
      Operand operand,
      List<TemplateNode> then,
      List<TemplateNode> otherwise)
      implements TemplateNode {}

  /**
   * What is looked up.
   *
   * @param literal a value written out, or null
   * @param variable with its dollar sign; empty for the dot
   * @param fields the names behind it, from left to right
   */
  record Operand(@Nullable Value literal, String variable, List<String> fields) {}
}
