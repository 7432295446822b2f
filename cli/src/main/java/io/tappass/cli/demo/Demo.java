package io.tappass.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.cli.UsageException;
import io.tappass.cli.loop.DataFolder;
import io.tappass.cli.loop.LocalHost;
import io.tappass.cli.loop.LocalLoop;
import io.tappass.cli.stack.StatusCommand;
import io.tappass.cli.stack.Template;
import io.tappass.git.local.PolicyAuthor;
import io.tappass.host.HostStatus;
import io.tappass.host.HostStatus.SandboxStatus;
import io.tappass.host.state.SandboxState;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;

/** The seven steps of the demo. Each does the real thing and says what came of it. */
final class Demo {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final String PROJECT_POLICY = "tappass/projects/finance_refunds/policy.rego";
  private static final String ORG_POLICY = "tappass/org/policy.rego";
  private static final String TRIAGE_POLICY =
      "tappass/projects/eu_support/agents/triage/policy.rego";
  private static final String REFUND =
      "\"tool_name\":\"mcp__stripe__refund\",\"tool_input\":{\"charge\":\"ch_1\",\"amount_cents\":12000,\"currency\":\"eur\"}";
  private static final String MAIL =
      "\"tool_name\":\"mcp__mail__send\",\"tool_input\":{\"to\":\"customer@mail.example\",\"subject\":\"Refund\",\"body\":\"Done\"}";

  private final Story story;
  private final Path data;

  Demo(Story story, Path data) {
    this.story = story;
    this.data = data;
  }

  void run() throws Exception {
    Path lines = data.resolve("events.jsonl");
    SortedMap<String, byte[]> documents;
    try (var events = Files.newBufferedWriter(lines, UTF_8)) {
      story.step("1", "start the embedded stack: S3, KMS, DynamoDB, a forge, the webhook endpoint");
      try (LocalLoop loop =
          LocalLoop.start(
              new LocalLoop.Options(
                  new DataFolder(data),
                  Template.files(),
                  POLL,
                  POLL,
                  InstantSource.system(),
                  line -> write(events, line)))) {
        started(loop);
        firstRelease(loop);
        realCalls(loop);
        kernel(loop);
        stricter(loop);
        brokenCorner(loop);
        documents = loop.publishedDocuments();
      }
    }
    new DemoEvidence(story, new DataFolder(data), documents).run();
  }

