package io.tappass.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.Effect;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.log.FolderStorage;
import io.tappass.audit.log.HostLogOptions;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import io.tappass.policy.value.FilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller controls: names, labels, directories, paths, hosts, the form of the question. */
final class HostileCallTest {
  private static final String READ = "{\"file_path\":\"%s\"}";

  /** /work/out leads to /etc, /work/loop to itself. */
  private static String links(String path) {
    if (path.startsWith("/work/loop")) {
      throw new UncheckedIOException(new IOException("too many links"));
    }
    String walked = path.startsWith("/work/out") ? "/etc" + path.substring(9) : path;
    return FilePath.normalise(walked);
  }

  @TempDir private Path folder;
  private EngineRig rig;

  @BeforeEach
  void start() throws Exception {
    rig =
        new EngineRig(
            new FolderStorage(folder),
            HostileCallTest::links,
            HostLogOptions.STANDARD,
            EngineParts.ANSWER_NANOS_MAX);
    rig.install(BudgetLimits.defaults());
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(rig.failures).isEmpty();
  }

  private static void assertDenied(EngineAnswer answer, ReasonCode reason) {
    assertThat(answer.verdict()).isEqualTo(Verdict.DENY);
    assertThat(answer.reasons()).containsExactly(reason);
    assertThat(answer.record()).isPresent();
  }

  @Test
  void noNameOrLabelEscapesTheRecord() throws Exception {
    String pair = "\uD83D\uDE00";
    List<String> texts =
        List.of(
            "",
            "\0",
            "\n\r\t\u007f\u0085\u2028",
            "\uD800",
            "\uDC00x",
            "a".repeat(199) + pair,
            "a".repeat(200) + pair,
            pair.repeat(100_000),
            "\"}],\"x\":\"",
            "x".repeat(1 << 19));
    long before = rig.decisions().size();
    for (String text : texts) {
      assertDenied(
          rig.engine.decide("sb-1", EngineRig.call("claude-code", text, "{}", "", text)),
          ReasonCode.UNKNOWN_TOOL);
      assertDenied(
          rig.engine.decide("sb-1", EngineRig.call(text, "Read", "{}", "", text)),
          ReasonCode.UNKNOWN_TOOL);
      EngineAnswer allowed =
          rig.engine.decide(
              "sb-1",
              EngineRig.call(
                  "claude-code", "mcp__stripe__refund", "{\"amount_cents\":1}", "", text));
      assertThat(allowed.verdict()).isEqualTo(Verdict.ALLOW);
    }
    List<Decided> decisions = rig.decisions();
    assertThat(decisions).hasSize((int) before + 3 * texts.size());
    rig.reopen("sb-1");
    assertThat(rig.records()).hasSize(decisions.size() + 1);
  }

  @Test
  void anAbsoluteOrUpwardPathIsHeldFromWhateverDirectory() {
    for (String cwd : List.of("", "/work", "/work/deep", "/", "/etc", "/home/agent")) {
      for (String path :
          List.of("/etc/passwd", "../../../etc/passwd", "/work/../etc/passwd", "/workx", "/")) {
        EngineAnswer answer = rig.decide("Read", READ.formatted(path), cwd);
        assertThat(answer.verdict()).as("%s in %s", path, cwd).isEqualTo(Verdict.DENY);
      }
    }
    assertThat(rig.decide("Read", READ.formatted("a.txt"), "/work/deep").verdict())
        .isEqualTo(Verdict.ALLOW);
    assertDenied(rig.decide("Read", READ.formatted("passwd"), "/etc"), ReasonCode.CEILING);
  }

  @Test
  void aDirectoryReachedThroughALinkDecidesNothing() {
    assertDenied(rig.decide("Glob", "{}", "/work/out"), ReasonCode.AMBIGUOUS);
    assertDenied(rig.decide("Read", READ.formatted("passwd"), "/work/out"), ReasonCode.AMBIGUOUS);
    assertDenied(rig.decide("Glob", "{}", "/work/loop"), ReasonCode.AMBIGUOUS);
    assertDenied(rig.decide("Read", READ.formatted("/work/out/passwd")), ReasonCode.CEILING);
    assertDenied(rig.decide("Read", READ.formatted("/work/out/../a")), ReasonCode.AMBIGUOUS);
    assertDenied(rig.decide("Read", READ.formatted("/work/loop/a")), ReasonCode.AMBIGUOUS);
  }

  @Test
  void aDirectoryThatIsNoneIsRefused() {
    for (String cwd :
        List.of(
            "work", "/work/", "/work/..", "/work/./a", "//work", "~", "/" + "a".repeat(5_000))) {
      assertDenied(rig.decide("Glob", "{}", cwd), ReasonCode.ARGS_INVALID);
    }
  }

