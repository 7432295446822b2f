package io.tappass.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.cli.fleet.ApplyBench.Plan;
import io.tappass.cli.fleet.ApplyBench.Result;
import io.tappass.git.local.PolicyAuthor;
import io.tappass.host.landlock.Landlock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyBenchTest {
  @TempDir Path folder;

  @BeforeEach
  void kernel() {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
  }

  private Result run(Plan plan) throws Exception {
    var template = PolicyAuthor.filesBelow(Path.of("../policy-repo-template").toAbsolutePath());
    return new ApplyBench(plan, folder, template).run();
  }

  @Test
  void a_push_reaches_three_more_hosts_by_the_real_loop() throws Exception {
    var plan = new Plan(1, 3, Duration.ofMillis(100), false, 1);
    Result result = run(plan);
    assertThat(result.hosts()).isEqualTo(3);
    assertThat(result.sandboxes()).isEqualTo(3);
    assertThat(result.hostApplied().count()).isEqualTo(3);
    assertThat(result.probesFailed()).isZero();
    assertThat(result.probesPassed()).isGreaterThanOrEqualTo(3);
    // One push, one signature at the release key; the lease has another role and another key.
    assertThat(result.releaseSignatures()).containsExactly(1);
    assertThat(result.leaseSignatures()).containsExactly(1);
    assertThat(result.kmsSignRequests()).containsExactly(2L);
    assertThat(result.storeRequestsPerHostAndMinute()).isPositive();
    var text = new StringWriter();
    ApplyBench.print(plan, result, new PrintWriter(text, true));
    assertThat(text.toString())
        .contains("3 hosts with 3 sandboxes", "doorbell not rung", "at the release key: 1,");
  }

  @Test
  void a_doorbell_wakes_a_host_that_would_sleep_for_minutes() throws Exception {
    Result result = run(new Plan(2, 0, Duration.ofMinutes(10), true, 1));
    assertThat(result.sandboxes()).isEqualTo(3);
    assertThat(result.wholes().count()).isEqualTo(2);
    assertThat(result.probesFailed()).isZero();
  }
}
