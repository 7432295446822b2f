package io.tappass.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.Tools;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InputDocumentTest {
  private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");
  private static final SessionFacts SESSION =
      new SessionFacts(
          "s-1",
          START,
          Instant.parse("2026-11-24T09:00:01.5Z"),
          4,
          Map.of("shell", 3L, "not_in_the_catalogue", 9L),
          2,
          1);

  @Test
  void everyMemberIsThereAndEmptyRatherThanMissing() throws Exception {
    assertThat(JsonText.pretty(ValueJson.toJson(document())))
        .isEqualTo(
            """
            {
              "agent": {
                "id": "refund_bot"
              },
              "call": {
                "args": {
                  "command": "ls"
                },
                "capabilities": [
                  "shell"
                ],
                "command": "ls",
                "cwd": "/work",
                "hosts": [],
                "kind": "shell",
                "model": "",
                "paths": [],
                "schema_digest": "%s",
                "server": "",
                "spelling": "Bash",
                "target": "claude-code",
                "tool": "shell"
              },
              "org": {
                "id": "acme"
              },
              "project": {
                "id": "finance"
              },
              "sandbox": {
                "facts": {
                  "region": "eu"
                },
                "id": "laptop-7",
                "runtime": "claude-code",
                "tier": "standard"
              },
              "session": {
                "calls_last_minute": 2,
                "counts": {
                  "file_read": 0,
                  "shell": 3,
                  "stripe_refund": 0,
                  "web_fetch": 0
                },
                "denials": 1,
                "id": "s-1",
                "started_at": "2026-11-24T09:00:00Z",
                "time": "2026-11-24T09:00:01Z",
                "time_ns": 1795510801500000000,
                "tool_calls": 4
              }
            }\
            """
                .formatted(Tools.shell().schemaDigest()));
  }

  @Test
  void itKnowsExactlyWhatIsThere() throws Exception {
    List<List<String>> paths = new ArrayList<>();
    collect(document(), List.of(), paths);

    assertThat(paths).isNotEmpty().allMatch(InputDocument::knows);
    for (String unknown :
        List.of(
            "user",
            "call.user",
            "call.tool.name",
            "call.capabilities.shell",
            "session.taint",
            "session.time.x",
            "org.name",
            "sandbox.region")) {
      assertThat(InputDocument.knows(List.of(unknown.split("\\.")))).as(unknown).isFalse();
    }
    assertThat(InputDocument.knows(List.of("call", "args", "a", "b"))).isTrue();
    assertThat(InputDocument.knows(List.of("session", "counts", "anything"))).isTrue();
    assertThat(InputDocument.knows(List.of("sandbox", "facts", "region"))).isTrue();
  }

  private static Value document() throws Exception {
    CompiledPolicy policy = Policies.full();
    Call call =
        (Call)
            Catalogue.of(policy.catalogue())
                .translate(
                    "claude-code",
                    "Bash",
                    Tools.json("{\"command\": \"ls\"}"),
                    CallContext.lexical("/work", "/work", "/home/a"));
    return new InputDocument(policy).of(call, SESSION);
  }

  private static void collect(Value value, List<String> path, List<List<String>> paths) {
    paths.add(path);
    if (value instanceof ObjectValue object) {
      for (var entry : object.entries()) {
        List<String> below = new ArrayList<>(path);
        below.add(((StringValue) entry.getKey()).value());
        collect(entry.getValue(), List.copyOf(below), paths);
      }
    }
  }
}
