package io.tappass.host.landlock;

import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes attempts against the kernel, in a child process that is held by the spec. */
@FunctionalInterface
public interface KernelProbes {

  /** Seconds that all attempts of one sandbox may take. */
  int SECONDS_MAX = 20;

  /**
   * Tries each attempt.
   *
   * @param spec a document {@code tappass.landlock.v1}
   * @return one outcome for each attempt, in order
   * @throws IOException if the child could not be held, did not end, or answered something else;
   *     then nothing is known
   */
  List<Outcome> run(JsonObject spec, List<JsonObject> attempts) throws IOException;

  /** The real ones: a small JVM that restricts itself. */
  static KernelProbes inChild() {
    return KernelProbes::runInChild;
  }

  private static List<Outcome> runInChild(JsonObject spec, List<JsonObject> attempts)
      throws IOException {
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
    Process child = builder.start();
    try {
      try (OutputStream in = child.getOutputStream()) {
        in.write(KernelProbe.input(spec, attempts));
      }
      if (!child.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("the probing child did not end");
      }
      String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (child.exitValue() != 0) {
        throw new IOException("the probing child ended with " + child.exitValue());
      }
      List<Outcome> outcomes = new ArrayList<>();
      out.lines().forEach(line -> outcomes.add(Outcome.valueOf(line)));
      if (outcomes.size() != attempts.size()) {
        throw new IOException("the probing child answered " + outcomes.size() + " attempts");
      }
      return outcomes;
    } catch (IllegalArgumentException e) {
      throw new IOException("the probing child answered nonsense", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while probing", e);
    } finally {
      child.destroyForcibly();
    }
  }
}
