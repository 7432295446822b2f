package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.Place.Owner;
import io.tappass.rego.SourceFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sorts the files of a tree by the layout, and reads the YAML among them. */
final class RepositoryReader {
  /** Segments of a package, {@code tappass} included. */
  private static final int PACKAGE_SEGMENTS_MAX = 9;

  private final RepositoryTree tree;
  private final Findings findings = new Findings();
  private final SortedMap<String, LevelFiles> levels = new TreeMap<>();
  private final SortedMap<String, YamlDocument> sections = new TreeMap<>();
  private final SortedMap<String, RuntimeSource> runtimes = new TreeMap<>();
  private final DocumentReader documents = new DocumentReader(findings);
  private OrgDocument org = new OrgDocument("", List.of(), List.of());

  RepositoryReader(RepositoryTree tree) {
    this.tree = tree;
  }

  PolicyRepository read() {
    findings.addAll(tree.diagnostics());
    tree.files().values().forEach(this::sort);
    require("tappass.yaml", "It names the organisation: org: acme");
    LevelFiles orgFiles = level(Owner.ORG, List.of(), "tappass/org");
    if (orgFiles.modules.isEmpty()) {
      findings.addFile(
          PolicyCode.MISSING_FILE,
          "tappass/org/policy.rego",
          "the organisation has no policy",
          "Add tappass/org/policy.rego with package tappass.org; its rules are the ceiling of all");
    }
    Vocabulary vocabulary = new VocabularyReader(findings).read(sections);
    return new PolicyRepository(
        org,
        orgFiles.source(),
        level(Owner.LIBRARY, List.of(), "tappass/lib").source(),
        projects(),
        packs(),
        runtimes,
        vocabulary,
        findings.sorted());
  }

  private void sort(RepositoryEntry entry) {
    String path = entry.path();
    switch (Place.of(path)) {
      case Place.Outside ignored -> {}
      case Place.Root ignored -> yaml(entry).ifPresent(document -> org = documents.org(document));
      case Place.VocabularyFile place ->
          yaml(entry).ifPresent(document -> sections.put(place.section(), document));
      case Place.RuntimeFile place ->
          yaml(entry)
              .flatMap(document -> documents.runtime(place.id(), document))
              .ifPresent(runtime -> runtimes.put(place.id(), runtime));
      case Place.Level place -> level(place, entry);
      case Place.BadId place ->
          findings.addFile(
              PolicyCode.BAD_ID,
              path,
              place.segment() + " is no id",
              "An id is a lower-case letter and up to 39 lower-case letters, digits, underscores");
      case Place.Unknown place ->
          findings.addFile(
              PolicyCode.UNKNOWN_FILE, path, "a file without a meaning here", place.hint());
    }
  }

  private void level(Place.Level place, RepositoryEntry entry) {
    LevelFiles files = level(place.owner(), place.ids(), place.directory());
    String rest = place.rest();
    if (rest.endsWith(".rego")) {
      module(files, entry);
      return;
    }
    switch (rest) {
      case "data.yaml" ->
          unknown(entry, "Data for rules stands in vocabulary/; a level has none of its own yet");
      case "exceptions.yaml" -> {
        if (place.owner() == Owner.LIBRARY || place.owner() == Owner.PACK) {
          unknown(entry, "Except a rule of a pack where the pack is used; a library has none");
        } else {
          yaml(entry)
              .ifPresent(document -> files.exceptions.addAll(documents.exceptions(document)));
        }
      }
      default -> {
        if (rest.equals(files.documentName())) {
          files.document = yaml(entry);
          files.hasDocument = true;
        } else {
          unknown(
              entry,
              "Known here are *.rego, exceptions.yaml, *.md"
                  + (files.documentName().isEmpty() ? "" : " and " + files.documentName()));
        }
      }
    }
  }

  private void module(LevelFiles files, RepositoryEntry entry) {
    String packageName = packageOf(entry.path());
    if (packageName.split("\\.", -1).length > PACKAGE_SEGMENTS_MAX) {
      findings.addFile(
          PolicyCode.PACKAGE_PATH,
          entry.path(),
          "a package of more than " + PACKAGE_SEGMENTS_MAX + " segments",
          "Move the file up");
      return;
    }
    Optional<SourceFile> source = text(entry).map(text -> new SourceFile(entry.path(), text));
    source.ifPresent((entry.path().endsWith("_test.rego") ? files.tests : files.modules)::add);
  }

