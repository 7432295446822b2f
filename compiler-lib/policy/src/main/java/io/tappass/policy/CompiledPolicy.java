package io.tappass.policy;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.Digests;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.NamePattern;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides in one sandbox and everything that is rendered for it, as one value;
 * {@link CompiledPolicyJson} is its canonical form. Field by field: {@code
 * docs/spec/compiled-policy.md}.
 *
 * @param catalogue tools this sandbox can meet, by id
 * @param library modules of {@code tappass.lib} that the levels share, sorted
 * @param levels exactly one org, project and agent level, any number of packs, sorted
 * @param data what Rego sees as {@code data}, beside the packages
 * @param network hosts
 * @param models that may be asked
 * @param pipeline steps in the order in which they run
 * @param compliance tags, sorted
 * @param floor present exactly where {@code freshness} says {@code floor}
 */
public record CompiledPolicy(
    Identity identity,
    List<CatalogueTool> catalogue,
    List<PolicyModule> library,
    List<Level> levels,
    JsonObject data,
    List<PolicyException> exceptions,
    ClosedList<HostPattern> network,
    FilesystemLists filesystem,
    InterpreterLists interpreter,
    ClosedList<NamePattern> models,
    KernelBaseline kernel,
    BudgetLimits budget,
    List<PipelineStep> pipeline,
    Rings rings,
    List<String> compliance,
    AuditSettings audit,
    Freshness freshness,
    Optional<Floor> floor) {

  /** The schema this code writes and reads. */
  public static final String SCHEMA = "tappass.policy.v1";

  /** Bytes of one policy. */
  public static final int BYTES_MAX = 4 << 20;

  /** Tools of one policy. */
  public static final int TOOLS_MAX = 1_000;

  /** Levels of one policy: org, project, agent and packs. */
  public static final int LEVELS_MAX = 50;

  /** Exceptions of one policy. */
  public static final int EXCEPTIONS_MAX = 500;

  /** Package of the shared rules. */
  public static final String LIBRARY_PACKAGE = "tappass.lib";

  public CompiledPolicy {
    catalogue = catalogue.stream().sorted(Comparator.comparing(CatalogueTool::id)).toList();
    library =
        library.stream()
            .sorted(
                Comparator.comparing(PolicyModule::packageName).thenComparing(PolicyModule::text))
            .toList();
    levels =
        levels.stream()
            .sorted(Comparator.comparing(Level::kind).thenComparing(Level::packageName))
            .toList();
    exceptions =
        exceptions.stream()
            .distinct()
            .sorted(
                Comparator.comparing(PolicyException::level)
                    .thenComparing(PolicyException::label)
                    .thenComparing(PolicyException::until)
                    .thenComparing(PolicyException::effect)
                    .thenComparing(PolicyException::scope)
                    .thenComparing(PolicyException::reason))
            .toList();
    pipeline = List.copyOf(pipeline);
    if (data.members().containsKey("tappass")) {
      throw new IllegalArgumentException("data has a member tappass, where the packages stand");
    }
    compliance = compliance.stream().distinct().sorted().toList();
    checkSizes(catalogue, levels, exceptions);
    checkLevels(library, levels);
    checkPackages(identity, levels);
    checkReferences(catalogue, levels, exceptions, floor);
    if (floor.isPresent() != (freshness.onStale() == Freshness.OnStale.FLOOR)) {
      throw new IllegalArgumentException("a floor stands exactly where on_stale is floor");
    }
    if (pipeline.stream().map(PipelineStep::step).distinct().count() != pipeline.size()) {
      throw new IllegalArgumentException("a pipeline step stands twice");
    }
  }

  /** {@code sha256:} and the digest of the canonical bytes: the policy's name. */
  public String digest() {
    return Digests.sha256(CompiledPolicyJson.write(this));
  }

  /** The one level of that kind; not for packs. */
  public Level level(LevelKind kind) {
    return levels.stream().filter(level -> level.kind() == kind).findFirst().orElseThrow();
  }

  private static void checkSizes(
      List<CatalogueTool> catalogue, List<Level> levels, List<PolicyException> exceptions) {
    if (catalogue.size() > TOOLS_MAX
        || levels.size() > LEVELS_MAX
        || exceptions.size() > EXCEPTIONS_MAX) {
      throw new IllegalArgumentException("too many tools, levels or exceptions");
    }
  }

  private static void checkLevels(List<PolicyModule> library, List<Level> levels) {
    for (LevelKind kind : List.of(LevelKind.ORG, LevelKind.PROJECT, LevelKind.AGENT)) {
      if (levels.stream().filter(level -> level.kind() == kind).count() != 1) {
        throw new IllegalArgumentException("not exactly one level " + kind.wireName());
      }
    }
    if (levels.stream().map(Level::packageName).distinct().count() != levels.size()) {
      throw new IllegalArgumentException("two levels of one package");
    }
    for (PolicyModule module : library) {
      boolean isLibrary =
          module.packageName().equals(LIBRARY_PACKAGE)
              || module.packageName().startsWith(LIBRARY_PACKAGE + ".");
      if (!isLibrary) {
        throw new IllegalArgumentException(module.packageName() + " is no library");
      }
    }
  }

  /** Another sandbox's levels under this identity would decide for the wrong agent. */
  private static void checkPackages(Identity identity, List<Level> levels) {
    String project = "tappass.projects." + identity.project();
    for (Level level : levels) {
      String name = level.packageName();
      boolean isOwn =
          switch (level.kind()) {
            case ORG -> name.equals("tappass.org");
            case PACK -> name.startsWith("tappass.packs.");
            case PROJECT -> name.equals(project);
            case AGENT -> name.equals(project + ".agents." + identity.agent());
          };
      if (!isOwn) {
        throw new IllegalArgumentException(
            name + " is no " + level.kind().wireName() + " level of this identity");
      }
    }
  }

  private static void checkReferences(
      List<CatalogueTool> catalogue,
      List<Level> levels,
      List<PolicyException> exceptions,
      Optional<Floor> floor) {
    Set<String> tools = new HashSet<>();
    for (CatalogueTool tool : catalogue) {
      if (!tools.add(tool.id())) {
        throw new IllegalArgumentException("the tool " + tool.id() + " stands twice");
      }
    }
    for (PolicyException exception : exceptions) {
      Level owner =
          levels.stream()
              .filter(level -> level.packageName().equals(exception.level()))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException("an exception of no level: " + exception.label()));
      Set<String> rules = new HashSet<>();
      owner.modules().forEach(module -> rules.addAll(module.rules()));
      if (!rules.containsAll(exception.rules())) {
        throw new IllegalArgumentException(
            "an exception to a rule its level does not have: " + exception.label());
      }
    }
    if (floor.isPresent() && !tools.containsAll(floor.get().tools())) {
      throw new IllegalArgumentException("the floor names a tool that is not in the catalogue");
    }
  }
}
