package io.tappass.rego.conformance;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case of a file.
 *
 * @param file its path beneath the folder
 * @param category the folder of the file
 * @param inputTerm the input as Rego text, where it is not JSON
 * @param wantResult the bindings of every solution, or null where an error is wanted
 * @param sortBindings whether the order of arrays in the result does not matter
 * @param strictError whether an error of a builtin ends the evaluation
 */
record ConformanceCase(
    String file,
    String category,
    String note,
    String query,
    List<String> modules,
    ObjectValue data,
    @Nullable Value input,
    @Nullable String inputTerm,
    @Nullable ArrayValue wantResult,
    @Nullable String wantError,
    @Nullable String wantErrorCode,
    boolean sortBindings,
    boolean strictError) {

  /** The cases of a file's document. */
  static List<ConformanceCase> of(String file, String category, Value document) {
    var cases = new ArrayList<ConformanceCase>();
    if (document instanceof ObjectValue object
        && object.find("cases") instanceof ArrayValue array) {
      for (Value item : array.items()) {
        if (item instanceof ObjectValue one) {
          cases.add(read(file, category, one));
        }
      }
    }
    return cases;
  }

  private static ConformanceCase read(String file, String category, ObjectValue one) {
    var modules = new ArrayList<String>();
    if (one.find("modules") instanceof ArrayValue array) {
      for (Value module : array.items()) {
        if (module instanceof StringValue text) {
          modules.add(text.value());
        }
      }
    }
    return new ConformanceCase(
        file,
        category,
        text(one, "note", ""),
        text(one, "query", ""),
        modules,
        one.find("data") instanceof ObjectValue data ? data : ObjectValue.EMPTY,
        one.find("input"),
        optional(one, "input_term"),
        one.find("want_result") instanceof ArrayValue result ? result : null,
        optional(one, "want_error"),
        optional(one, "want_error_code"),
        BooleanValue.TRUE.equals(one.find("sort_bindings")),
        BooleanValue.TRUE.equals(one.find("strict_error")));
  }

  private static @Nullable String optional(ObjectValue one, String name) {
    return one.find(name) instanceof StringValue text ? text.value() : null;
  }

  private static String text(ObjectValue one, String name, String missing) {
    String found = optional(one, name);
    return found == null ? missing : found;
  }

  /** How reports name the case. */
  String id() {
    return file + ": " + note;
  }
}
