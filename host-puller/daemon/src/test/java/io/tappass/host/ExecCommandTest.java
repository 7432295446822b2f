package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.host.apply.Applier;
import io.tappass.host.apply.Policies;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.follow.StateFile;
import io.tappass.host.landlock.Landlock;
import io.tappass.host.landlock.StartRefused;
import io.tappass.host.state.SandboxState;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tappass-host exec} on a policy that was really applied. */
class ExecCommandTest {
  @TempDir Path root;
  private final Instant now = Instant.now();
  private SandboxFolder folder;
  private Path data;

  @BeforeEach
  void apply() throws Exception {
    root = root.toRealPath();
    data = root.resolve("data");
    SandboxSite site = Policies.site(root);
    folder = SandboxFolder.open(data, Policies.SANDBOX);
    applied(site, 1, new Rings(List.of(Ring.KERNEL), Policies.BOTH));
    state(SandboxState.CURRENT, Optional.of(now.plus(Duration.ofHours(1))));
  }

  private void applied(SandboxSite site, long release, Rings rings) throws Exception {
    new Applier(
            Policies.providers(),
            (spec, attempts) -> {
              throw new IOException("no kernel in this test");
            },
            (sandbox, activation) -> () -> {},
            milestone -> {})
        .apply(
            folder,
            site,
            Policies.activation(release, Policies.policy("v" + release, rings)),
            () -> {});
  }

  private void state(SandboxState state, Optional<Instant> until) throws IOException {
    new StateFile(state, 1, until).write(folder.path());
  }

  private String refusal() {
    StartRefused refused =
        catchThrowableOfType(
            StartRefused.class, () -> ExecCommand.spec(data, Policies.SANDBOX, now));
    assertThat(refused).isNotNull();
    return refused.code();
  }

  @Test
  void a_command_is_held_by_the_policy_in_force() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    Path inside = Files.writeString(root.resolve("work/inside"), "inside\n");
    Path outside = Files.writeString(root.resolve("outside"), "secret\n");
    List<String> out =
        run(
            "exec",
            "--sandbox",
            "sb-1",
            "--data",
            data.toString(),
            "--",
            "/usr/bin/cat",
            inside.toString(),
            outside.toString());
    assertThat(out.get(0)).isEqualTo("1");
    assertThat(out.get(1))
        .contains("inside")
        .contains("Permission denied")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @EnumSource(SandboxState.class)
  void only_a_state_that_may_start_work_starts_it(SandboxState state) throws Exception {
    state(state, Optional.of(now.plus(Duration.ofHours(1))));
    if (state.mayStart()) {
      assertThat(ExecCommand.spec(data, Policies.SANDBOX, now).sandbox()).isEqualTo("sb-1");
    } else {
      assertThat(refusal()).isEqualTo("state_" + state.text().replace('-', '_'));
    }
  }

  @Test
  void nothing_is_started_once_the_lease_and_its_grace_have_ended() throws Exception {
    state(SandboxState.CURRENT, Optional.of(now));
    assertThat(refusal()).isEqualTo("state_stale");
    state(SandboxState.CURRENT, Optional.empty());
    assertThat(refusal()).isEqualTo("state_stale");
  }

  @Test
  void what_was_changed_on_disk_starts_nothing() throws Exception {
    Path spec = folder.current().resolve("landlock/landlock.json");
    String good = Files.readString(spec);
    Files.writeString(spec, good.replace("/usr/**", "/**"));
    assertThat(refusal()).isEqualTo("spec_changed");
    Files.delete(spec);
    assertThat(refusal()).isEqualTo("spec_changed");
    Files.writeString(spec, good);
    Path manifest = folder.current().resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest) + " ");
    assertThat(refusal()).isEqualTo("spec_unreadable");
  }

  @Test
  void without_a_kernel_ring_or_anything_in_force_nothing_starts() throws Exception {
    applied(Policies.site(root), 2, new Rings(List.of(), Map.of(Ring.HARNESS, "claude-code")));
    assertThat(refusal()).isEqualTo("no_kernel_ring");
    Files.delete(folder.path().resolve("state.json"));
    assertThat(refusal()).isEqualTo("state_absent");
  }

  @Test
  void a_refusal_is_126_and_a_wrong_command_line_2() throws Exception {
    state(SandboxState.HALTED, Optional.empty());
    List<String> refused =
        run("exec", "--sandbox", "sb-1", "--data", data.toString(), "--", "/usr/bin/true");
    assertThat(refused.get(0)).isEqualTo("126");
    assertThat(refused.get(1)).startsWith("tappass-host: refused: state_halted: ");
    assertThat(run("exec", "--sandbox", "sb-1").get(0)).isEqualTo("2");
    assertThat(run("exec", "--sandbox", "../etc", "--", "true").get(0)).isEqualTo("2");
    assertThat(run("fly").get(0)).isEqualTo("2");
  }

  /** Status, then everything that was printed. */
  private static List<String> run(String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HostMain.class.getName()));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return List.of(Integer.toString(process.exitValue()), out);
  }
}
