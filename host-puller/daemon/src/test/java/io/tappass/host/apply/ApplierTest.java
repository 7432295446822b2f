package io.tappass.host.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.host.apply.Applier.Damaged;
import io.tappass.host.apply.Applier.NothingApplied;
import io.tappass.host.apply.Applier.Restored;
import io.tappass.host.apply.ApplyRefused.Kind;
import io.tappass.host.apply.InForceReport.Counts;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.landlock.Landlock;
import io.tappass.host.landlock.ProbingChild;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.provider.TargetVersion;
import io.tappass.provider.claudecode.ClaudeCodeProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplierTest {
  private static final Applier.HighWater WRITTEN = () -> {};

  /** For tests that are not about the kernel: nothing was tried, so nothing passed. */
  private static final KernelProbes NO_KERNEL =
      (spec, attempts) -> {
        throw new IOException("no kernel in this test");
      };

  @TempDir Path root;
  private SandboxSite site;
  private SandboxFolder folder;
  private final List<String> deciding = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    root = root.toRealPath();
    site = Policies.site(root);
    folder = SandboxFolder.open(root.resolve("data"), Policies.SANDBOX);
  }

  private Applier applier(KernelProbes kernel) {
    return new Applier(
        Policies.providers(),
        kernel,
        (sandbox, activation) ->
            () -> deciding.add(activation.release() + " " + activation.digest()),
        milestone -> {});
  }

  private InForceReport apply(long release, String variant) throws Exception {
    return applier(NO_KERNEL)
        .apply(folder, site, Policies.activation(release, Policies.policy(variant)), WRITTEN);
  }

  @Test
  void a_policy_comes_into_force_in_both_rings_and_the_kernel_says_so() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    CompiledPolicy policy = Policies.policy("v1");
    InForceReport report;
    try (ProbingChild kernel = KernelProbes.inChild()) {
      report = applier(kernel).apply(folder, site, Policies.activation(7, policy), WRITTEN);
    }
    assertThat(report.damage()).isEmpty();
    assertThat(report.mark().release()).isEqualTo(7);
    assertThat(report.present()).containsExactly(Ring.HARNESS, Ring.KERNEL);
    assertThat(deciding).containsExactly("7 " + policy.digest());
    ProviderReport kernel = report.providers().get(1);
    assertThat(kernel.effectiveAt()).isEqualTo("restart");
    assertThat(kernel.probed()).isEqualTo(new Counts(4, 0));
    assertThat(kernel.modelled().failed()).isZero();
    assertThat(kernel.reread()).isEqualTo(new Counts(1, 0));
    assertThat(report.providers().get(0).modelled().failed()).isZero();
    assertThat(root.resolve("place/managed-settings.json"))
        .content()
        .contains(root.resolve("tappass-hook").toString());
  }

  @Test
  void another_policy_switches_every_provider_by_one_link() throws Exception {
    apply(1, "v1");
    String before = Files.readString(root.resolve("place/managed-settings.json"));
    Path link = Files.readSymbolicLink(folder.current());
    InForceReport report = apply(2, "v2");
    assertThat(Files.readSymbolicLink(folder.current())).isNotEqualTo(link);
    assertThat(report.damage()).isEmpty();
    assertThat(Files.readString(folder.current().resolve("landlock/landlock.json")))
        .contains(Policies.policy("v2").digest());
    assertThat(before).isNotEmpty();
    assertThat(deciding).hasSize(2);
  }

  @Test
  void a_new_number_with_the_same_policy_writes_no_generation() throws Exception {
    apply(1, "v1");
    InForceReport report = apply(9, "v1");
    assertThat(report.mark().release()).isEqualTo(9);
    assertThat(report.mark().generation()).startsWith("000000000001-");
    assertThat(folder.path().resolve("generations").toFile().list()).hasSize(1);
  }

  @Test
  void a_lower_release_is_refused_and_changes_nothing() throws Exception {
    apply(5, "v1");
    ApplyRefused refused = catchThrowableOfType(ApplyRefused.class, () -> apply(4, "v2"));
    assertThat(refused.code()).isEqualTo("release_below");
    assertThat(folder.mark().orElseThrow().release()).isEqualTo(5);
    assertThat(deciding).hasSize(1);
  }

  @Test
  void at_most_two_generations_are_kept() throws Exception {
    for (int release = 1; release <= 5; release++) {
      apply(release, "v" + release);
    }
    assertThat(folder.path().resolve("generations").toFile().list()).hasSize(2);
  }

  @Test
  void a_start_finds_what_is_in_force_and_finishes_a_cut_off_switch() throws Exception {
    assertThat(applier(NO_KERNEL).recover(folder, site)).isInstanceOf(NothingApplied.class);
    apply(1, "v1");
    InForceReport newest = apply(2, "v2");
    Files.delete(folder.current());
    Files.createSymbolicLink(
        folder.current(),
        Path.of("generations", SandboxFolder.name(1, Policies.policy("v1").digest())));
    deciding.clear();
    var restored = (Restored) applier(NO_KERNEL).recover(folder, site);
    assertThat(restored.report().mark()).isEqualTo(newest.mark());
    assertThat(restored.report().damage()).isEmpty();
    assertThat(Files.readSymbolicLink(folder.current()).getFileName().toString())
        .isEqualTo(newest.mark().generation());
    assertThat(deciding).containsExactly("2 " + Policies.policy("v2").digest());
  }

  @Test
  void whatever_is_changed_on_disk_is_found_and_never_decides() throws Exception {
    List<String> changed =
        List.of(
            "landlock/landlock.json",
            "claude-code/managed-settings.json",
            "policy.json",
            "manifest.json");
    for (int index = 0; index < changed.size(); index++) {
      String variant = "v" + index;
      InForceReport report = apply(index + 1L, variant);
      assertThat(applier(NO_KERNEL).drift(folder, site, report, Policies.policy(variant)))
          .isEmpty();
      Path file = folder.current().resolve(changed.get(index));
      Files.writeString(file, Files.readString(file).replace("claude", "clause") + " ");
      deciding.clear();
      assertThat(applier(NO_KERNEL).drift(folder, site, report, Policies.policy(variant)))
          .isNotEmpty();
      assertThat(applier(NO_KERNEL).recover(folder, site))
          .isInstanceOfSatisfying(
              Damaged.class,
              damaged -> assertThat(damaged.release()).isEqualTo(report.mark().release()));
      assertThat(deciding).isEmpty();
    }
  }

  @Test
  void a_file_that_was_added_or_made_writable_is_found() throws Exception {
    String variant = "v1";
    InForceReport report = apply(1, variant);
    Path extra = folder.current().resolve("landlock/more.json");
    Files.writeString(extra, "{}");
    assertThat(applier(NO_KERNEL).drift(folder, site, report, Policies.policy(variant))).hasSize(1);
    Files.delete(extra);
    assertThat(folder.current().resolve("landlock/landlock.json").toFile().setWritable(true, false))
        .isTrue();
    assertThat(applier(NO_KERNEL).drift(folder, site, report, Policies.policy(variant)))
        .isNotEmpty();
  }

  @Test
  void a_link_that_a_target_reads_through_is_missed_when_it_is_gone() throws Exception {
    String variant = "v1";
    InForceReport report = apply(1, variant);
    Files.delete(root.resolve("place/managed-settings.json"));
    assertThat(applier(NO_KERNEL).drift(folder, site, report, Policies.policy(variant))).hasSize(1);
    assertThat(apply(1, variant).damage()).isEmpty();
    assertThat(root.resolve("place/managed-settings.json")).exists();
  }

  @Test
  void a_damaged_generation_is_written_again_beside_itself() throws Exception {
    apply(1, "v1");
    Files.writeString(folder.current().resolve("landlock/landlock.json"), "{}");
    InForceReport report = apply(1, "v1");
    assertThat(report.damage()).isEmpty();
    assertThat(report.mark().generation()).endsWith("-1");
  }

  @Test
  void a_damaged_mark_decides_nothing() throws Exception {
    apply(1, "v1");
    Files.writeString(folder.path().resolve("applied.json"), "{}");
    assertThat(applier(NO_KERNEL).recover(folder, site)).isInstanceOf(Damaged.class);
  }

  @Test
  void a_ring_that_cannot_be_served_as_it_must_quarantines() throws Exception {
    var unknown = new Rings(List.of(Ring.KERNEL), Map.of(Ring.KERNEL, "nono"));
    assertRefused("unknown_provider", Policies.policy("v", unknown), site);
    var absent = new Rings(List.of(Ring.KERNEL), Map.of());
    assertRefused("ring_missing", Policies.policy("v", absent), site);
    var swapped = new Rings(List.of(Ring.KERNEL), Map.of(Ring.KERNEL, ClaudeCodeProvider.ID));
    assertRefused("unknown_provider", Policies.policy("v", swapped), site);
    var noPlace = new SandboxSite(site.sandbox(), site.host(), Map.of(), site.versions());
    assertRefused("target_path", Policies.policy("v"), noPlace);
    var noVersion = new SandboxSite(site.sandbox(), site.host(), site.places(), Map.of());
    assertRefused("target_version", Policies.policy("v"), noVersion);
    var old =
        new SandboxSite(
            site.sandbox(),
            site.host(),
            site.places(),
            Map.of(
                "claude-code", TargetVersion.parse("1.0"), "landlock", TargetVersion.parse("7")));
    assertRefused("render_failed", Policies.policy("v"), old);
    assertThat(folder.mark()).isEmpty();
    assertThat(deciding).isEmpty();
  }

  private void assertRefused(String code, CompiledPolicy policy, SandboxSite at) {
    ApplyRefused refused =
        catchThrowableOfType(
            ApplyRefused.class,
            () -> applier(NO_KERNEL).apply(folder, at, Policies.activation(1, policy), WRITTEN));
    assertThat(refused).as(code).isNotNull();
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.kind()).isEqualTo(Kind.POLICY);
  }

  @Test
  void an_unserved_ring_that_is_not_required_is_reported_as_missing() throws Exception {
    var rings =
        new Rings(List.of(), Map.of(Ring.KERNEL, "landlock", Ring.LLM_GATEWAY, "no-gateway"));
    InForceReport report =
        applier(NO_KERNEL)
            .apply(folder, site, Policies.activation(1, Policies.policy("v", rings)), WRITTEN);
    assertThat(report.missing()).containsExactly(Ring.LLM_GATEWAY);
    assertThat(report.present()).containsExactly(Ring.KERNEL);
  }

  @Test
  void probes_that_could_not_be_made_have_not_passed() throws Exception {
    ProviderReport kernel = apply(1, "v1").providers().get(1);
    assertThat(kernel.probed()).isEqualTo(new Counts(0, 4));
  }

  @Test
  void a_symlink_in_the_place_of_a_folder_of_ours_stops_everything() throws Exception {
    apply(1, "v1");
    Path generations = folder.path().resolve("generations");
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.move(generations, root.resolve("moved"));
    Files.createSymbolicLink(generations, elsewhere);
    ApplyRefused refused = catchThrowableOfType(ApplyRefused.class, () -> apply(2, "v2"));
    assertThat(refused.code()).isEqualTo("symlinked_parent");
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(deciding).hasSize(1);
  }

  @Test
  void something_else_at_a_targets_place_is_never_replaced() throws Exception {
    Path theirs = Files.writeString(root.resolve("place/managed-settings.json"), "{\"mine\":1}");
    InForceReport report = apply(1, "v1");
    assertThat(theirs).content().isEqualTo("{\"mine\":1}");
    assertThat(report.damage()).anyMatch(line -> line.contains("not ours"));
  }

  @Test
  void a_high_water_mark_that_cannot_be_written_leaves_everything_as_it_was() throws Exception {
    apply(1, "v1");
    ApplyRefused refused =
        catchThrowableOfType(
            ApplyRefused.class,
            () ->
                applier(NO_KERNEL)
                    .apply(
                        folder,
                        site,
                        Policies.activation(2, Policies.policy("v2")),
                        () -> {
                          throw new IOException("no space left");
                        }));
    assertThat(refused.code()).isEqualTo("state_failed");
    assertThat(refused.kind()).isEqualTo(Kind.HOST);
    assertThat(((Restored) applier(NO_KERNEL).recover(folder, site)).report().mark().release())
        .isEqualTo(1);
  }

  /** A real file system that is really full, at every size from too small to large enough. */
  @Test
  void a_full_disk_while_switching_leaves_one_whole_generation_in_force() throws Exception {
    Path disk = Files.createDirectory(root.resolve("disk"));
    assumeTrue(mount(disk), "this user cannot mount a small tmpfs");
    try {
      SandboxFolder small = SandboxFolder.open(disk, Policies.SANDBOX);
      applier(NO_KERNEL).apply(small, site, Policies.activation(1, Policies.policy("v1")), WRITTEN);
      int full = 0;
      int applied = 0;
      long inForce = 1;
      for (int blocks = 0; blocks < 24; blocks++) {
        fill(disk, blocks);
        long release = 2L + blocks;
        try {
          applier(NO_KERNEL)
              .apply(
                  small,
                  site,
                  Policies.activation(release, Policies.policy("v" + release)),
                  WRITTEN);
          inForce = release;
          applied++;
        } catch (ApplyRefused e) {
          assertThat(e.kind()).isEqualTo(Kind.HOST);
          full++;
        }
        Files.deleteIfExists(disk.resolve("filler"));
        var restored = (Restored) applier(NO_KERNEL).recover(small, site);
        assertThat(restored.report().damage()).isEmpty();
        assertThat(restored.report().mark().release()).isGreaterThanOrEqualTo(inForce);
        inForce = restored.report().mark().release();
      }
      System.out.println(
          "full disk while switching: " + full + " refused, " + applied + " applied");
      assertThat(full).isPositive();
      assertThat(applied).isPositive();
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean mount(Path disk) throws Exception {
    try {
      return run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes all space but that many blocks of 4 KiB. */
  private static void fill(Path disk, int blocksLeft) throws IOException {
    Path filler = disk.resolve("filler");
    long free = Files.getFileStore(disk).getUsableSpace();
    Files.write(filler, new byte[(int) Math.max(0, free - blocksLeft * 4096L)]);
  }

  private static boolean run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
