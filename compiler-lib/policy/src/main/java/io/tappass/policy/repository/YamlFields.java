package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.value.Ids;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the members of one object of a YAML document by name and type; everything wrong becomes a
 * diagnostic with its place, so that one reading finds all of it. A missing value reads as empty.
 */
public final class YamlFields {
  private final YamlDocument document;
  private final String pointer;
  private final Map<String, JsonValue> members;
  private final Set<String> unread;
  private final Findings findings;

  private YamlFields(
      YamlDocument document, String pointer, Map<String, JsonValue> members, Findings findings) {
    this.document = document;
    this.pointer = pointer;
    this.members = members;
    this.unread = new LinkedHashSet<>(members.keySet());
    this.findings = findings;
  }

  /** The members of the document's top object. */
  public static YamlFields of(YamlDocument document, Findings findings) {
    return of(document, "", document.value(), findings);
  }

  private static YamlFields of(
      YamlDocument document, String pointer, JsonValue value, Findings findings) {
    if (value instanceof JsonObject object) {
      return new YamlFields(document, pointer, object.members(), findings);
    }
    findings.add(
        PolicyCode.DOCUMENT_SHAPE,
        document.place(pointer),
        (pointer.isEmpty() ? "the document" : pointer) + " is no mapping",
        "Write members as name: value");
    return new YamlFields(document, pointer, Map.of(), findings);
  }

  /** Where a member stands. */
  public SourceSpan place(String name) {
    return document.place(YamlDocument.below(pointer, name));
  }

  /** Where the object stands. */
  public SourceSpan place() {
    return document.place(pointer);
  }

  /** The names of all members, in their order. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** Whether the member is there. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A member of any type, if it is there. */
  public Optional<JsonValue> any(String name) {
    unread.remove(name);
    return Optional.ofNullable(members.get(name));
  }

  /** A required string; empty where it is wrong. */
  public String string(String name) {
    require(name, "a string");
    return optionalString(name).orElse("");
  }

  /** A string, if it is there. */
  public Optional<String> optionalString(String name) {
    Optional<JsonValue> value = any(name);
    if (value.isPresent() && value.get() instanceof JsonString string) {
      return Optional.of(string.value());
    }
    value.ifPresent(other -> wrong(name, "a string"));
    return Optional.empty();
  }

  /** A required id; empty where it is wrong. */
  public String id(String name) {
    String text = string(name);
    if (!text.isEmpty() && !Ids.isId(text)) {
      findings.add(
          PolicyCode.BAD_ID,
          place(name),
          text + " is no id",
          "An id is a lower-case letter and up to 39 lower-case letters, digits and underscores");
      return "";
    }
    return text;
  }

  /** A boolean, if it is there. */
  public Optional<Boolean> optionalBool(String name) {
    Optional<JsonValue> value = any(name);
    if (value.isPresent() && value.get() instanceof JsonBoolean bool) {
      return Optional.of(bool.value());
    }
    value.ifPresent(other -> wrong(name, "true or false"));
    return Optional.empty();
  }

  /** An integer, if it is there. */
  public Optional<Long> optionalInteger(String name) {
    Optional<JsonValue> value = any(name);
    if (value.isPresent() && value.get() instanceof JsonNumber number) {
      Optional<Long> integer = number.longValue();
      if (integer.isPresent()) {
        return integer;
      }
    }
    value.ifPresent(other -> wrong(name, "an integer"));
    return Optional.empty();
  }

  /** Strings, or nothing where the member is missing. */
  public List<String> strings(String name) {
    List<String> strings = new ArrayList<>();
    for (Item item : items(name)) {
      if (item.value() instanceof JsonString string) {
        strings.add(string.value());
      } else {
        findings.add(PolicyCode.DOCUMENT_SHAPE, item.place(), "no string", "Put it into quotes");
      }
    }
    return strings;
  }

  /** The items of a list, or nothing where the member is missing. */
  public List<Item> items(String name) {
    Optional<JsonValue> value = any(name);
    List<Item> items = new ArrayList<>();
    if (value.isPresent() && value.get() instanceof JsonArray array) {
      for (JsonValue item : array.items()) {
        items.add(
            new Item(item, document.place(YamlDocument.below(pointer, name) + "/" + items.size())));
      }
    } else {
      value.ifPresent(other -> wrong(name, "a list"));
    }
    return items;
  }

  /** An object inside, empty where it is missing. */
  public YamlFields object(String name) {
    Optional<JsonValue> value = any(name);
    String below = YamlDocument.below(pointer, name);
    return value.isPresent()
        ? of(document, below, value.get(), findings)
        : new YamlFields(document, below, Map.of(), findings);
  }

  /** Objects of a list, or nothing where the member is missing. */
  public List<YamlFields> objects(String name) {
    List<YamlFields> objects = new ArrayList<>();
    for (Item item : items(name)) {
      String below = YamlDocument.below(pointer, name) + "/" + objects.size();
      objects.add(of(document, below, item.value(), findings));
    }
    return objects;
  }

  /** Reports the members that nobody asked for. */
  public void end() {
    for (String name : unread) {
      findings.add(
          PolicyCode.DOCUMENT_SHAPE,
          place(name),
          name + " is unknown here",
          "Check the spelling; see docs/spec/policy-repository.md");
    }
  }

  /** Adds an error about a member's value. */
  public void refuse(String name, String message, String hint) {
    findings.add(PolicyCode.DOCUMENT_VALUE, place(name), message, hint);
  }

  private void require(String name, String what) {
    if (!members.containsKey(name)) {
      findings.add(
          PolicyCode.DOCUMENT_SHAPE, place(), name + " is missing", "Add " + name + ", " + what);
    }
  }

  private void wrong(String name, String wanted) {
    findings.add(
        PolicyCode.DOCUMENT_SHAPE, place(name), name + " is not " + wanted, "Write " + wanted);
  }

  /** One item of a list and where it stands. */
  public record Item(JsonValue value, SourceSpan place) {}
}
