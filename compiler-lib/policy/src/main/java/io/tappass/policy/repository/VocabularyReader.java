package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.ArgumentRole;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.CatalogueException;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.call.Effects;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.Ids;
import io.tappass.policy.value.PathPattern;
import io.tappass.policy.value.WireName;
import io.tappass.rego.diagnostic.Related;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the vocabulary; the tools of it become catalogue entries. */
final class VocabularyReader {
  private static final String TOOLS = "tools";
  private static final String CAPABILITIES = "capabilities";
  private static final String FUNCTIONS = "functions";

  private final Findings findings;
  private final Map<String, Claim> claims = new HashMap<>();

  VocabularyReader(Findings findings) {
    this.findings = findings;
  }

  /** The vocabulary of the sections that there are. */
  Vocabulary read(SortedMap<String, YamlDocument> sections) {
    var data = JsonValue.object();
    Map<String, List<String>> ids = new HashMap<>();
    sections.forEach((section, document) -> {
      ids.put(section, checkIds(document));
      data.put(section, document.value());
    });
    SortedMap<String, CatalogueTool> tools = new TreeMap<>();
    YamlDocument document = sections.get(TOOLS);
    if (document != null) {
      Set<String> capabilities = Set.copyOf(ids.getOrDefault(CAPABILITIES, List.of()));
      YamlFields fields = YamlFields.of(document, findings);
      for (String id : fields.names()) {
        claims.put(id, new Claim(id, fields.place(id)));
      }
      for (String id : fields.names()) {
        tool(id, fields.object(id), capabilities).ifPresent(tool -> tools.put(id, tool));
      }
    }
    return new Vocabulary(tools, ids.getOrDefault(FUNCTIONS, List.of()), data.build());
  }

  private List<String> checkIds(YamlDocument document) {
    YamlFields fields = YamlFields.of(document, findings);
    List<String> ids = new ArrayList<>();
    for (String name : fields.names()) {
      if (Ids.isId(name)) {
        ids.add(name);
      } else {
        findings.add(
            PolicyCode.BAD_ID,
            fields.place(name),
            name + " is no id",
            "An id is a lower-case letter and up to 39 lower-case letters, digits, underscores");
      }
    }
    return ids;
  }

  private Optional<CatalogueTool> tool(String id, YamlFields fields, Set<String> capabilities) {
    Optional<ToolKind> kind = constant(ToolKind.class, fields, "kind", fields.string("kind"));
    fields.optionalString("title");
    fields.optionalString("description");
    String server = fields.optionalString("server").orElse("");
    String name = fields.optionalString("name").orElse("");
    Map<String, List<String>> spellings = spellings(id, fields);
    if (!server.isEmpty()) {
      claim(server + "/" + name, id, fields.place("server"));
    }
    JsonValue schema = fields.any("schema").orElse(JsonValue.NULL);
    Map<String, ArgumentRole> roles = roles(fields);
    List<String> has = fields.strings(CAPABILITIES);
    for (String capability : has) {
      if (!capabilities.contains(capability)) {
        findings.add(
            PolicyCode.UNKNOWN_CAPABILITY,
            fields.place(CAPABILITIES),
            capability + " is no capability",
            "Add it to vocabulary/capabilities/data.yaml, or correct the spelling");
      }
    }
    Optional<Effects> effects = effects(fields.object("effects"));
    fields.end();
    if (!(schema instanceof JsonObject object)) {
      fields.refuse(
          "schema",
          id + " has no schema",
          "Write schema: {type: object, properties: {...}, required: [...]}");
      return Optional.empty();
    }
    if (kind.isEmpty() || effects.isEmpty()) {
      return Optional.empty();
    }
    try {
      var tool =
          new CatalogueTool(
              id, kind.get(), server, name, spellings, object, roles, has, effects.get());
      Catalogue.of(List.of(tool));
      return Optional.of(tool);
    } catch (IllegalArgumentException | CatalogueException e) {
      findings.add(
          PolicyCode.CATALOGUE,
          fields.has("schema") ? fields.place("schema") : fields.place(),
          String.valueOf(e.getMessage()),
          "See docs/spec/call.md, the catalogue");
      return Optional.empty();
    }
  }

  private Map<String, List<String>> spellings(String id, YamlFields fields) {
    YamlFields targets = fields.object("spellings");
    Map<String, List<String>> spellings = new TreeMap<>();
    for (String target : targets.names()) {
      List<String> names = targets.strings(target);
      for (String name : names) {
        claim(name, id, targets.place(target));
      }
      spellings.put(target, names);
    }
    return spellings;
  }

  private void claim(String spelling, String id, SourceSpan place) {
    Claim other = claims.putIfAbsent(spelling, new Claim(id, place));
    if (other != null && !other.tool().equals(id)) {
      findings.add(
          PolicyCode.SPELLING_TWICE,
          place,
          spelling + " is claimed by " + other.tool() + " too",
          "Give every spelling to one tool; which one is meant could not be told",
          new Related(other.place(), "it is claimed here"));
    }
  }

  private Map<String, ArgumentRole> roles(YamlFields fields) {
    YamlFields arguments = fields.object("roles");
    Map<String, ArgumentRole> roles = new TreeMap<>();
    for (String argument : arguments.names()) {
      constant(ArgumentRole.class, arguments, argument, arguments.string(argument))
          .ifPresent(role -> roles.put(argument, role));
    }
    return roles;
  }

  private Optional<Effects> effects(YamlFields fields) {
    List<String> hosts = fields.strings("hosts");
    String credential = fields.optionalString("credential").orElse("");
    List<String> paths = fields.strings("paths");
    fields.end();
    try {
      return Optional.of(
          new Effects(
              hosts.stream().map(HostPattern::parse).toList(),
              credential,
              paths.stream().map(PathPattern::parse).toList()));
    } catch (IllegalArgumentException e) {
      findings.add(
          PolicyCode.CATALOGUE,
          fields.place(),
          DocumentReader.message(e),
          "Write hosts and paths as in a closed list; see docs/spec/settings.md");
      return Optional.empty();
    }
  }

  private static <E extends Enum<E> & WireName> Optional<E> constant(
      Class<E> type, YamlFields fields, String member, String name) {
    Optional<E> constant = WireName.find(type, name);
    if (constant.isEmpty() && !name.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (E each : type.getEnumConstants()) {
        names.add(each.wireName());
      }
      fields.refuse(member, name + " is unknown", "Write one of " + String.join(", ", names));
    }
    return constant;
  }

  /** Which tool claims a spelling, and where. */
  private record Claim(String tool, SourceSpan place) {}
}
