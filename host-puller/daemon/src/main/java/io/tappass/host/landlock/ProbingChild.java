package io.tappass.host.landlock;

import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.json.JsonValue.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The real probes: one small JVM ({@link KernelProbe}) that stays, because its start takes most of
 * a second and an apply waits for it. Each question is answered by a thread of its own there, which
 * restricts itself and ends. The child ends with {@link #close} or with this process.
 */
public final class ProbingChild implements KernelProbes, AutoCloseable {

  /** Bytes of an answer. */
  static final int ANSWER_BYTES_MAX = 64 * 1024;

  private record Child(Process process, DataInputStream answers, DataOutputStream questions) {}

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Child child;

  ProbingChild() {}

  /** Starts the child now, so that the first apply does not wait for it. */
  public void warm() throws IOException {
    lock.lock();
    try {
      started();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Outcome> run(JsonObject spec, List<JsonObject> attempts) throws IOException {
    byte[] question = KernelProbe.input(spec, attempts);
    lock.lock();
    try {
      Child asked = started();
      String answer;
      try {
        answer = answer(asked, question);
      } catch (IOException e) {
        // INVARIANT: a child that failed once is never believed again.
        stop();
        throw e;
      }
      return outcomes(answer, attempts.size());
    } finally {
      lock.unlock();
    }
  }

  private Child started() throws IOException {
    Child known = child;
    if (known != null && known.process().isAlive()) {
      return known;
    }
    stop();
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KernelProbe.class.getName());
    builder.environment().clear();
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    Child fresh =
        new Child(
            process,
            new DataInputStream(process.getInputStream()),
            new DataOutputStream(process.getOutputStream()));
    child = fresh;
    return fresh;
  }

  /** One question and its answer, in time or not at all. */
  private static String answer(Child child, byte[] question) throws IOException {
    var exchange =
        new FutureTask<>(() -> {
          child.questions().writeInt(question.length);
          child.questions().write(question);
          child.questions().flush();
          int length = child.answers().readInt();
          if (length < 0 || length > ANSWER_BYTES_MAX) {
            throw new IOException("the probing child answered " + length + " bytes");
          }
          return new String(child.answers().readNBytes(length), StandardCharsets.UTF_8);
        });
    Thread.ofPlatform().daemon().name("tappass-probe").start(exchange);
    try {
      return exchange.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the probing child did not answer", e);
    } catch (ExecutionException e) {
      throw new IOException("the probing child ended: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while probing", e);
    }
  }

  private static List<Outcome> outcomes(String answer, int attempts) throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    try {
      answer.lines().forEach(line -> outcomes.add(Outcome.valueOf(line)));
    } catch (IllegalArgumentException e) {
      throw new IOException("nothing was probed: " + answer, e);
    }
    if (outcomes.size() != attempts) {
      throw new IOException("the probing child answered " + outcomes.size() + " attempts");
    }
    return outcomes;
  }

  private void stop() {
    Child known = child;
    child = null;
    if (known != null) {
      known.process().destroyForcibly();
    }
  }

  /** Ends the child; a later question starts another. */
  @Override
  public void close() {
    lock.lock();
    try {
      stop();
    } finally {
      lock.unlock();
    }
  }
}
