package io.tappass.policy.repository;

import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.AuditSettings.Durability;
import io.tappass.policy.Identity;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.PolicyException;
import io.tappass.policy.PolicyException.Effect;
import io.tappass.policy.Ring;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.AgentSource.SandboxSpecification;
import io.tappass.policy.repository.PackReference.PlacedReference;
import io.tappass.policy.value.Ids;
import io.tappass.policy.value.PathPattern;
import io.tappass.policy.value.WireName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the documents of the layout; {@code docs/spec/policy-repository.md} has their members. */
final class DocumentReader {
  /** RFC 3339, UTC, whole seconds: the one form of every time in TapPass. */
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  private final Findings findings;

  DocumentReader(Findings findings) {
    this.findings = findings;
  }

  OrgDocument org(YamlDocument document) {
    YamlFields fields = YamlFields.of(document, findings);
    String id = fields.id("org");
    List<String> teams = fields.strings("teams");
    for (String team : teams) {
      if (!Ids.isId(team)) {
        findings.add(
            PolicyCode.BAD_ID, fields.place("teams"), team + " is no id", "Name a team by an id");
      }
    }
    List<PlacedReference> packs = packs(fields);
    fields.end();
    return new OrgDocument(id, teams, packs);
  }

  ProjectSource project(
      String id,
      YamlDocument document,
      LevelSource level,
      List<String> teams,
      SortedMap<String, AgentSource> agents) {
    YamlFields fields = YamlFields.of(document, findings);
    String team = team(fields, "team", teams);
    String purpose = fields.optionalString("purpose").orElse("");
    List<PlacedReference> packs = packs(fields);
    fields.end();
    return new ProjectSource(id, team, purpose, packs, level, agents);
  }

  AgentSource agent(String id, YamlDocument document, LevelSource level, List<String> teams) {
    YamlFields fields = YamlFields.of(document, findings);
    String owner = team(fields, "owner", teams);
    String framework = fields.id("framework");
    String purpose = fields.optionalString("purpose").orElse("");
    YamlFields entries = fields.object("sandboxes");
    List<SandboxSpecification> sandboxes = new ArrayList<>();
    Map<String, String> byRuntime = new HashMap<>();
    for (String name : entries.names()) {
      SandboxSpecification specification = sandbox(name, entries.object(name));
      String other = byRuntime.putIfAbsent(specification.runtime(), name);
      if (other != null) {
        entries.refuse(name, "the runtime of " + other + " too", "Keep one entry for a runtime");
      }
      sandboxes.add(specification);
    }
    entries.end();
    fields.end();
    return new AgentSource(id, owner, framework, purpose, sandboxes, level);
  }

  private SandboxSpecification sandbox(String name, YamlFields fields) {
    String runtime = fields.id("runtime");
    String tier = fields.optionalString("tier").orElse(Identity.TIER_DEFAULT);
    if (!Ids.isName(tier)) {
      fields.refuse("tier", tier + " is no name", "A tier is a lower-case name");
      tier = Identity.TIER_DEFAULT;
    }
    List<Ring> rings = new ArrayList<>();
    for (String ring : fields.strings("required_rings")) {
      ring(ring, fields, "required_rings").ifPresent(rings::add);
    }
    fields.end();
    return new SandboxSpecification(name, runtime, tier, rings, fields.place());
  }

  PackSource pack(PackReference reference, YamlDocument document, LevelSource level) {
    YamlFields fields = YamlFields.of(document, findings);
    String title = fields.string("title");
    YamlFields controlFields = fields.object("controls");
    Map<String, String> controls = new TreeMap<>();
    for (String tag : controlFields.names()) {
      controls.put(tag, controlFields.string(tag));
    }
    List<String> required = fields.strings("required_settings");
    fields.end();
    return new PackSource(reference, title, controls, required, level);
  }

  Optional<RuntimeSource> runtime(String id, YamlDocument document) {
    YamlFields fields = YamlFields.of(document, findings);
    String description = fields.optionalString("description").orElse("");
    List<String> targets = fields.strings("targets");
    YamlFields ringFields = fields.object("rings");
    Map<Ring, String> rings = new EnumMap<>(Ring.class);
    for (String name : ringFields.names()) {
      Optional<Ring> ring = ring(name, ringFields, name);
      String provider = ringFields.string(name);
      if (ring.isPresent() && isName(provider, ringFields, name)) {
        rings.put(ring.get(), provider);
      }
    }
    for (String target : targets) {
      isName(target, fields, "targets");
    }
    if (targets.isEmpty()) {
      fields.refuse("targets", "a runtime without targets meets no tool", "Add targets: [...]");
    }
    @Nullable KernelBaseline kernel = kernel(fields.object("kernel"));
    Durability durability = durability(fields);
    fields.end();
    boolean areNames = targets.stream().allMatch(Ids::isName);
    return kernel == null || !areNames
        ? Optional.empty()
        : Optional.of(new RuntimeSource(id, description, targets, rings, kernel, durability));
  }

