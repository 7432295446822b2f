package io.tappass.policy;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.Members;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads identity, modules, levels and exceptions. */
final class LevelsJson {
  private static final String ORG = "org";
  private static final String PROJECT = "project";
  private static final String AGENT = "agent";
  private static final String SANDBOX = "sandbox";
  private static final String RUNTIME = "runtime";
  private static final String TIER = "tier";
  private static final String CHAIN = "chain";
  private static final String FACTS = "facts";
  private static final String KIND = "kind";
  private static final String PACKAGE = "package";
  private static final String MODULES = "modules";
  private static final String TEXT = "text";
  private static final String RULES = "rules";
  private static final String LEVEL = "level";
  private static final String LABEL = "label";
  private static final String SCOPE = "scope";
  private static final String UNTIL = "until";
  private static final String REASON = "reason";
  private static final String EFFECT = "effect";

  private LevelsJson() {}

  static JsonObject write(Identity identity) {
    var facts = JsonValue.object();
    identity.facts().forEach(facts::put);
    return JsonValue.object()
        .put(ORG, identity.org())
        .put(PROJECT, identity.project())
        .put(AGENT, identity.agent())
        .put(SANDBOX, identity.sandbox())
        .put(RUNTIME, identity.runtime())
        .put(TIER, identity.tier())
        .put(CHAIN, JsonValue.ofStrings(identity.chain()))
        .put(FACTS, facts.build())
        .build();
  }

  static Identity readIdentity(JsonFields fields) throws JsonShapeException {
    JsonFields factFields = fields.object(FACTS);
    Map<String, String> facts = new TreeMap<>();
    for (String name : factFields.names()) {
      facts.put(name, factFields.string(name));
    }
    var identity =
        new Identity(
            fields.string(ORG),
            fields.string(PROJECT),
            fields.string(AGENT),
            fields.string(SANDBOX),
            fields.string(RUNTIME),
            fields.string(TIER),
            fields.strings(CHAIN),
            facts);
    fields.end();
    return identity;
  }

  static JsonArray writeModules(List<PolicyModule> modules) {
    List<JsonValue> items = new ArrayList<>();
    for (PolicyModule module : modules) {
      items.add(
          JsonValue.object()
              .put(PACKAGE, module.packageName())
              .put(TEXT, module.text())
              .put(RULES, JsonValue.ofStrings(module.rules()))
              .build());
    }
    return new JsonArray(items);
  }

  static List<PolicyModule> readModules(JsonFields parent, String member)
      throws JsonShapeException {
    List<PolicyModule> modules = new ArrayList<>();
    for (JsonFields fields : parent.objects(member)) {
      modules.add(
          new PolicyModule(fields.string(PACKAGE), fields.string(TEXT), fields.strings(RULES)));
      fields.end();
    }
    return modules;
  }

  static JsonArray writeLevels(List<Level> levels) {
    List<JsonValue> items = new ArrayList<>();
    for (Level level : levels) {
      items.add(
          JsonValue.object()
              .put(KIND, level.kind().wireName())
              .put(PACKAGE, level.packageName())
              .put(MODULES, writeModules(level.modules()))
              .build());
    }
    return new JsonArray(items);
  }

  static List<Level> readLevels(JsonFields parent, String member) throws JsonShapeException {
    List<Level> levels = new ArrayList<>();
    for (JsonFields fields : parent.objects(member)) {
      levels.add(
          new Level(
              Members.read(LevelKind.class, fields, KIND),
              fields.string(PACKAGE),
              readModules(fields, MODULES)));
      fields.end();
    }
    return levels;
  }

  static JsonArray writeExceptions(List<PolicyException> exceptions) {
    List<JsonValue> items = new ArrayList<>();
    for (PolicyException exception : exceptions) {
      items.add(
          JsonValue.object()
              .put(LEVEL, exception.level())
              .put(LABEL, exception.label())
              .put(RULES, JsonValue.ofStrings(exception.rules()))
              .put(SCOPE, exception.scope())
              .put(UNTIL, exception.until().toString())
              .put(REASON, exception.reason())
              .put(EFFECT, exception.effect().wireName())
              .build());
    }
    return new JsonArray(items);
  }

  static List<PolicyException> readExceptions(JsonFields parent, String member)
      throws JsonShapeException {
    List<PolicyException> exceptions = new ArrayList<>();
    for (JsonFields fields : parent.objects(member)) {
      exceptions.add(
          new PolicyException(
              fields.string(LEVEL),
              fields.string(LABEL),
              fields.strings(RULES),
              fields.string(SCOPE),
              time(fields.string(UNTIL)),
              fields.string(REASON),
              Members.read(PolicyException.Effect.class, fields, EFFECT)));
      fields.end();
    }
    return exceptions;
  }

  private static Instant time(String text) throws JsonShapeException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new JsonShapeException("not a time: " + text);
    }
  }
}
