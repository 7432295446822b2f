package io.tappass.host.landlock;

import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.json.JsonValue.JsonObject;
import java.io.IOException;
import java.util.List;

/** Makes attempts against the kernel, in a process that is not the daemon, held by the spec. */
@FunctionalInterface
public interface KernelProbes {

  /** Seconds that all attempts of one sandbox may take. */
  int SECONDS_MAX = 20;

  /**
   * Tries each attempt.
   *
   * @param spec a document {@code tappass.landlock.v1}
   * @return one outcome for each attempt, in order
   * @throws IOException if nothing could be held, the child did not answer in time, or answered
   *     something else; then nothing is known
   */
  List<Outcome> run(JsonObject spec, List<JsonObject> attempts) throws IOException;

  /** The real ones; the caller closes them. */
  static ProbingChild inChild() {
    return new ProbingChild();
  }
}