  private @Nullable KernelBaseline kernel(YamlFields fields) {
    List<Integer> ports = new ArrayList<>();
    for (YamlFields.Item item : fields.items("connect_ports")) {
      long port = item.value() instanceof JsonNumber number ? number.longValue().orElse(0L) : 0L;
      if (port < 1 || port > 65_535) {
        findings.add(PolicyCode.DOCUMENT_VALUE, item.place(), "no port", "A port is 1 to 65535");
      } else {
        ports.add((int) port);
      }
    }
    List<PathPattern> read = paths(fields, "read");
    List<PathPattern> execute = paths(fields, "execute");
    List<PathPattern> write = paths(fields, "write");
    fields.end();
    try {
      return new KernelBaseline(read, execute, write, ports);
    } catch (IllegalArgumentException e) {
      findings.add(PolicyCode.DOCUMENT_VALUE, fields.place(), message(e), "Shorten the baseline");
      return null;
    }
  }

  private List<PathPattern> paths(YamlFields fields, String name) {
    List<PathPattern> paths = new ArrayList<>();
    for (YamlFields.Item item : fields.items(name)) {
      try {
        if (item.value() instanceof JsonString string) {
          paths.add(PathPattern.parse(string.value()));
          continue;
        }
        findings.add(PolicyCode.DOCUMENT_SHAPE, item.place(), "no string", "Put it into quotes");
      } catch (IllegalArgumentException e) {
        findings.add(
            PolicyCode.DOCUMENT_VALUE,
            item.place(),
            message(e),
            "A path is a literal or a literal and /**; absolute or from ${home} or ${workspace}");
      }
    }
    return paths;
  }

  private Durability durability(YamlFields fields) {
    String name = fields.optionalString("durability").orElse(Durability.DISK.wireName());
    Optional<Durability> durability = WireName.find(Durability.class, name);
    if (durability.isEmpty()) {
      fields.refuse("durability", name + " is unknown", "Write disk or replicated");
    }
    return durability.orElse(Durability.DISK);
  }

  List<ExceptionEntry> exceptions(YamlDocument document) {
    YamlFields fields = YamlFields.of(document, findings);
    List<ExceptionEntry> entries = new ArrayList<>();
    for (YamlFields entry : fields.objects("exceptions")) {
      exception(entry).ifPresent(entries::add);
    }
    fields.end();
    return entries;
  }

  private Optional<ExceptionEntry> exception(YamlFields fields) {
    String rule = fields.string("rule");
    String reason = fields.string("reason");
    if (reason.length() > PolicyException.REASON_CHARS_MAX) {
      fields.refuse("reason", "a reason of more than 1,000 characters", "Shorten it");
      reason = "";
    }
    String scopeText = fields.string("scope");
    Optional<Scope> scope = Scope.parse(scopeText);
    if (!scopeText.isEmpty() && scope.isEmpty()) {
      findings.add(
          PolicyCode.EXCEPTION_SCOPE,
          fields.place("scope"),
          scopeText + " is no scope",
          "Write org, projects.<project> or projects.<project>.agents.<agent>");
    }
    Optional<Instant> until = until(fields);
    String effectName = fields.optionalString("effect").orElse(Effect.EXCEPTION.wireName());
    Optional<Effect> effect = WireName.find(Effect.class, effectName);
    if (effect.isEmpty()) {
      fields.refuse("effect", effectName + " is unknown", "Write exception or shadow");
    }
    fields.end();
    if (rule.isEmpty()
        || reason.isEmpty()
        || scope.isEmpty()
        || until.isEmpty()
        || effect.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ExceptionEntry(rule, scope.get(), until.get(), reason, effect.get(), fields.place()));
  }

  private Optional<Instant> until(YamlFields fields) {
    String text = fields.optionalString("until").orElse("");
    if (TIME.matcher(text).matches()) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeParseException e) {
        // Falls through to the one message: 2026-02-30 looks like a time and is none.
      }
    }
    findings.add(
        PolicyCode.EXCEPTION_UNTIL,
        fields.has("until") ? fields.place("until") : fields.place(),
        text.isEmpty() ? "an exception without an end" : text + " is no time",
        "Write until: \"2026-12-31T00:00:00Z\"; an exception always ends");
    return Optional.empty();
  }

  private List<PlacedReference> packs(YamlFields fields) {
    List<PlacedReference> packs = new ArrayList<>();
    for (YamlFields.Item item : fields.items("packs")) {
      try {
        if (item.value() instanceof JsonString string) {
          packs.add(new PlacedReference(PackReference.parse(string.value()), item.place()));
          continue;
        }
        findings.add(
            PolicyCode.DOCUMENT_SHAPE, item.place(), "no string", "Write <pack>@<version>");
      } catch (IllegalArgumentException e) {
        findings.add(
            PolicyCode.DOCUMENT_VALUE,
            item.place(),
            message(e),
            "Write <pack>@<version>, as gdpr_basics@v1_0_0");
      }
    }
    return packs;
  }

  private String team(YamlFields fields, String name, List<String> teams) {
    String team = fields.id(name);
    if (!team.isEmpty() && !teams.contains(team)) {
      fields.refuse(name, team + " is no team of tappass.yaml", "Add it to teams there");
    }
    return team;
  }

  private static Optional<Ring> ring(String name, YamlFields fields, String member) {
    Optional<Ring> ring = WireName.find(Ring.class, name);
    if (ring.isEmpty()) {
      List<String> names = Arrays.stream(Ring.values()).map(Ring::wireName).toList();
      fields.refuse(member, name + " is no ring", "Write one of " + String.join(", ", names));
    }
    return ring;
  }

  private static boolean isName(String text, YamlFields fields, String member) {
    if (!text.isEmpty() && !Ids.isName(text)) {
      fields.refuse(member, text + " is no name", "Use lower-case letters, digits, - and _");
    }
    return Ids.isName(text);
  }

  static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }
}
