package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.Map;

/**
 * One YAML file as JSON, with the places of its values.
 *
 * @param file path of the file
 * @param value what it says
 * @param places JSON Pointer (RFC 6901) of each value to where it stands
 */
public record YamlDocument(String file, JsonValue value, Map<String, SourceSpan> places) {
  public YamlDocument {
    places = Map.copyOf(places);
  }

  /** Where the value at {@code pointer} stands, or the nearest value around it. */
  public SourceSpan place(String pointer) {
    String at = pointer;
    while (true) {
      SourceSpan span = places.get(at);
      if (span != null) {
        return span;
      }
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        return SourceSpan.start(file);
      }
      at = at.substring(0, slash);
    }
  }

  /** The pointer of a member or item below {@code pointer}. */
  static String below(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
