package io.tappass.policy.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.LevelKind;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.Ring;
import io.tappass.policy.StepAction;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The law of {@code docs/spec/settings.md} over generated levels; a seed replays its case. */
class SettingsMergeLawTest {
  private static final int CASES = 3_000;
  private static final String HOME = "/home/agent";
  private static final String WORKSPACE = "/work/repo";

  @Test
  void the_merge_is_never_looser_than_any_level() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = new Levels(seed).some();
      MergedSettings merged = SettingsMerge.merge(levels);
      for (LevelSettings level : levels) {
        isAtLeastAsStrict(merged, level, "seed " + seed);
      }
    }
  }

  @Test
  void hosts_and_names_that_every_level_allows_and_none_denies_stay_allowed() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = new Levels(seed).some();
      MergedSettings merged = SettingsMerge.merge(levels);
      for (String host : Levels.HOSTS_SEEN) {
        for (int port : new int[] {80, 443}) {
          assertThat(allowsHost(merged.network(), host, port))
              .as("seed %d, %s:%d", seed, host, port)
              .isEqualTo(
                  declared(levels, ClosedSetting.NETWORK)
                      && levels.stream()
                          .allMatch(level ->
                              levelAllows(
                                  level,
                                  ClosedSetting.NETWORK,
                                  e -> ((HostPattern) e).matches(host, port))));
        }
      }
      for (String model : Levels.MODELS_SEEN) {
        assertThat(allowsName(merged.models(), model))
            .as("seed %d, %s", seed, model)
            .isEqualTo(
                declared(levels, ClosedSetting.MODELS)
                    && levels.stream()
                        .allMatch(level ->
                            levelAllows(
                                level,
                                ClosedSetting.MODELS,
                                e -> ((NamePattern) e).matches(model))));
      }
    }
  }

  @Test
  void no_path_is_allowed_that_some_level_does_not_allow() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = new Levels(seed).some();
      ClosedList<PathPattern> merged = SettingsMerge.merge(levels).filesystem().read();
      for (String path : Levels.PATHS_SEEN) {
        boolean isAllowed =
            merged.allow().stream().anyMatch(e -> e.matches(path, HOME, WORKSPACE))
                && merged.deny().stream().noneMatch(e -> e.matches(path, HOME, WORKSPACE));
        for (LevelSettings level : levels) {
          assertThat(
                  !isAllowed
                      || levelAllows(
                          level,
                          ClosedSetting.FILESYSTEM_READ,
                          e -> ((PathPattern) e).matches(path, HOME, WORKSPACE)))
              .as("seed %d, %s", seed, path)
              .isTrue();
        }
      }
    }
  }

  @Test
  void the_order_of_levels_does_not_matter() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = withoutArguments(new Levels(seed).some());
      MergedSettings merged = SettingsMerge.merge(levels);
      List<LevelSettings> shuffled = new ArrayList<>(levels);
      java.util.Collections.shuffle(shuffled, new Random(seed));
      assertThat(SettingsMerge.merge(shuffled)).as("seed %d", seed).isEqualTo(merged);
    }
  }

  @Test
  void a_level_said_twice_says_nothing_more() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = new Levels(seed).some();
      List<LevelSettings> twice = new ArrayList<>(levels);
      twice.addAll(levels);
      assertThat(SettingsMerge.merge(twice))
          .as("seed %d", seed)
          .isEqualTo(SettingsMerge.merge(levels));
    }
  }

  @Test
  void another_level_never_loosens_the_merge() {
    for (long seed = 0; seed < CASES; seed++) {
      List<LevelSettings> levels = new Levels(seed).some();
      List<LevelSettings> more = new ArrayList<>(levels);
      more.add(new Levels(seed + CASES).one("tappass.more", LevelKind.PROJECT));
      MergedSettings before = SettingsMerge.merge(levels);
      MergedSettings after = SettingsMerge.merge(more);
      for (String host : Levels.HOSTS_SEEN) {
        if (declared(levels, ClosedSetting.NETWORK) && allowsHost(after.network(), host, 443)) {
          assertThat(allowsHost(before.network(), host, 443))
              .as("seed %d, %s", seed, host)
              .isTrue();
        }
      }
      assertThat(after.ringsRequired()).as("seed %d", seed).containsAll(before.ringsRequired());
      assertThat(after.compliance()).as("seed %d", seed).containsAll(before.compliance());
    }
  }

  private static void isAtLeastAsStrict(MergedSettings merged, LevelSettings level, String seed) {
    level
        .callsPerTool()
        .forEach((tool, calls) ->
            assertThat(merged.budget().perTool().get(tool))
                .as(seed)
                .isLessThanOrEqualTo(calls.value()));
    Placed<Long> perMinute = level.ceilings().get(Ceiling.TOOL_CALLS_PER_MINUTE);
    if (perMinute != null) {
      assertThat(merged.budget().toolCallsPerMinute())
          .as(seed)
          .isLessThanOrEqualTo(perMinute.value());
    }
    Placed<Long> grace = level.ceilings().get(Ceiling.GRACE_SECONDS);
    if (grace != null) {
      assertThat(merged.freshness().graceSeconds()).as(seed).isLessThanOrEqualTo(grace.value());
    }
    Map<String, StepAction> steps = new TreeMap<>();
    for (PipelineStep step : merged.pipeline()) {
      steps.put(step.step(), step.action());
    }
    level
        .pipeline()
        .forEach((step, action) ->
            assertThat(steps.get(step)).as(seed).isLessThanOrEqualTo(action.value()));
    assertThat(merged.ringsRequired()).as(seed).containsAll(values(level.rings()));
    assertThat(merged.compliance()).as(seed).containsAll(values(level.compliance()));
    assertThat(merged.redact()).as(seed).containsAll(values(level.redact()));
    if (level.onStale().isPresent() && level.onStale().get().value() == OnStale.DENY_ALL) {
      assertThat(merged.floor()).as(seed).isEmpty();
    }
  }

  private static boolean declared(List<LevelSettings> levels, ClosedSetting setting) {
    return levels.stream().anyMatch(level -> level.allow().containsKey(setting));
  }

  private static boolean levelAllows(
      LevelSettings level, ClosedSetting setting, java.util.function.Predicate<ListEntry> means) {
    List<Placed<ListEntry>> allow = level.allow().get(setting);
    boolean isAllowed = allow == null || allow.stream().map(Placed::value).anyMatch(means);
    boolean isDenied =
        level.deny().getOrDefault(setting, List.of()).stream().map(Placed::value).anyMatch(means);
    return isAllowed && !isDenied;
  }

  private static boolean allowsHost(ClosedList<HostPattern> list, String host, int port) {
    return list.allow().stream().anyMatch(e -> e.matches(host, port))
        && list.deny().stream().noneMatch(e -> e.matches(host, port));
  }

  private static boolean allowsName(ClosedList<NamePattern> list, String name) {
    return list.allow().stream().anyMatch(e -> e.matches(name))
        && list.deny().stream().noneMatch(e -> e.matches(name));
  }

  private static <T> List<T> values(Collection<Placed<T>> placed) {
    return placed.stream().map(Placed::value).toList();
  }

  private static List<LevelSettings> withoutArguments(List<LevelSettings> levels) {
    List<LevelSettings> without = new ArrayList<>();
    for (LevelSettings level : levels) {
      without.add(
          new LevelSettings(
              level.kind(),
              level.packageName(),
              level.allow(),
              level.declaredAt(),
              level.deny(),
              level.ceilings(),
              level.callsPerTool(),
              level.pipeline(),
              level.rings(),
              level.compliance(),
              level.redact(),
              Optional.empty(),
              level.onStale()));
    }
    return without;
  }

  /** Makes levels from a seed, out of few words, so that entries often meet. */
  private static final class Levels {
    static final List<String> HOSTS_SEEN =
        List.of("a.example", "x.a.example", "y.x.a.example", "b.example", "xa.example");
    static final List<String> MODELS_SEEN = List.of("c", "claude-a", "claude-b", "claude-b-1");
    static final List<String> PATHS_SEEN =
        List.of(
            "/",
            "/srv",
            "/srv/a",
            "/srv/a/b",
            "/srvx",
            HOME,
            HOME + "/.ssh/id",
            WORKSPACE + "/src",
            "/work");
    private static final String[] HOSTS = {
      "*.a.example",
      "a.example",
      "x.a.example",
      "*.x.a.example",
      "b.example:443",
      "*.example",
      "*.a.example:443",
      "x.a.example:80"
    };
    private static final String[] MODELS = {"*", "claude-*", "claude-a", "claude-b*", "c", "gpt-*"};
    private static final String[] PATHS = {
      "/**",
      "/srv/**",
      "/srv",
      "/srv/a/**",
      "${home}/**",
      "${home}/.ssh/**",
      "${workspace}/**",
      "${workspace}/src",
      "/work/**",
      "/"
    };
    private final Random random;

    Levels(long seed) {
      this.random = new Random(seed);
    }

    List<LevelSettings> some() {
      List<LevelSettings> levels = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int index = 0; index < count; index++) {
        levels.add(one("tappass.l" + index, LevelKind.PROJECT));
      }
      return levels;
    }

    LevelSettings one(String name, LevelKind kind) {
      Map<ClosedSetting, List<Placed<ListEntry>>> allow = new EnumMap<>(ClosedSetting.class);
      Map<ClosedSetting, List<Placed<ListEntry>>> deny = new EnumMap<>(ClosedSetting.class);
      Map<ClosedSetting, SourceSpan> at = new EnumMap<>(ClosedSetting.class);
      list(ClosedSetting.NETWORK, HOSTS, allow, at, deny);
      list(ClosedSetting.MODELS, MODELS, allow, at, deny);
      list(ClosedSetting.FILESYSTEM_READ, PATHS, allow, at, deny);
      Map<Ceiling, Placed<Long>> ceilings = new EnumMap<>(Ceiling.class);
      if (random.nextBoolean()) {
        ceilings.put(Ceiling.TOOL_CALLS_PER_MINUTE, at((long) random.nextInt(100)));
        ceilings.put(Ceiling.GRACE_SECONDS, at((long) random.nextInt(100)));
      }
      Map<String, Placed<Long>> perTool = new TreeMap<>();
      Map<String, Placed<StepAction>> steps = new TreeMap<>();
      for (String id : List.of("one", "two")) {
        if (random.nextBoolean()) {
          perTool.put(id, at((long) random.nextInt(10)));
          steps.put(id, at(any(StepAction.values())));
        }
      }
      return new LevelSettings(
          kind,
          name,
          allow,
          at,
          deny,
          ceilings,
          perTool,
          steps,
          List.of(at(any(Ring.values()))),
          List.of(at("TAG:" + random.nextInt(4))),
          List.of(at("arg" + random.nextInt(4))),
          random.nextBoolean()
              ? Optional.of(at(any(ArgumentRecording.values())))
              : Optional.empty(),
          random.nextBoolean() ? Optional.of(at(any(OnStale.values()))) : Optional.empty());
    }

    private void list(
        ClosedSetting setting,
        String[] words,
        Map<ClosedSetting, List<Placed<ListEntry>>> allow,
        Map<ClosedSetting, SourceSpan> declaredAt,
        Map<ClosedSetting, List<Placed<ListEntry>>> deny) {
      if (random.nextInt(3) > 0) {
        allow.put(setting, entries(setting, words, random.nextInt(5)));
        declaredAt.put(setting, SourceSpan.start("x.rego"));
      }
      if (random.nextInt(3) == 0) {
        deny.put(setting, entries(setting, words, 1 + random.nextInt(2)));
      }
    }

    private List<Placed<ListEntry>> entries(ClosedSetting setting, String[] words, int count) {
      List<Placed<ListEntry>> entries = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        entries.add(at(setting.parse(any(words))));
      }
      return entries;
    }

    private <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }

    private static <T> Placed<T> at(T value) {
      return new Placed<>(value, SourceSpan.start("x.rego"));
    }
  }
}
