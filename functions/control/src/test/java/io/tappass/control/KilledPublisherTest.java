package io.tappass.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.LeaseMark;
import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.trust.Enrolment;
import io.tappass.trust.Release;
import io.tappass.trust.StorePaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledPublisherTest {
  /** Processes in one run; `tappass.kills` says another number. */
  private static final int RUNS = Integer.getInteger("tappass.kills", 60);

  /** Points on the way of one commit, about; a process that dies later has finished some. */
  private static final int POINTS = 60;

  @TempDir private Path folder;

  @Test
  void aPublisherMayDieAnywhereAndNothingThatItAcknowledgedIsLost() throws Exception {
    long seed = Long.getLong("tappass.seed", 20261124L);
    var random = new Random(seed);
    Enrolment enrolment = enrol();
    long lastNumber = 0;
    long lastSerial = 0;
    long lastWalked = 1;
    int killed = 0;
    for (int run = 0; run < RUNS; run++) {
      int exit = publish(run, 1 + random.nextInt(POINTS));
      assertThat(exit)
          .as("seed %s run %s: %s", seed, run, output())
          .isIn(0, KilledPublisher.KILLED);
      killed += exit == KilledPublisher.KILLED ? 1 : 0;

      var backend = new FolderBackend(folder, point -> {});
      var kit = new ControlKit(backend.registry(), backend.store());
      long number = kit.registry.head().map(Head::number).orElse(0L);
      long serial = kit.registry.leaseMark().map(LeaseMark::serial).orElse(0L);
      assertThat(number).as("seed %s run %s", seed, run).isGreaterThanOrEqualTo(lastNumber);
      assertThat(serial).isGreaterThanOrEqualTo(lastSerial);
      assertThat(ancestry(kit)).containsAllEntriesOf(acknowledged());
      // Between a release and its lease a host still walks the release before, to the end.
      if (kit.store.read(StorePaths.LEASE, 1 << 16).isPresent()) {
        long walked = kit.walk(enrolment).release();
        assertThat(walked).isBetween(lastWalked, number);
        lastWalked = walked;
      }
      lastNumber = number;
      lastSerial = serial;
    }
    assertThat(publish(RUNS, Long.MAX_VALUE)).as(output()).isZero();
    var backend = new FolderBackend(folder, point -> {});
    var kit = new ControlKit(backend.registry(), backend.store());
    assertThat(kit.walk(enrolment).release()).isEqualTo(kit.registry.head().orElseThrow().number());
    report(seed, killed, kit);
    assertThat(killed).isGreaterThan(RUNS / 2);
  }

  private Enrolment enrol() throws Exception {
    var backend = new FolderBackend(folder, point -> {});
    var kit = new ControlKit(backend.registry(), backend.store());
    var enrolment =
        new Enrolment(
            ControlKit.TRIAGE, "host-1", kit.hostKey.key(), "0".repeat(32), 1, kit.now.get());
    kit.registry.appendEnrolment(
        new StoredEnrolment("triage-1", 1, enrolment.sign(List.of(kit.enrolmentKey))));
    return enrolment;
  }

  /** A process of its own; each run publishes one commit more than the one before, and two new. */
  private int publish(int run, long dieAt) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                KilledPublisher.class.getName(),
                folder.toString(),
                Integer.toString(run),
                "2",
                Long.toString(dieAt))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    return process.waitFor();
  }

  private String output() throws Exception {
    return Files.readString(folder.resolve("output"));
  }

  private Map<Long, String> acknowledged() throws Exception {
    var numbers = new TreeMap<Long, String>();
    for (String line : lines("acknowledged")) {
      numbers.put(Long.parseLong(line.split(" ", 2)[0]), line.split(" ", 2)[1]);
    }
    return numbers;
  }

  /** The head and every release before it, each verified, by number. */
  private static Map<Long, String> ancestry(ControlKit kit) throws Exception {
    var numbers = new TreeMap<Long, String>();
    Optional<Head> head = kit.registry.head();
    Optional<String> next = head.map(Head::digest);
    for (long number = head.map(Head::number).orElse(0L); number > 0; number--) {
      if (kit.store.read(StorePaths.release(number), 1 << 20).isEmpty()) {
        continue;
      }
      Release release = PlaceRelease.open(kit.root, kit.object(StorePaths.release(number)));
      // A number that a dead publisher left behind is no ancestor.
      if (next.isPresent() && release.digest().equals(next.get())) {
        numbers.put(number, release.digest());
        next = release.previous();
      }
    }
    assertThat(next).as("the chain ends at the first release").isEmpty();
    return numbers;
  }

  private List<String> lines(String file) throws Exception {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  private void report(long seed, int killed, ControlKit kit) throws Exception {
    var points = new TreeMap<String, Integer>();
    for (String point : lines("points")) {
      points.merge(point, 1, Integer::sum);
    }
    System.out.printf(
        "killed publishers: seed %d, %d runs, %d killed at %d points, %d releases acknowledged,"
            + " %d recovered, head %d%n",
        seed,
        RUNS,
        killed,
        points.size(),
        acknowledged().size(),
        ancestry(kit).size(),
        kit.registry.head().orElseThrow().number());
    points.forEach((point, count) -> System.out.printf("  %3d  %s%n", count, point));
  }
}
