package io.tappass.policy.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.StepAction;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.ListEntry;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsMergeTest {

  @ParameterizedTest
  @CsvSource({
    "NETWORK, *.acme.example, api.acme.example, api.acme.example",
    "NETWORK, *.acme.example, acme.example, ''",
    "NETWORK, *.acme.example, *.eu.acme.example, *.eu.acme.example",
    "NETWORK, *.acme.example, *.acme.example, *.acme.example",
    "NETWORK, *.acme.example, evilacme.example, ''",
    "NETWORK, *.acme.example:443, api.acme.example, api.acme.example:443",
    "NETWORK, *.acme.example:443, api.acme.example:80, ''",
    "NETWORK, a.example, b.example, ''",
    "FILESYSTEM_READ, /srv/**, /srv/data/**, /srv/data/**",
    "FILESYSTEM_READ, /srv/**, /srv, /srv",
    "FILESYSTEM_READ, /srv/**, /srvx, ''",
    "FILESYSTEM_READ, /srv, /srv/**, /srv",
    "FILESYSTEM_READ, /**, ${home}/x, ${home}/x",
    "FILESYSTEM_READ, ${home}/**, ${home}/.ssh/**, ${home}/.ssh/**",
    "FILESYSTEM_READ, /home/**, ${home}/x, ''",
    "FILESYSTEM_READ, ${home}/**, ${workspace}/**, ''",
    "MODELS, claude-*, claude-sonnet-5, claude-sonnet-5",
    "MODELS, claude-*, claude-opus-*, claude-opus-*",
    "MODELS, claude-sonnet-5, claude-*, claude-sonnet-5",
    "MODELS, claude-*, gpt-5, ''",
    "MODELS, *, gpt-5, gpt-5"
  })
  void two_entries_meet_in_what_both_mean(
      ClosedSetting setting, String one, String other, String met) {
    List<LevelSettings> levels = List.of(allows("org", setting, one), allows("p", setting, other));

    assertThat(texts(SettingsMerge.list(levels, setting).allow()))
        .isEqualTo(met.isEmpty() ? List.of() : List.of(met));
  }

  @Test
  void a_list_that_nobody_declares_allows_nothing() {
    List<LevelSettings> levels = List.of(LevelSettings.nothing(LevelKind.ORG, "tappass.org"));
    assertThat(SettingsMerge.merge(levels).network()).isEqualTo(ClosedList.nothing());
  }

  @Test
  void a_level_that_declares_nothing_leaves_the_list_of_another_as_it_is() {
    List<LevelSettings> levels =
        List.of(
            LevelSettings.nothing(LevelKind.ORG, "tappass.org"),
            allows("p", ClosedSetting.NETWORK, "a.example"));
    assertThat(texts(SettingsMerge.merge(levels).network().allow())).containsExactly("a.example");
  }

  @Test
  void a_declared_list_that_yields_nothing_still_declares() {
    List<LevelSettings> levels =
        List.of(
            allows("org", ClosedSetting.NETWORK), allows("p", ClosedSetting.NETWORK, "a.example"));
    assertThat(SettingsMerge.merge(levels).network().allow()).isEmpty();
  }

  @Test
  void deny_entries_of_every_level_stay_and_swallow_what_they_cover() {
    List<LevelSettings> levels =
        List.of(
            allows("org", ClosedSetting.NETWORK, "*.example"),
            denies("p", ClosedSetting.NETWORK, "*.evil.example"),
            allows("a", ClosedSetting.NETWORK, "x.evil.example", "good.example"));

    ClosedList<?> network = SettingsMerge.merge(levels).network();

    assertThat(texts(network.allow())).containsExactly("good.example");
    assertThat(texts(network.deny())).containsExactly("*.evil.example");
  }

  @Test
  void entries_that_another_covers_are_dropped() {
    List<LevelSettings> levels =
        List.of(
            allows("org", ClosedSetting.NETWORK, "*.b.example", "a.b.example", "*.b.example:443"));
    assertThat(texts(SettingsMerge.merge(levels).network().allow())).containsExactly("*.b.example");
  }

  @Test
  void ceilings_steps_and_unions_take_the_strictest() {
    LevelSettings org =
        new LevelSettings(
            LevelKind.ORG,
            "tappass.org",
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(Ceiling.TOOL_CALLS_PER_MINUTE, at(30L)),
            Map.of("stripe_refund", at(5L)),
            Map.of("detect_pii", at(StepAction.REDACT)),
            List.of(at(Ring.HARNESS)),
            List.of(at("SOC2:CC6.1")),
            List.of(at("password")),
            Optional.of(at(ArgumentRecording.FULL)),
            Optional.of(at(OnStale.FLOOR)));
    LevelSettings agent =
        new LevelSettings(
            LevelKind.AGENT,
            "tappass.projects.p.agents.a",
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(Ceiling.TOOL_CALLS_PER_MINUTE, at(90L), Ceiling.GRACE_SECONDS, at(5L)),
            Map.of("stripe_refund", at(7L), "send_mail", at(3L)),
            Map.of("detect_pii", at(StepAction.BLOCK), "detect_secrets", at(StepAction.LOG)),
            List.of(at(Ring.KERNEL)),
            List.of(at("SOC2:CC6.1")),
            List.of(at("card")),
            Optional.of(at(ArgumentRecording.DIGEST)),
            Optional.of(at(OnStale.DENY_ALL)));

    MergedSettings merged = SettingsMerge.merge(List.of(org, agent));

    assertThat(merged.budget().toolCallsPerMinute()).isEqualTo(30);
    assertThat(merged.budget().toolCallsPerSession()).isEqualTo(1_000);
    assertThat(merged.budget().perTool()).isEqualTo(Map.of("stripe_refund", 5L, "send_mail", 3L));
    assertThat(merged.pipeline())
        .extracting(step -> step.step() + " " + step.action())
        .containsExactly("detect_pii BLOCK", "detect_secrets LOG");
    assertThat(merged.ringsRequired()).containsExactly(Ring.HARNESS, Ring.KERNEL);
    assertThat(merged.compliance()).containsExactly("SOC2:CC6.1");
    assertThat(merged.redact()).containsExactly("card", "password");
    assertThat(merged.arguments()).isEqualTo(ArgumentRecording.FULL);
    assertThat(merged.freshness().graceSeconds()).isEqualTo(5);
    assertThat(merged.freshness().onStale()).isEqualTo(OnStale.DENY_ALL);
    assertThat(merged.floor()).isEmpty();
  }

  @Test
  void the_floor_stands_where_every_level_that_says_something_says_floor() {
    LevelSettings org = stale(OnStale.FLOOR, "tappass.org");
    LevelSettings tools = allows("p", ClosedSetting.FLOOR_TOOLS, "read_file");

    assertThat(SettingsMerge.merge(List.of(org, tools)).floor().orElseThrow().tools())
        .containsExactly("read_file");
    assertThat(SettingsMerge.merge(List.of(org)).floor().orElseThrow().tools()).isEmpty();
  }

  static LevelSettings allows(String level, ClosedSetting setting, String... entries) {
    return new LevelSettings(
        LevelKind.PROJECT,
        level,
        Map.of(setting, placed(setting, entries)),
        Map.of(setting, SourceSpan.start(level)),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  static LevelSettings denies(String level, ClosedSetting setting, String... entries) {
    return new LevelSettings(
        LevelKind.PROJECT,
        level,
        Map.of(),
        Map.of(),
        Map.of(setting, placed(setting, entries)),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static LevelSettings stale(OnStale onStale, String level) {
    return new LevelSettings(
        LevelKind.ORG,
        level,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(at(onStale)));
  }

  private static List<Placed<ListEntry>> placed(ClosedSetting setting, String... entries) {
    List<Placed<ListEntry>> placed = new ArrayList<>();
    for (String entry : entries) {
      placed.add(at(setting.parse(entry)));
    }
    return placed;
  }

  private static <T> Placed<T> at(T value) {
    return new Placed<>(value, SourceSpan.start("x.rego"));
  }

  private static List<String> texts(List<? extends ListEntry> entries) {
    return entries.stream().map(ListEntry::text).toList();
  }
}
