package io.tappass.host.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.host.socket.HookAnswer.Decision;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookAnswerTest {

  @ParameterizedTest
  @EnumSource(Decision.class)
  void every_reason_gives_a_well_formed_answer(Decision decision) {
    long seed = 20261124L + decision.name().length();
    var random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      var reason = new StringBuilder();
      int length = random.nextInt(40);
      for (int index = 0; index < length; index++) {
        reason.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
      }
      assertThat(HookAnswer.isWellFormed(HookAnswer.of(decision, reason.toString())))
          .as("seed %d, round %d", seed, round)
          .isTrue();
    }
  }

  @Test
  void a_reason_of_any_length_stays_within_the_limit() {
    byte[] answer = HookAnswer.of(Decision.DENY, "\u0001".repeat(1_000_000));
    assertThat(answer.length).isLessThanOrEqualTo(HookAnswer.BYTES_MAX);
    assertThat(HookAnswer.isWellFormed(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}\n",
        "allow",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\"}}",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"defer\",\"permissionDecisionReason\":\"\"}}\n",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\",\"updatedInput\":\"\"}}\n",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\\q\"}}\n",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\\u12g4\"}}\n",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"a\nb\"}}\n",
        " {\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\"}}\n",
        "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"allow\",\"permissionDecisionReason\":\"\"}}\n\n"
      })
  void anything_else_is_no_answer(String text) {
    assertThat(HookAnswer.isWellFormed(text.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void the_engines_answer_to_our_own_question_is_told_apart_and_never_a_hooks_answer() {
    byte[] decision = "{\"decision\":\"allow\",\"reasons\":[]}\n".getBytes(StandardCharsets.UTF_8);
    assertThat(HookAnswer.isDecision(decision)).isTrue();
    assertThat(HookAnswer.isWellFormed(decision)).isFalse();
    assertThat(HookAnswer.isDecision(HookAnswer.of(Decision.ALLOW, ""))).isFalse();
    assertThat(HookAnswer.isDecision("{\"decision\":\"allow\"}".getBytes(StandardCharsets.UTF_8)))
        .isFalse();
    assertThat(HookAnswer.isDecision(new byte[0])).isFalse();
  }
}