  private static void write(java.io.Writer events, String line) {
    try {
      synchronized (events) {
        events.write(line + "\n");
        events.flush();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void started(LocalLoop loop) {
    story.say("webhook", loop.webhook().toString());
    story.say("events", data.resolve("events.jsonl").toString());
    story.fact("started", JsonValue.object().put("ready", withoutToken(loop.ready())));
    story.step("2", "a policy repository from policy-repo-template, a host, three sandboxes");
    story.say("repository", loop.repositoryUrl());
    for (LocalHost.Spec spec : LocalLoop.SPECS) {
      story.say(
          "enrolled",
          spec.sandbox()
              + " = "
              + spec.project()
              + "/"
              + spec.agent()
              + " ("
              + spec.runtime()
              + ")");
    }
  }

  /** The facts file may be shown around; the operator's token may not. */
  private static JsonObject withoutToken(JsonObject ready) {
    var shown = JsonValue.object();
    ready
        .members()
        .forEach((name, value) -> {
          if (!name.equals("operator_token")) {
            shown.put(name, value);
          }
        });
    return shown.build();
  }

  private void firstRelease(LocalLoop loop) throws Exception {
    story.step("3", "push ▸ webhook ▸ fetch ▸ compile twice ▸ sign once ▸ publish ▸ lease ▸ host");
    long release = await(loop, 1, "the first release");
    waitForReceipts(loop, release);
    StatusCommand.lines(loop.status()).forEach(story::show);
    story.expect(
        "release " + release + " in every sandbox, read back and probed",
        "applied",
        StatusCommand.isWell(loop.status()),
        JsonValue.object().put("status", loop.status()));
  }

  private void realCalls(LocalLoop loop) throws Exception {
    story.step("4", "real calls through the hook client, with Claude Code's own PreToolUse JSON");
    var hook = new DemoHook(loop.host(), "sb-refund");
    call(hook, "a refund of 120.00", REFUND, "allow");
    call(hook, "a mail to somebody outside", MAIL, "ask");
    call(hook, "a refund of 900.00", REFUND.replace("12000", "90000"), "deny");
    call(
        hook,
        "a tool nobody approved",
        "\"tool_name\":\"mcp__stripe__payout\",\"tool_input\":{\"amount_cents\":1}",
        "deny");
    call(hook, "an amount written as text", REFUND.replace("12000", "\"120.00\""), "deny");
  }

  private void call(DemoHook hook, String what, String call, String expected) throws Exception {
    DemoHook.Answer answer = hook.call(call);
    story.expect(
        what,
        answer.decision(),
        Duration.ofMillis(answer.millis()),
        answer.reason(),
        answer.decision().equals(expected),
        JsonValue.object().put("call", JsonValue.of(call)).put("expected", expected));
  }

  private void kernel(LocalLoop loop) throws Exception {
    var child = new DemoChild(data, "sb-coder");
    if (!child.isPossible()) {
      story.expect(
          "this kernel has no Landlock with TCP ports; hosts say so",
          "no ring",
          loop.host().status().sandboxes().stream()
              .noneMatch(sandbox -> sandbox.state() == SandboxState.CURRENT),
          JsonValue.object());
      return;
    }
    refused("the kernel keeps a child from the host's secrets", child.run("/bin/cat", secrets()));
    int port = loop.webhook().getPort();
    refused(
        "the kernel keeps a child from port " + port,
        child.run("/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + " && echo connected"));
    DemoChild.Result own = child.run("/bin/bash", "-c", "echo works > note.txt && cat note.txt");
    boolean isWorking = own.status() == 0 && own.output().contains("works");
    story.expect(
        "the same child writes and reads in its own workspace",
        isWorking ? "works" : "fails",
        null,
        isWorking ? "" : own.lastLine(),
        isWorking,
        JsonValue.object().put("status", own.status()).put("output", own.output()));
  }

  private String secrets() {
    return data.resolve("secrets.json").toString();
  }

  private void refused(String what, DemoChild.Result child) {
    boolean isRefused = child.status() != 0 && child.output().contains("Permission denied");
    story.expect(
        what,
        isRefused ? "EACCES" : "NOT KEPT",
        null,
        child.lastLine(),
        isRefused,
        JsonValue.object().put("status", child.status()).put("output", child.output()));
  }

  private void stricter(LocalLoop loop) throws Exception {
    story.step("5", "a stricter policy by git: the call that was allowed is denied");
    long before = loop.host().status().desired();
    long pushedAt;
    try (PolicyAuthor author = loop.author()) {
      SortedMap<String, byte[]> files = author.files();
      edit(files, PROJECT_POLICY, "refund_limit_cents := 30000", "refund_limit_cents := 10000");
      pushedAt = System.nanoTime();
      author.push(files, "Halve what a refund agent may give back, and more");
    }
    story.say("edited", PROJECT_POLICY);
    story.say("", "refund_limit_cents := 30000 → 10000");
    long release = await(loop, before + 1, "the stricter release");
    story.expect(
        "from the push to release " + release + " applied everywhere",
        "applied",
        Duration.ofNanos(System.nanoTime() - pushedAt),
        "",
        true,
        JsonValue.object().put("release", release));
    call(new DemoHook(loop.host(), "sb-refund"), "a refund of 120.00, again", REFUND, "deny");
  }

  private void brokenCorner(LocalLoop loop) throws Exception {
    story.step("6", "one push: a broken agent policy and a new deny of the organisation");
    long before = loop.host().status().desired();
    try (PolicyAuthor author = loop.author()) {
      SortedMap<String, byte[]> files = author.files();
      edit(
          files,
          TRIAGE_POLICY,
          "allow if input.call.tool == \"ticket_read\"",
          "allow { input.call.tool == \"ticket_read\" }");
      append(
          files,
          ORG_POLICY,
          "\ndeny contains \"no mail leaves until further notice\" if input.call.tool == \"mail_send\"\n");
      author.push(files, "Stop all mail (and break triage)");
    }
    story.say("broken", TRIAGE_POLICY);
    story.say("denied", "mail_send, in " + ORG_POLICY);
    long release = await(loop, before + 1, "the emergency deny");
    waitForReceipts(loop, release);
    StatusCommand.lines(loop.status()).forEach(story::show);
    JsonFields status = JsonFields.of("status", loop.status());
    boolean isStalled = false;
    for (JsonFields scope : status.objects("scopes")) {
      if (scope.string("scope").equals("projects.eu_support.agents.triage")) {
        String reason = scope.string("reason");
        isStalled =
            scope.string("state").equals("stalled")
                && reason.contains(TRIAGE_POLICY)
                && reason.contains("^")
                && reason.contains("hint");
      }
    }
    story.expect(
        "the broken agent stalls, with file, line and hint",
        isStalled ? "stalled" : "unnamed",
        isStalled,
        JsonValue.object().put("status", loop.status()));
    call(new DemoHook(loop.host(), "sb-refund"), "mail from the refund agent", MAIL, "deny");
    for (String sandbox : java.util.List.of("sb-triage", "sb-coder")) {
      JsonFields answer =
          JsonFields.of(
              "answer",
              StrictJson.parse(
                  loop.ask(
                      sandbox,
                      JsonValue.object()
                          .put("tappass", "decide")
                          .put("tool", "mail_send")
                          .put(
                              "args",
                              JsonValue.object()
                                  .put("to", "desk@acme.example")
                                  .put("subject", "s")
                                  .put("body", "b")
                                  .build())
                          .build()),
                  JsonLimits.bytes(1 << 20)));
      boolean isDenied =
          answer.string("decision").equals("deny") && answer.strings("reasons").contains("denied");
      story.expect(
          "the organisation's deny is in force in " + sandbox,
          answer.string("decision"),
          null,
          String.join("; ", answer.strings("messages")),
          isDenied,
          JsonValue.object().put("sandbox", sandbox));
    }
  }

  private static void edit(SortedMap<String, byte[]> files, String path, String from, String to) {
    byte[] bytes = files.get(path);
    String text = bytes == null ? "" : new String(bytes, UTF_8);
    if (!text.contains(from)) {
      throw new UsageException(path + " no longer says `" + from + "`; the demo does not fit it");
    }
    files.put(path, text.replace(from, to).getBytes(UTF_8));
  }

  private static void append(SortedMap<String, byte[]> files, String path, String text) {
    byte[] bytes = files.get(path);
    if (bytes == null) {
      throw new UsageException(path + " is not there; the demo does not fit the template");
    }
    files.put(path, (new String(bytes, UTF_8) + text).getBytes(UTF_8));
  }

  /** Waits until every sandbox has at least that release in force and probed. */
  private long await(LocalLoop loop, long release, String what) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      HostStatus status = loop.host().status();
      boolean isEverywhere =
          status.sandboxes().stream().allMatch(sandbox -> isApplied(sandbox, release));
      if (isEverywhere) {
        return status.desired();
      }
      Thread.sleep(25);
    }
    throw new UsageException(
        what + " did not reach the host within " + PATIENCE.toSeconds() + " s; see events.jsonl");
  }

  private static boolean isApplied(SandboxStatus sandbox, long release) {
    return sandbox.applied() >= release && sandbox.state() == SandboxState.CURRENT;
  }

  /** Receipts travel after the switch; the table is shown once they are there. */
  private static void waitForReceipts(LocalLoop loop, long release) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      boolean isReported =
          loop.look().sandboxes().stream()
              .allMatch(
                  sandbox -> sandbox.applied() >= release && sandbox.state().equals("current"));
      if (isReported) {
        return;
      }
      Thread.sleep(25);
    }
  }
}