  @Test
  void aSearchIsHeldToWhatItCouldReach() {
    assertThat(rig.decide("Glob", "{}", "/work/src").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(rig.decide("Glob", "{\"path\":\"/work/src\"}").verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(rig.decide("Glob", "{}", "/etc"), ReasonCode.CEILING);
    assertDenied(rig.decide("Glob", "{\"path\":\"/\"}"), ReasonCode.CEILING);
    // The workspace holds a file that is denied.
    assertDenied(rig.decide("Glob", "{}"), ReasonCode.CEILING);
    assertDenied(rig.decide("Glob", "{\"path\":\"/work\"}"), ReasonCode.CEILING);
  }

  @Test
  void toolsOfEveryKindAreHeldToTheListsTheyReach() {
    assertDenied(rig.decide("Write", READ.formatted("/work/a")), ReasonCode.CEILING);
    // Neither reading nor writing is said of it, so both lists hold it, and none lists a write.
    assertDenied(rig.decide("mcp__mail__attach", "{\"files\":[\"/work/a\"]}"), ReasonCode.CEILING);
    assertDenied(
        rig.decide("mcp__mail__attach", "{\"files\":[],\"host\":\"evil.example\"}"),
        ReasonCode.CEILING);
    assertThat(
            rig.decide("mcp__mail__attach", "{\"files\":[],\"host\":\"a.acme.example:25\"}")
                .verdict())
        .isEqualTo(Verdict.ALLOW);
    assertDenied(rig.decide("WebSearch", "{}"), ReasonCode.CEILING);
    assertDenied(rig.decide("Model", "{\"model\":\"any\"}"), ReasonCode.CEILING);
    for (String url :
        List.of(
            "https://acme.example.evil.example/",
            "https://docs.acme.example@evil.example/",
            "https://evil.example/?https://docs.acme.example",
            "https://secret.acme.example:8443/",
            "https://SECRET.acme.example./",
            "https://docs.acme.example:0/",
            "file:///etc/passwd",
            "https://[::1]/")) {
      EngineAnswer answer = rig.decide("WebFetch", "{\"url\":\"" + url + "\"}");
      assertThat(answer.verdict()).as(url).isEqualTo(Verdict.DENY);
    }
  }

  @Test
  void theSameDestructionIsKnownAgainHoweverItIsWritten() {
    assertThat(remove("{\"path\":\"/work/a\",\"depth\":1}").verdict()).isEqualTo(Verdict.ALLOW);
    for (String again :
        List.of(
            "{\"depth\":1,\"path\":\"/work/a\"}",
            "{\"path\":\"/work/./a\",\"depth\":1}",
            "{\"path\":\"a\",\"depth\":1}",
            "{\"path\":\"/work/a\",\"depth\":1.0}")) {
      assertDenied(remove(again), ReasonCode.LOOP_GUARD);
    }
    assertThat(remove("{\"path\":\"/work/b\",\"depth\":1}").verdict()).isEqualTo(Verdict.ALLOW);
  }

  private EngineAnswer remove(String args) {
    return rig.decide("mcp__files__remove", args);
  }

  @Test
  void aQuestionIsAnsweredInAFormThatNoHarnessTakesAndSpendsLikeACall() throws Exception {
    rig.install(new BudgetLimits(100, 2, Map.of()));
    for (String target : List.of("", "\"target\":\"any\",")) {
      assertThat(question(target, "stripe_refund"))
          .startsWith("{\"decision\":\"allow\"")
          .doesNotContain("hookSpecificOutput");
    }
    assertThat(question("", "stripe_refund")).contains("budget_exhausted");
    assertThat(rig.decisions()).hasSize(3);
    assertThat(rig.decisions().getFirst().call().shown()).containsEntry("target", "any");
    // A harness's question with a question inside is neither.
    assertThat(
            answer(
                "{\"tappass\":\"decide\",\"tool\":\"stripe_refund\",\"args\":{\"amount_cents\":1},"
                    + "\"hook_event_name\":\"PreToolUse\"}"))
        .startsWith(ClaudeCodeHook.ANSWER_PREFIX + "deny");
  }

  private String question(String target, String tool) {
    return answer(
        "{\"tappass\":\"decide\","
            + target
            + "\"tool\":\""
            + tool
            + "\",\"args\":{\"amount_cents\":1}}");
  }

  private String answer(String request) {
    return new String(rig.hook.answer("sb-1", request.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void whatIsTooLargeIsRecordedByTheDigestOfWhatCame() throws Exception {
    byte[] large = new byte[EngineParts.REQUEST_BYTES_MAX + 1];
    assertThat(new String(rig.hook.answer("sb-1", large), UTF_8)).contains("request_too_large");
    Decided decided = rig.decisions().getLast();
    assertThat(decided.effect()).isEqualTo(Effect.DENY);
    assertThat(decided.call().digest()).isEqualTo(Sha256.of(large));
  }

  @Test
  void aLabelOfAShadowEntryMayBeAnyText() throws Exception {
    String label = "no refunds over 500, \u00fcber " + "x".repeat(2_000);
    rig.install(
        EnginePolicies.shadowed(EnginePolicies.policy(BudgetLimits.defaults(), List.of()), label));
    assertThat(rig.refund(90_000).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(rig.decisions().getLast().call().shown().get("shadow.0"))
        .startsWith("no refunds over 500");
  }

  @Test
  void aPolicyOfAnotherSandboxDecidesNothing() throws Exception {
    rig.engine.add(EngineRig.identity("sb-2"));
    rig.engine.install(
        "sb-2",
        InForce.of(EnginePolicies.policy(BudgetLimits.defaults(), List.of()), 7),
        EngineRig.CURRENT);
    assertDenied(
        rig.engine.decide(
            "sb-2",
            EngineRig.call("claude-code", "mcp__stripe__refund", "{\"amount_cents\":1}", "", "")),
        ReasonCode.STATE_UNTRUSTED);
    assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aSandboxThatTheEngineDoesNotKnowIsDeniedWhateverItSends() {
    for (String request : List.of("", "{}", "nonsense", "{\"tappass\":\"decide\"}")) {
      assertThat(new String(rig.hook.answer("sb-9", request.getBytes(UTF_8)), UTF_8))
          .startsWith(ClaudeCodeHook.ANSWER_PREFIX + "deny")
          .endsWith("\"}}\n");
    }
  }
}
