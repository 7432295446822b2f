package io.tappass.provider.claudecode;

import static io.tappass.provider.PolicyFixtures.HOST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.JsonLimits;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Ring;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.Coverage.Entry;
import io.tappass.provider.Coverage.Grade;
import io.tappass.provider.HostFacts;
import io.tappass.provider.PolicyFixtures;
import io.tappass.provider.Probe;
import io.tappass.provider.RenderException;
import io.tappass.provider.Rendering;
import io.tappass.provider.TargetVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaudeCodeProviderTest {
  private static final TargetVersion VERSION = TargetVersion.parse("2.1.330");
  private final ClaudeCodeProvider provider = new ClaudeCodeProvider();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyProbeMeetsItsVerdictUnderTheModel(boolean isWrapped) throws Exception {
    Rendering rendering = provider.render(policy(isWrapped), HOST, VERSION);
    byte[] settings = rendering.files().getFirst().bytes();
    assertThat(red(rendering, settings)).isEmpty();
    assertThat(rendering.probes()).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removingAnyOneMemberOrItemTurnsAProbeRed(boolean isWrapped) throws Exception {
    Rendering rendering = provider.render(policy(isWrapped), HOST, VERSION);
    JsonValue settings = parse(rendering.files().getFirst().bytes());
    List<JsonValue> mutants = new ArrayList<>();
    removals(settings, mutants);
    assertThat(mutants).hasSizeGreaterThan(30);
    for (JsonValue mutant : mutants) {
      byte[] bytes = JsonText.compact(mutant).getBytes(UTF_8);
      assertThat(red(rendering, bytes)).as("settings %s", JsonText.compact(mutant)).isNotEmpty();
    }
  }

  @Test
  void aFileThatIsNoJsonHoldsNothing() throws Exception {
    Rendering rendering = provider.render(policy(false), HOST, VERSION);
    assertThat(red(rendering, "{".getBytes(UTF_8))).isNotEmpty();
  }

  @Test
  void aVersionWhoseHookFailsOpenIsRefused() {
    assertThatThrownBy(() -> provider.render(policy(false), HOST, TargetVersion.parse("2.1.294")))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("2.1.295");
  }

  @Test
  void denyEntriesWithAPortAreWidenedAndAllowEntriesWithOneAreLeftOut() throws Exception {
    JsonObject settings =
        (JsonObject)
            parse(provider.render(policy(false), HOST, VERSION).files().getFirst().bytes());
    String text = JsonText.compact(settings);
    assertThat(text).contains("\"allowedDomains\":[\"*.acme.example\"]");
    assertThat(text).contains("\"deniedDomains\":[\"files.acme.example\",\"secret.acme.example\"]");
  }

  @Test
  void rulesWriteTheRootWithTwoSlashesAndTheSandboxWithOne() throws Exception {
    String text =
        new String(provider.render(policy(false), HOST, VERSION).files().getFirst().bytes(), UTF_8);
    assertThat(text).contains("\"Read(//home/agent/.ssh/**)\"");
    assertThat(text).contains("\"/home/agent/.ssh\"");
  }

  @Test
  void gradesFollowTheCapabilityTable() {
    CompiledPolicy policy = policy(false);
    assertThat(grade(policy, "2.1.330", "call")).isEqualTo(Grade.EXACT);
    assertThat(grade(policy, "2.1.200", "call")).isEqualTo(Grade.PARTIAL);
    assertThat(grade(policy, "2.1.330", "host:api.stripe.example:443")).isEqualTo(Grade.PARTIAL);
    assertThat(grade(policy, "2.1.200", "host:api.stripe.example:443")).isEqualTo(Grade.NONE);
    assertThat(grade(policy(true), "2.1.330", "host:api.stripe.example:443")).isEqualTo(Grade.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp__stripe",
        "mcp__",
        "mcp____refund",
        "mcp__stripe__",
        "mcp__a__b__c",
        "mcp__stripe___refund",
        "mcp__stripe_",
        "mcp___stripe__refund",
        "mcp__stripe__*",
        "mcp__stripe__refund(x)",
        "Bash(*)",
        "*",
        "Read,Write"
      })
  void aSpellingThatCouldBeReadTwiceIsRefused(String spelling) {
    assertThatThrownBy(() -> provider.render(spelled(spelling), HOST, VERSION))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining(spelling);
  }

  @Test
  void aServerWithUnderscoresIsNamedWhole() throws Exception {
    Rendering rendering = provider.render(spelled("mcp__my_server__a_tool"), HOST, VERSION);
    byte[] settings = rendering.files().getFirst().bytes();
    assertThat(JsonText.compact(parse(settings))).contains("{\"serverName\":\"my_server\"}");
    assertThat(red(rendering, settings)).isEmpty();
  }

  private static CompiledPolicy spelled(String spelling) {
    return policy(files("${workspace}/**", "/etc/**"), spelling, models(List.of(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/a)b",
        "/srv/(a",
        "/srv/a\"b",
        "/srv/a'b",
        "/srv/a,b",
        "/srv/a ",
        "/srv/ a",
        "/srv/a  b",
        "/srv/!a",
        "/srv/#a",
        "/srv/{a,b}",
        "/srv/a|b",
        "/srv/`a`",
        "/srv/\u2028a",
        "/srv/\u202ea",
        "/srv/\ud83d\ude00"
      })
  void aPathThatARuleCannotHoldIsRefused(String path) {
    for (boolean isAllow : List.of(true, false)) {
      FilesystemLists files =
          isAllow ? files(path + "/**", "/etc/**") : files("${workspace}/**", path);
      assertThatThrownBy(() ->
              provider.render(
                  policy(files, "mcp__stripe__refund", models(List.of(), List.of())),
                  HOST,
                  VERSION))
          .as("allow: %s", isAllow)
          .isInstanceOf(RenderException.class)
          .hasMessageContaining(path);
    }
  }

  @Test
  void aHomeThatARuleCannotHoldIsRefused() {
    var host =
        new HostFacts(
            "/home/a*b/work", "/home/a*b", "/opt/tappass/hook", "/run/s.sock", "/var/lib/t");
    assertThatThrownBy(() -> provider.render(policy(false), host, VERSION))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("/home/a*b");
  }

  @Test
  void wordsWithSpacesAndOtherScriptsAreHeld() throws Exception {
    var files = files("${workspace}/**", "/srv/Gesch\u00e4ft 2026/\u8cc7\u6599/**");
    String text =
        new String(
            provider
                .render(
                    policy(files, "mcp__stripe__refund", models(List.of(), List.of())),
                    HOST,
                    VERSION)
                .files()
                .getFirst()
                .bytes(),
            UTF_8);
    assertThat(text).contains("Edit(//srv/Gesch\u00e4ft 2026/\u8cc7\u6599/**)");
  }

  @Test
  void aModelThatIsDeniedIsNotListed() throws Exception {
    var models =
        models(
            List.of("claude-sonnet-4-5", "claude-opus-*", "claude-haiku-*", "gpt-5"),
            List.of("claude-opus-4-*", "claude-haiku-3", "gpt-*"));
    Rendering rendering =
        provider.render(
            policy(files("${workspace}/**", "/etc/**"), "mcp__stripe__refund", models),
            HOST,
            VERSION);
    byte[] settings = rendering.files().getFirst().bytes();
    assertThat(JsonText.compact(parse(settings)))
        .contains("\"availableModels\":[\"claude-sonnet-4-5\"]");
    assertThat(red(rendering, settings)).isEmpty();
  }

  @Test
  void aLiteralPathDoesNotOpenATreeForTheShell() throws Exception {
    Rendering rendering =
        provider.render(
            policy(
                files("${workspace}/out", "/etc/**"),
                "mcp__stripe__refund",
                models(List.of(), List.of())),
            HOST,
            VERSION);
    byte[] settings = rendering.files().getFirst().bytes();
    assertThat(JsonText.compact(parse(settings))).contains("\"allowWrite\":[]");
    assertThat(red(rendering, settings)).isEmpty();
  }

  private static FilesystemLists files(String writable, String unwritable) {
    return new FilesystemLists(
        ClosedList.nothing(),
        new ClosedList<>(
            List.of(PathPattern.parse(writable)), List.of(PathPattern.parse(unwritable))));
  }

  private static ClosedList<NamePattern> models(List<String> allow, List<String> deny) {
    return new ClosedList<>(
        allow.stream().map(NamePattern::parse).toList(),
        deny.stream().map(NamePattern::parse).toList());
  }

  private static CompiledPolicy policy(
      FilesystemLists files, String spelling, ClosedList<NamePattern> models) {
    return PolicyFixtures.policy(
        Map.of(Ring.HARNESS, "claude-code"), KernelBaseline.NONE, files, spelling, models);
  }

  private Grade grade(CompiledPolicy policy, String version, String path) {
    return provider.grade(policy, TargetVersion.parse(version)).entries().stream()
        .filter(entry -> entry.tool().equals("stripe_refund") && entry.path().equals(path))
        .map(Entry::grade)
        .findFirst()
        .orElseThrow();
  }

  private List<String> red(Rendering rendering, byte[] settings) {
    List<String> red = new ArrayList<>();
    for (Probe probe : rendering.probes()) {
      var files = Map.of(ClaudeCodeProvider.SETTINGS_FILE, settings);
      if (provider.model(probe, files, VERSION) != probe.expected()) {
        red.add(probe.id());
      }
    }
    return red;
  }

  private static CompiledPolicy policy(boolean isWrapped) {
    return PolicyFixtures.policy(
        isWrapped
            ? Map.of(Ring.HARNESS, "claude-code", Ring.KERNEL, "landlock")
            : Map.of(Ring.HARNESS, "claude-code"),
        KernelBaseline.NONE);
  }

  private static JsonValue parse(byte[] bytes) throws Exception {
    return StrictJson.parse(bytes, JsonLimits.bytes(1 << 20));
  }

  /** Every value that differs from {@code value} by one member or item less, at any depth. */
  private static void removals(JsonValue value, List<JsonValue> into) {
    switch (value) {
      case JsonObject object ->
          object
              .members()
              .forEach((name, member) -> {
                var without = new LinkedHashMap<>(object.members());
                without.remove(name);
                into.add(new JsonObject(without));
                List<JsonValue> inner = new ArrayList<>();
                removals(member, inner);
                for (JsonValue changed : inner) {
                  var with = new LinkedHashMap<>(object.members());
                  with.put(name, changed);
                  into.add(new JsonObject(with));
                }
              });
      case JsonArray array -> {
        for (int index = 0; index < array.items().size(); index++) {
          var without = new ArrayList<>(array.items());
          JsonValue item = without.remove(index);
          into.add(new JsonArray(without));
          List<JsonValue> inner = new ArrayList<>();
          removals(item, inner);
          for (JsonValue changed : inner) {
            var with = new ArrayList<>(array.items());
            with.set(index, changed);
            into.add(new JsonArray(with));
          }
        }
      }
      default -> {
        // a scalar has nothing to remove
      }
    }
  }
}
