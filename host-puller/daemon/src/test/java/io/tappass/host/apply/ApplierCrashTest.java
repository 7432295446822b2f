package io.tappass.host.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.host.apply.Applier.NothingApplied;
import io.tappass.host.apply.Applier.Recovered;
import io.tappass.host.apply.Applier.Restored;
import io.tappass.host.state.DurableFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real child processes, killed while they bring releases into force: at every named point by a halt
 * inside, and at any moment by SIGKILL from outside. After each death a start must find one whole
 * generation, not below the last release that was acknowledged.
 */
class ApplierCrashTest {
  private static final int LANES = 2;
  private static final int RUNS_PER_LANE = 60;
  private static final int RELEASES_PER_RUN = 6;

  @TempDir Path root;

  /** What one lane of runs saw. */
  private record Tally(
      Map<Milestone, Integer> points, int killed, int finished, int acknowledged, int recovered) {}

  @Test
  void the_applied_release_never_goes_down_whenever_the_process_dies() throws Exception {
    long seed = 20261124L;
    List<Callable<Tally>> lanes = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      Path folder = root.toRealPath().resolve("lane" + lane);
      var random = new Random(seed + lane);
      lanes.add(() -> runs(folder, random));
    }
    Map<Milestone, Integer> points = new EnumMap<>(Milestone.class);
    int killed = 0;
    int finished = 0;
    int acknowledged = 0;
    int recovered = 0;
    try (var executor = Executors.newFixedThreadPool(LANES)) {
      for (Future<Tally> lane : executor.invokeAll(lanes)) {
        Tally tally = lane.get();
        tally.points().forEach((point, count) -> points.merge(point, count, Integer::sum));
        killed += tally.killed();
        finished += tally.finished();
        acknowledged += tally.acknowledged();
        recovered += tally.recovered();
      }
    }
    System.out.printf(
        "apply killed: %d runs (seed %d), at named points %s, by SIGKILL %d, not in time %d;"
            + " %d releases acknowledged, %d times recovered%n",
        LANES * RUNS_PER_LANE,
        seed,
        new TreeMap<>(points),
        killed,
        finished,
        acknowledged,
        recovered);
    assertThat(points.keySet()).containsExactly(Milestone.values());
    assertThat(killed).isPositive();
    assertThat(recovered).isEqualTo(LANES * RUNS_PER_LANE);
  }

  private static Tally runs(Path folder, Random random) throws Exception {
    Map<Milestone, Integer> points = new EnumMap<>(Milestone.class);
    SandboxSite site = Policies.site(folder);
    var sandbox = SandboxFolder.open(folder.resolve("data"), Policies.SANDBOX);
    int killed = 0;
    int finished = 0;
    int acknowledged = 0;
    int recovered = 0;
    long inForce = 0;
    for (int run = 0; run < RUNS_PER_LANE; run++) {
      Milestone[] all = Milestone.values();
      // Two of three die at a named point, all points in turn; the third is killed from outside.
      boolean isKilled = run % 3 == 2;
      Milestone point = all[(run - run / 3) % all.length];
      Run ran =
          isKilled
              ? run(folder, "none", 0, random.nextInt(RELEASES_PER_RUN))
              : run(folder, point.name(), 1 + random.nextInt(3), Integer.MAX_VALUE);
      acknowledged += ran.acknowledgedCount();
      if (ran.halted()) {
        points.merge(point, 1, Integer::sum);
      } else if (ran.killed()) {
        killed++;
      } else {
        finished++;
      }
      inForce = assertWhole(sandbox, site, Math.max(inForce, ran.acknowledged()));
      recovered++;
    }
    return new Tally(points, killed, finished, acknowledged, recovered);
  }

  /** What a start finds after the death, checked; returns the release in force. */
  private static long assertWhole(SandboxFolder sandbox, SandboxSite site, long atLeast)
      throws Exception {
    List<String> decides = new ArrayList<>();
    var applier =
        new Applier(
            Policies.providers(),
            (spec, attempts) -> {
              throw new IOException("no kernel in this test");
            },
            (id, activation) -> () -> decides.add(activation.digest()),
            milestone -> {});
    Recovered found = applier.recover(sandbox, site);
    if (found instanceof NothingApplied) {
      assertThat(atLeast).isZero();
      return 0;
    }
    assertThat(found).isInstanceOf(Restored.class);
    InForceReport report = ((Restored) found).report();
    AppliedMark mark = report.mark();
    // INVARIANT: the applied release never goes down, also across a crash.
    assertThat(mark.release()).isGreaterThanOrEqualTo(atLeast);
    assertThat(report.damage()).isEmpty();
    assertThat(decides).containsExactly(mark.policy());
    assertThat(sandbox.shown()).isEqualTo(Optional.of(mark.generation()));
    byte[] highWater =
        DurableFiles.read(sandbox.path().resolveSibling("../high-water").normalize(), 20)
            .orElseThrow();
    assertThat(Long.parseLong(new String(highWater, StandardCharsets.US_ASCII)))
        .isGreaterThanOrEqualTo(mark.release());
    return mark.release();
  }

  private record Run(boolean halted, boolean killed, long acknowledged, int acknowledgedCount) {}

  /**
   * @param killAfter kills from outside after that many acknowledged releases
   */
  private static Run run(Path folder, String milestone, int count, int killAfter) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ApplyingMain.class.getName(),
                folder.toString(),
                Integer.toString(RELEASES_PER_RUN),
                milestone,
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    int acknowledgedCount = 0;
    boolean halted = false;
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("acknowledged ")) {
          acknowledged = Long.parseLong(line.substring("acknowledged ".length()));
          acknowledgedCount++;
        }
        halted |= line.startsWith("halting ");
        if (!line.startsWith("halting ") && acknowledgedCount == killAfter) {
          // SIGKILL, somewhere in the middle of the next release.
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    int status = child.exitValue();
    assertThat(status).isIn(0, 9, 137);
    return new Run(halted, status == 137, acknowledged, acknowledgedCount);
  }
}