  /** The package that a Rego file at {@code path} must have. */
  static String packageOf(String path) {
    return path.substring(0, path.lastIndexOf('/')).replace('/', '.');
  }

  private SortedMap<String, ProjectSource> projects() {
    SortedMap<String, ProjectSource> projects = new TreeMap<>();
    for (LevelFiles files : List.copyOf(levels.values())) {
      if (files.owner == Owner.PROJECT || files.owner == Owner.AGENT) {
        String id = files.ids.get(0);
        projects.computeIfAbsent(id, this::project);
      }
    }
    return projects;
  }

  private ProjectSource project(String id) {
    String directory = "tappass/projects/" + id;
    LevelFiles files = level(Owner.PROJECT, List.of(id), directory);
    SortedMap<String, AgentSource> agents = new TreeMap<>();
    for (LevelFiles each : List.copyOf(levels.values())) {
      if (each.owner == Owner.AGENT && each.ids.get(0).equals(id)) {
        String agent = each.ids.get(1);
        agents.put(agent, documents.agent(agent, document(each), each.source(), org.teams()));
      }
    }
    return documents.project(id, document(files), files.source(), org.teams(), agents);
  }

  private SortedMap<PackReference, PackSource> packs() {
    SortedMap<PackReference, PackSource> packs = new TreeMap<>();
    for (LevelFiles files : List.copyOf(levels.values())) {
      if (files.owner == Owner.PACK) {
        try {
          var reference = new PackReference(files.ids.get(0), files.ids.get(1));
          packs.put(reference, documents.pack(reference, document(files), files.source()));
        } catch (IllegalArgumentException e) {
          findings.addFile(
              PolicyCode.BAD_ID,
              files.directory + "/" + files.documentName(),
              "the directory of a version is named as v1_2_0",
              "Rename " + files.directory);
        }
      }
    }
    return packs;
  }

  private YamlDocument document(LevelFiles files) {
    String path = files.directory + "/" + files.documentName();
    if (!files.hasDocument) {
      require(path, "Every project, agent and pack has one");
    }
    return files.document.orElse(
        new YamlDocument(path, new JsonObject(Map.<String, JsonValue>of()), Map.of()));
  }

  private LevelFiles level(Owner owner, List<String> ids, String directory) {
    return levels.computeIfAbsent(directory, name -> new LevelFiles(owner, ids, name));
  }

  private void require(String path, String hint) {
    if (tree.find(path).isEmpty()) {
      findings.addFile(PolicyCode.MISSING_FILE, path, "this file is missing", hint);
    }
  }

  private void unknown(RepositoryEntry entry, String hint) {
    findings.addFile(PolicyCode.UNKNOWN_FILE, entry.path(), "a file without a meaning here", hint);
  }

  private Optional<YamlDocument> yaml(RepositoryEntry entry) {
    return text(entry).flatMap(text -> YamlReader.read(entry.path(), text, findings));
  }

  private Optional<String> text(RepositoryEntry entry) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(entry.bytes())).toString());
    } catch (CharacterCodingException e) {
      findings.addFile(PolicyCode.NOT_UTF8, entry.path(), "not UTF-8", "Save the file as UTF-8");
      return Optional.empty();
    }
  }

  /** The files of one directory while they are collected. */
  private static final class LevelFiles {
    private final Owner owner;
    private final List<String> ids;
    private final String directory;
    private final List<SourceFile> modules = new ArrayList<>();
    private final List<SourceFile> tests = new ArrayList<>();
    private final List<ExceptionEntry> exceptions = new ArrayList<>();
    private Optional<YamlDocument> document = Optional.empty();
    private boolean hasDocument;

    LevelFiles(Owner owner, List<String> ids, String directory) {
      this.owner = owner;
      this.ids = ids;
      this.directory = directory;
    }

    String documentName() {
      return switch (owner) {
        case ORG, LIBRARY -> "";
        case PROJECT -> "project.yaml";
        case AGENT -> "agent.yaml";
        case PACK -> "pack.yaml";
      };
    }

    LevelSource source() {
      return new LevelSource(directory.replace('/', '.'), directory, modules, tests, exceptions);
    }
  }
}
