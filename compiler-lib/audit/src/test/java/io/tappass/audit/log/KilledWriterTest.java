package io.tappass.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.AuditFixtures;
import io.tappass.audit.AuditRecord;
import io.tappass.audit.TestSigner;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed at named points of its appends; what it had answered is there. */
class KilledWriterTest {
  private static final int RUNS = Integer.getInteger("tappass.audit.kills", 63);
  private static final long SEED = 90_125;

  private record Run(boolean isReached, Set<String> answered, Set<String> found) {}

  @Test
  void every_answered_record_is_found_after_the_process_was_killed(@TempDir Path folder)
      throws Exception {
    var random = new Random(SEED);
    Map<KilledWriter.Point, Integer> reached = new EnumMap<>(KilledWriter.Point.class);
    List<KilledWriter.Point> points = List.of(KilledWriter.Point.values());
    int answered = 0;
    int recovered = 0;
    for (int index = 0; index < RUNS; index++) {
      KilledWriter.Point point = points.get(index % points.size());
      boolean isRare =
          point == KilledWriter.Point.BEFORE_CREATE
              || point == KilledWriter.Point.BETWEEN_CREATE_AND_FOLDER_SYNC;
      int count = 1 + random.nextInt(isRare ? 3 : 40);
      Run run = run(folder.resolve("run-" + index), point, count);
      assertThat(run.found())
          .as("seed %d run %d: %s, %d", SEED, index, point, count)
          .containsAll(run.answered());
      assertThat(run.isReached()).as("run %d reached %s", index, point).isTrue();
      reached.merge(point, 1, Integer::sum);
      answered += run.answered().size();
      recovered += run.found().size();
    }
    assertThat(reached).hasSize(KilledWriter.Point.values().length);
    System.out.println(
        "killed writers: "
            + RUNS
            + " runs, points "
            + reached
            + ", "
            + answered
            + " acknowledged, "
            + recovered
            + " recovered");
  }

  private static Run run(Path folder, KilledWriter.Point point, int count) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                folder.toString(),
                point.name(),
                Integer.toString(count))
            .redirectErrorStream(true)
            .start();
    Set<String> answered = new HashSet<>();
    boolean isReached = false;
    List<String> other = new ArrayList<>();
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("answered ") && line.length() == 73) {
          answered.add(line.substring(9));
          // Killed wherever it is, once it has answered enough; what is in the pipe still counts.
          if (point == KilledWriter.Point.ANYWHERE && answered.size() == count) {
            isReached = true;
            kill(child);
          }
        } else if (line.startsWith("reached ")) {
          isReached = true;
          kill(child);
        } else {
          other.add(line);
        }
      }
    }
    child.waitFor();
    assertThat(isReached).as("the child said %s", other).isTrue();
    return new Run(isReached, answered, found(folder));
  }

  /** By its handle: {@link Process#destroyForcibly} would close the pipe that is still read. */
  private static void kill(Process child) {
    assertThat(child.toHandle().destroyForcibly()).isTrue();
  }

  private static Set<String> found(Path folder) throws Exception {
    Set<String> found = new HashSet<>();
    try (HostLog log =
        HostLog.open(
            new FolderStorage(folder),
            TestSigner.fixed(),
            AuditFixtures.LOG,
            AuditFixtures.HOST,
            AuditFixtures.CLOCK,
            HostLogOptions.STANDARD)) {
      // A killed process loses nothing that it wrote, so no promise can be broken.
      assertThat(log.opening()).isNotInstanceOf(Opening.NewEpoch.class);
      List<AuditRecord> records = new ArrayList<>();
      log.replay(records::add);
      records.forEach(record -> found.add(record.fingerprint()));
    }
    return found;
  }
}
