package io.tappass.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.HostLog;
import io.tappass.cli.UsageException;
import io.tappass.engine.ClaudeCodeHook;
import io.tappass.engine.EngineParts;
import io.tappass.engine.InForce;
import io.tappass.engine.PolicyEngine;
import io.tappass.engine.SandboxIdentity;
import io.tappass.engine.Standing;
import io.tappass.host.event.EventLog;
import io.tappass.host.socket.HookClient;
import io.tappass.host.socket.HookSocket;
import io.tappass.host.socket.SandboxId;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shipped hook client from spawn to exit, one after the other, as a harness starts it: socket,
 * peer check, template policy, pipeline, durable record, answer. The record's clock is moved on by
 * two seconds a call, so that the policy's rate limit does not turn the measured calls into
 * denials.
 */
final class HookMeasurement implements Measurement {
  private static final int WARM_UP = 300;
  private static final int MEASURED = 1_000;
  private static final int CALLS_PER_SESSION = 500;
  private static final int WAIT_SECONDS_MAX = 10;

  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong sessions = new AtomicLong();

  private RecordTime time() {
    Instant wall = Instant.ofEpochSecond(1_795_000_000L + 2 * calls.get());
    return new RecordTime(wall, System.nanoTime(), "bench");
  }

  @Override
  public BenchTable measure(Path folder) throws Exception {
    Path client = folder.resolve("tappass-hook");
    if (!HookClient.install(client)) {
      throw new UsageException("there is no hook client for this machine (Linux on x86_64 only)");
    }
    EnrolledSandbox sandbox = TemplateTree.sandboxes(1).getFirst();
    CompiledSandbox compiled =
        PolicyCompiler.compile(TemplateTree.read(), List.of(sandbox), LastGood.none())
            .sandboxes()
            .getFirst();
    LocalSigner key = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
    try (HostLog log =
        HostLog.open(
            folder.resolve("log"),
            key,
            "tappass/acme/bench",
            RecordSubject.ofHost("acme", "bench"),
            this::time)) {
      var parts =
          new EngineParts(
              log,
              this::time,
              System::nanoTime,
              path -> path,
              EngineParts.REQUEST_BYTES_MAX,
              (event, where, cause) -> {});
      var subject =
          new RecordSubject("acme", sandbox.project(), sandbox.agent(), sandbox.sandbox(), "bench");
      var identity = new SandboxIdentity(subject, sandbox.runtime(), "/workspace", "/home/agent");
      PolicyEngine engine =
          PolicyEngine.start(
              parts, List.of(identity), () -> "s-bench-" + sessions.incrementAndGet());
      engine.install(
          sandbox.sandbox(), InForce.of(compiled.policy(), 1), now -> new Standing.Current());
      return overSocket(folder, client, engine, sandbox.sandbox());
    }
  }

  private BenchTable overSocket(Path folder, Path client, PolicyEngine engine, String sandbox)
      throws Exception {
    var hook = new ClaudeCodeHook(engine);
    Path socket = folder.resolve("hook.sock");
    var address = new HookSocket.Address(new SandboxId(sandbox), socket, Optional.empty());
    long[] nanos = new long[MEASURED];
    int allowed = 0;
    try (var _ =
        HookSocket.open(
            address, (from, input) -> hook.answer(from.value(), input), EventLog.silent())) {
      for (int number = -WARM_UP; number < MEASURED; number++) {
        if (calls.incrementAndGet() % CALLS_PER_SESSION == 0) {
          engine.restartSession(sandbox);
        }
        long start = System.nanoTime();
        String answer = call(client, socket, number);
        long took = System.nanoTime() - start;
        if (number >= 0) {
          nanos[number] = took;
          allowed += answer.contains("\"permissionDecision\":\"allow\"") ? 1 : 0;
        }
      }
    }
    var times = new Percentiles(nanos);
    return new BenchTable(
        "hook",
        "p99 under 15 ms, spawn included.",
        List.of("calls", "allowed", "p50 ms", "p99 ms", "max ms"),
        List.of(
            List.of(
                String.valueOf(MEASURED),
                String.valueOf(allowed),
                times.millis(0.5),
                times.millis(0.99),
                times.millis(1))));
  }

  private static String call(Path client, Path socket, int number)
      throws IOException, InterruptedException {
    String event =
        "{\"session_id\":\"bench\",\"transcript_path\":\"/dev/null\",\"cwd\":\"/workspace\","
            + "\"permission_mode\":\"default\",\"hook_event_name\":\"PreToolUse\","
            + "\"tool_name\":\"Read\",\"tool_input\":{\"file_path\":\"/workspace/src/file-"
            + number
            + ".txt\"},\"tool_use_id\":\"toolu_"
            + number
            + "\"}";
    Process process =
        new ProcessBuilder(client.toString(), socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var in = process.getOutputStream()) {
      in.write(event.getBytes(UTF_8));
    }
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the hook client did not end");
    }
    return answer;
  }
}
