package io.tappass.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.call.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CompiledPolicyJsonTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/tappass/policy/compiled-policy.v1.json");

  @Test
  void writingAndReadingGivesTheSamePolicyAndTheSameBytes() throws Exception {
    CompiledPolicy policy = Policies.full();
    byte[] bytes = CompiledPolicyJson.write(policy);

    CompiledPolicy read = CompiledPolicyJson.read(bytes);

    assertThat(read).isEqualTo(policy);
    assertThat(CompiledPolicyJson.write(read)).isEqualTo(bytes);
    assertThat(read.digest()).isEqualTo(policy.digest()).matches("sha256:[0-9a-f]{64}");
  }

  /** The golden file is the pretty form; its canonical form is what is frozen. */
  @Test
  void theFormOfVersionOneIsFrozen() throws Exception {
    String pretty = JsonText.pretty(sorted(CompiledPolicyJson.toJson(Policies.full()))) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, pretty);
    }

    assertThat(pretty).isEqualTo(Files.readString(GOLDEN));
    byte[] canonical = CanonicalJson.write(Tools.json(Files.readString(GOLDEN)));
    assertThat(CompiledPolicyJson.read(canonical)).isEqualTo(Policies.full());
  }

  @Test
  void theOrderInWhichListsAreGivenDoesNotMatter() {
    CompiledPolicy policy = Policies.full();
    CompiledPolicy shuffled =
        new CompiledPolicy(
            policy.identity(),
            policy.catalogue().reversed(),
            policy.library().reversed(),
            policy.levels().reversed(),
            policy.data(),
            policy.exceptions().reversed(),
            policy.network(),
            policy.filesystem(),
            policy.interpreter(),
            policy.models(),
            policy.kernel(),
            policy.budget(),
            policy.pipeline(),
            policy.rings(),
            policy.compliance().reversed(),
            policy.audit(),
            policy.freshness(),
            policy.floor());

    assertThat(shuffled.digest()).isEqualTo(policy.digest());
  }

  static List<String> sections() {
    return List.copyOf(CompiledPolicyJson.toJson(Policies.full()).members().keySet());
  }

  @ParameterizedTest
  @MethodSource("sections")
  void aPolicyWithoutASectionIsRefused(String section) {
    Map<String, JsonValue> members = members();
    members.remove(section);

    assertRefused(members, "");
  }

  @Test
  void anUnknownSectionIsRefusedAndNamed() {
    Map<String, JsonValue> members = members();
    members.put("lowered", JsonValue.object().build());

    assertRefused(members, "policy.lowered is unknown");
  }

  @Test
  void anotherSchemaIsRefused() {
    Map<String, JsonValue> members = members();
    members.put("schema", JsonValue.of("tappass.policy.v2"));

    assertRefused(members, "tappass.policy.v2");
  }

  @Test
  void aSecondFormOfTheSamePolicyIsRefused() {
    Map<String, JsonValue> members = members();
    members.put("compliance", JsonValue.ofStrings(List.of("SOC2:CC6.1", "EUAIA:12")));
    assertRefused(members, "not sorted");

    members.put("compliance", JsonValue.ofStrings(List.of("EUAIA:12", "EUAIA:12")));
    assertRefused(members, "stands twice");
  }

  @Test
  void bytesThatAreNotCanonicalAreRefused() {
    String text = new String(CompiledPolicyJson.write(Policies.full()), UTF_8);

    assertThatThrownBy(() -> CompiledPolicyJson.read((" " + text).getBytes(UTF_8)))
        .isInstanceOf(PolicyFormatException.class);
    assertThatThrownBy(() -> CompiledPolicyJson.read((text + "{}").getBytes(UTF_8)))
        .isInstanceOf(PolicyFormatException.class);
    assertThatThrownBy(() -> CompiledPolicyJson.read(new byte[0]))
        .isInstanceOf(PolicyFormatException.class);
    assertThatThrownBy(() -> CompiledPolicyJson.read(new byte[CompiledPolicy.BYTES_MAX + 1]))
        .isInstanceOf(PolicyFormatException.class)
        .hasMessageContaining("are allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "freshness | {\"grace_seconds\": -1, \"on_stale\": \"floor\"}",
        "freshness | {\"grace_seconds\": 86401, \"on_stale\": \"floor\"}",
        "freshness | {\"grace_seconds\": 600, \"on_stale\": \"deny_all\"}",
        "freshness | {\"grace_seconds\": 600, \"on_stale\": \"allow\"}",
        "floor | {\"tools\": [\"no_such_tool\"]}",
        "network | {\"allow\": [\"*\"], \"deny\": []}",
        "network | {\"allow\": [\"API.example\"], \"deny\": []}",
        "network | {\"allow\": []}",
        "filesystem | {\"read\": {\"allow\": [\"/a/../b\"], \"deny\": []}, "
            + "\"write\": {\"allow\": [], \"deny\": []}}",
        "kernel | {\"read\": [], \"execute\": [], \"write\": [], \"connect_ports\": [0]}",
        "kernel | {\"read\": [], \"execute\": [], \"write\": [], \"connect_ports\": [\"443\"]}",
        "budget | {\"tool_calls_per_minute\": -1, \"tool_calls_per_session\": 1, \"per_tool\": {}}",
        "budget | {\"tool_calls_per_minute\": 1, \"per_tool\": {}}",
        "pipeline | [{\"step\": \"a\", \"action\": \"block\"}, {\"step\": \"a\", \"action\": \"log\"}]",
        "rings | {\"required\": [\"kernel\"], \"served\": {\"cloud\": \"landlock\"}}",
        "audit | {\"arguments\": \"off\", \"redact\": [], \"heartbeat_seconds\": 60, "
            + "\"durability\": \"disk\"}",
        "audit | {\"arguments\": \"full\", \"redact\": [], \"heartbeat_seconds\": 0, "
            + "\"durability\": \"disk\"}",
        "levels | []",
        "identity | {\"agent\":\"other_bot\",\"chain\":[],\"facts\":{},\"org\":\"acme\","
            + "\"project\":\"finance\",\"runtime\":\"claude-code\",\"sandbox\":\"laptop-7\","
            + "\"tier\":\"standard\"}",
        "data | []",
        "identity | {}"
      })
  void aValueThatBreaksItsGrammarOrItsLimitIsRefused(String section, String value)
      throws Exception {
    Map<String, JsonValue> members = members();
    members.put(section, StrictJson.parse(value, JsonLimits.bytes(10_000)));

    assertRefused(members, "");
  }

  private static Map<String, JsonValue> members() {
    return new LinkedHashMap<>(CompiledPolicyJson.toJson(Policies.full()).members());
  }

  private static void assertRefused(Map<String, JsonValue> members, String message) {
    byte[] bytes = CanonicalJson.writeOwn(new JsonObject(members));
    assertThatThrownBy(() -> CompiledPolicyJson.read(bytes))
        .isInstanceOf(PolicyFormatException.class)
        .hasMessageContaining(message);
  }

  private static JsonObject sorted(JsonObject object) {
    Map<String, JsonValue> members = new TreeMap<>();
    for (var member : object.members().entrySet()) {
      members.put(
          member.getKey(),
          member.getValue() instanceof JsonObject inner ? sorted(inner) : member.getValue());
    }
    return new JsonObject(members);
  }
}
