package io.tappass.policy.call;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.Members;
import io.tappass.policy.value.PathPattern;
import io.tappass.policy.value.TaggedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads the {@code catalogue} section. Its fields: docs/spec/compiled-policy.md. */
public final class CatalogueJson {
  static final String ID = "id";
  static final String KIND = "kind";
  static final String SERVER = "server";
  static final String NAME = "name";
  static final String SPELLINGS = "spellings";
  static final String SCHEMA = "schema";
  static final String ROLES = "roles";
  static final String CAPABILITIES = "capabilities";
  static final String EFFECTS = "effects";
  static final String HOSTS = "hosts";
  static final String CREDENTIAL = "credential";
  static final String PATHS = "paths";

  private CatalogueJson() {}

  /** The section. */
  public static JsonArray write(List<CatalogueTool> tools) {
    List<JsonValue> items = new ArrayList<>();
    tools.forEach(tool -> items.add(write(tool)));
    return new JsonArray(items);
  }

  /** One tool. */
  public static JsonObject write(CatalogueTool tool) {
    var spellings = JsonValue.object();
    tool.spellings().forEach((target, names) -> spellings.put(target, JsonValue.ofStrings(names)));
    var roles = JsonValue.object();
    tool.roles().forEach((argument, role) -> roles.put(argument, role.wireName()));
    return JsonValue.object()
        .put(ID, tool.id())
        .put(KIND, tool.kind().wireName())
        .put(SERVER, tool.server())
        .put(NAME, tool.name())
        .put(SPELLINGS, spellings.build())
        .put(SCHEMA, TaggedJson.tagMembers(tool.schema()))
        .put(ROLES, roles.build())
        .put(CAPABILITIES, JsonValue.ofStrings(tool.capabilities()))
        .put(EFFECTS, write(tool.effects()))
        .build();
  }

  private static JsonObject write(Effects effects) {
    return JsonValue.object()
        .put(HOSTS, JsonValue.ofStrings(effects.hosts().stream().map(HostPattern::text).toList()))
        .put(CREDENTIAL, effects.credential())
        .put(PATHS, JsonValue.ofStrings(effects.paths().stream().map(PathPattern::text).toList()))
        .build();
  }

  /**
   * One tool.
   *
   * @throws JsonShapeException if a member is missing, unknown or of another type
   * @throws IllegalArgumentException if a value breaks its grammar
   */
  public static CatalogueTool read(JsonFields fields) throws JsonShapeException {
    String id = fields.string(ID);
    ToolKind kind = Members.read(ToolKind.class, fields, KIND);
    String server = fields.string(SERVER);
    String name = fields.string(NAME);
    JsonFields targets = fields.object(SPELLINGS);
    Map<String, List<String>> spellings = new TreeMap<>();
    for (String target : targets.names()) {
      spellings.put(target, targets.strings(target));
    }
    JsonObject schema = TaggedJson.untagMembers(Members.object(fields, SCHEMA));
    JsonFields roleFields = fields.object(ROLES);
    Map<String, ArgumentRole> roles = new TreeMap<>();
    for (String argument : roleFields.names()) {
      roles.put(argument, Members.read(ArgumentRole.class, roleFields, argument));
    }
    List<String> capabilities = fields.strings(CAPABILITIES);
    Effects effects = readEffects(fields.object(EFFECTS));
    fields.end();
    return new CatalogueTool(
        id, kind, server, name, spellings, schema, roles, capabilities, effects);
  }

  private static Effects readEffects(JsonFields fields) throws JsonShapeException {
    var effects =
        new Effects(
            fields.strings(HOSTS).stream().map(HostPattern::parse).toList(),
            fields.string(CREDENTIAL),
            fields.strings(PATHS).stream().map(PathPattern::parse).toList());
    fields.end();
    return effects;
  }
}
