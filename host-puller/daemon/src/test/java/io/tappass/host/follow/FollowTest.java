package io.tappass.host.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.host.apply.Applier;
import io.tappass.host.apply.ApplyRefused;
import io.tappass.host.apply.Policies;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.LeaseFollower.Followed;
import io.tappass.host.pull.SourceException.Kind;
import io.tappass.host.state.HostClock;
import io.tappass.host.state.SandboxState;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.trust.Lease.Kill;
import io.tappass.trust.Lease.KillScope;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Stalled;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TrustState;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One host and one sandbox, poll by poll, on clocks that the test owns. */
class FollowTest {
  private static final Instant START = Instant.parse("2026-11-24T16:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path root;
  private final FakeStore store = new FakeStore();
  private final LocalSigner hostKey = FakePublisher.key("host");
  private final List<String> decided = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final RefusalCounts refusals = new RefusalCounts();
  private FakePublisher publisher;
  private SandboxSite site;
  private Path data;
  private TrustFile trust;
  private Instant wall = START;
  private long nanos;
  private HostClock clock;
  private LeaseFollower leases;
  private SandboxFollower sandbox;
  private boolean doesEngineRefuse;
  private String session = "s-1";

  @BeforeEach
  void enrol() throws Exception {
    root = root.toRealPath();
    site = Policies.site(root);
    data = root.resolve("data");
    publisher = new FakePublisher(store, hostKey, START.plus(Duration.ofDays(30)));
    TrustFile.create(data, TrustState.first(publisher.trustedRoot(), START));
    startHost();
  }

  /** As a process that starts: everything in memory is new. */
  private void startHost() throws Exception {
    trust = TrustFile.open(data).orElseThrow();
    clock = new HostClock(() -> wall, () -> nanos, trust.state().timeFloor());
    var log = new EventLog(() -> wall, lines::add);
    leases = new LeaseFollower(store, new LeaseFollower.Parts(data, trust, clock, refusals, log));
    leases.recover();
    var applier =
        new Applier(
            Policies.providers(),
            (spec, attempts) -> {
              throw new IOException("no kernel in this test");
            },
            (id, activation) -> {
              if (doesEngineRefuse) {
                throw new ApplyRefused(
                    ApplyRefused.Kind.POLICY, "policy_unloadable", "the engine cannot load it");
              }
              return () -> decided.add(activation.release() + " " + activation.digest());
            },
            milestone -> {});
    sandbox =
        new SandboxFollower(
            publisher.verifiedEnrolment(START),
            site,
            SandboxFolder.open(data, Policies.SANDBOX),
            store,
            new SandboxFollower.Parts(
                applier, trust, clock, refusals, log, id -> Optional.of(session)));
    sandbox.start(leases.lease());
  }

  private Followed poll() {
    Followed followed = leases.poll();
    sandbox.follow(followed);
    return followed;
  }

  private void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  private Release publish(long number, String variant) throws Exception {
    Release release = publisher.release(number, Policies.policy(variant), wall);
    publisher.lease(wall, HOUR);
    return release;
  }

  private void assertState(SandboxState state, long release) {
    assertThat(sandbox.state()).isEqualTo(state);
    assertThat(sandbox.appliedRelease()).isEqualTo(release);
  }

  private List<String> codes() {
    return refusals.entries().stream().map(RefusalCounts.Entry::code).toList();
  }

  @Test
  void a_release_comes_into_force_and_the_next_one_after_it() throws Exception {
    assertState(SandboxState.ABSENT, 0);
    publish(1, "v1");
    poll();
    assertState(SandboxState.CURRENT, 1);
    publish(2, "v2");
    poll();
    assertState(SandboxState.CURRENT, 2);
    assertThat(decided).hasSize(2);
    assertThat(refusals.entries()).isEmpty();
    assertThat(trust.state().release().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void a_poll_that_finds_nothing_new_is_one_request() throws Exception {
    publish(1, "v1");
    poll();
    int before = store.reads();
    poll();
    assertThat(store.reads() - before).isEqualTo(1);
  }

  @Test
  void a_lease_that_ends_makes_the_sandbox_stale_at_that_second() throws Exception {
    publish(1, "v1");
    poll();
    pass(HOUR.minusSeconds(1));
    assertState(SandboxState.CURRENT, 1);
    pass(Duration.ofSeconds(1));
    assertState(SandboxState.STALE_DENY, 1);
    poll();
    assertState(SandboxState.STALE_DENY, 1);
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.CURRENT, 1);
  }

  @Test
  void an_expired_lease_of_the_store_is_refused() throws Exception {
    publisher.release(1, Policies.policy("v1"), wall);
    publisher.lease(wall.minus(Duration.ofHours(2)), HOUR);
    poll();
    assertState(SandboxState.ABSENT, 0);
    assertThat(codes()).containsExactly("lease_expired");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_store_that_fails_lowers_nothing_until_the_lease_ends(Kind kind) throws Exception {
    publish(1, "v1");
    poll();
    store.fail(kind);
    assertThat(poll().isReachable()).isFalse();
    assertState(SandboxState.CURRENT, 1);
    pass(HOUR);
    poll();
    assertState(SandboxState.STALE_DENY, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "null", "[]"})
  void nonsense_in_the_place_of_any_object_lowers_nothing(String nonsense) throws Exception {
    publish(1, "v1");
    poll();
    byte[] bytes = nonsense.getBytes(StandardCharsets.UTF_8);
    publish(2, "v2");
    for (String path :
        List.of(
            StorePaths.LEASE,
            StorePaths.release(2),
            StorePaths.tile(2, 0, 0),
            StorePaths.policy(Policies.policy("v2").digest()))) {
      byte[] good = store.bytes(path);
      store.put(path, bytes);
      poll();
      assertThat(sandbox.appliedRelease()).isEqualTo(1);
      assertThat(sandbox.state().mayStart()).isTrue();
      store.put(path, good);
    }
    poll();
    assertState(SandboxState.CURRENT, 2);
    assertThat(codes()).isNotEmpty();
  }

  @Test
  void what_the_store_removes_is_not_removed_here() throws Exception {
    publish(1, "v1");
    poll();
    store.remove(StorePaths.LEASE);
    store.remove(StorePaths.release(1));
    poll();
    assertState(SandboxState.CURRENT, 1);
    startHost();
    poll();
    assertState(SandboxState.CURRENT, 1);
  }

  @Test
  void an_old_release_under_the_new_number_freezes_and_alarms() throws Exception {
    publish(1, "v1");
    byte[] old = store.bytes(StorePaths.release(1));
    poll();
    publish(2, "v2");
    byte[] good = store.bytes(StorePaths.release(2));
    store.put(StorePaths.release(2), old);
    poll();
    assertState(SandboxState.FROZEN, 1);
    assertThat(codes()).containsExactly("frozen");
    store.put(StorePaths.release(2), good);
    poll();
    assertState(SandboxState.CURRENT, 2);
  }

  @Test
  void a_lease_that_names_a_release_below_the_mark_freezes() throws Exception {
    Release first = publish(1, "v1");
    poll();
    publish(2, "v2");
    poll();
    publisher.lease(first.name(), wall, HOUR);
    poll();
    assertState(SandboxState.FROZEN, 2);
    assertThat(codes()).containsExactly("release_number_lower");
    publisher.release(2, Policies.policy("v2"), wall);
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.CURRENT, 2);
  }

  @Test
  void an_older_lease_is_refused_and_the_newer_one_stays() throws Exception {
    publish(1, "v1");
    byte[] old = store.bytes(StorePaths.LEASE);
    poll();
    publish(2, "v2");
    poll();
    store.put(StorePaths.LEASE, old);
    poll();
    assertState(SandboxState.CURRENT, 2);
    assertThat(codes()).containsExactly("lease_serial_lower");
    startHost();
    poll();
    assertState(SandboxState.CURRENT, 2);
  }

  @Test
  void another_sandboxes_policy_is_refused() throws Exception {
    publish(1, "v1");
    poll();
    publish(2, "v2");
    store.put(
        StorePaths.policy(Policies.policy("v2").digest()),
        store.bytes(StorePaths.policy(Policies.policy("v1").digest())));
    poll();
    assertState(SandboxState.LAST_KNOWN_GOOD, 1);
    assertThat(codes()).containsExactly("policy_digest");
  }

  @Test
  void a_start_without_a_store_takes_up_what_was_in_force() throws Exception {
    publish(1, "v1");
    poll();
    store.fail(Kind.UNREACHABLE);
    startHost();
    assertState(SandboxState.CURRENT, 1);
    pass(HOUR);
    startHost();
    assertState(SandboxState.STALE_DENY, 1);
  }

  @Test
  void a_kill_halts_the_sandbox_with_the_lease_and_its_end_frees_it() throws Exception {
    publish(1, "v1");
    poll();
    for (Kill kill :
        List.of(
            new Kill(KillScope.ORG, "acme", 1),
            new Kill(KillScope.PROJECT, "support", 1),
            new Kill(KillScope.AGENT, "support/coder", 1),
            new Kill(KillScope.SANDBOX, Policies.SANDBOX.value(), 1))) {
      publisher.lease(wall, HOUR, kill);
      poll();
      assertState(SandboxState.HALTED, 1);
      startHost();
      assertState(SandboxState.HALTED, 1);
      publisher.lease(wall, HOUR);
      poll();
      assertState(SandboxState.CURRENT, 1);
    }
    publisher.lease(wall, HOUR, new Kill(KillScope.SANDBOX, "another", 1));
    poll();
    assertState(SandboxState.CURRENT, 1);
  }

  @Test
  void a_killed_session_halts_until_another_one_is_started() throws Exception {
    publish(1, "v1");
    publisher.lease(wall, HOUR, new Kill(KillScope.SESSION, "s-1", 1));
    poll();
    assertState(SandboxState.HALTED, 1);
    session = "s-2";
    assertState(SandboxState.CURRENT, 1);
  }

  @Test
  void a_revocation_is_for_good() throws Exception {
    publish(1, "v1");
    poll();
    publisher.revoke(wall);
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.REVOKED, 1);
    store.remove(StorePaths.revocation(Policies.SANDBOX.value(), 1));
    publisher.lease(wall, HOUR);
    poll();
    startHost();
    assertState(SandboxState.REVOKED, 1);
  }

  @Test
  void a_release_that_quarantines_the_agent_denies_until_one_does_not() throws Exception {
    publish(1, "v1");
    poll();
    publisher.release(
        2,
        Policies.policy("v2"),
        wall,
        new Stalled("projects.support.agents.coder", "quarantined", "rings are not covered"));
    publisher.lease(wall, HOUR);
    poll();
    assertThat(sandbox.state()).isEqualTo(SandboxState.QUARANTINED);
    store.fail(Kind.UNREACHABLE);
    startHost();
    assertThat(sandbox.state()).isEqualTo(SandboxState.QUARANTINED);
    store.fail(null);
    publish(3, "v3");
    poll();
    assertState(SandboxState.CURRENT, 3);
  }

  @Test
  void a_policy_that_cannot_be_activated_here_quarantines_and_is_tried_once() throws Exception {
    publish(1, "v1");
    poll();
    var rings = new Rings(List.of(Ring.KERNEL), Map.of(Ring.KERNEL, "nono"));
    publisher.release(2, Policies.policy("v2", rings), wall);
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.QUARANTINED, 1);
    int reads = store.reads();
    poll();
    assertThat(store.reads() - reads).isEqualTo(1);
    publish(3, "v3");
    doesEngineRefuse = true;
    poll();
    assertState(SandboxState.QUARANTINED, 1);
    doesEngineRefuse = false;
    publish(4, "v4");
    startHost();
    assertState(SandboxState.QUARANTINED, 1);
    poll();
    assertState(SandboxState.CURRENT, 4);
    startHost();
    assertState(SandboxState.CURRENT, 4);
  }

  @Test
  void a_host_failure_while_switching_is_tried_again() throws Exception {
    publish(1, "v1");
    poll();
    Path generations = data.resolve("sandboxes/sb-1/generations");
    Files.move(generations, root.resolve("moved"));
    Files.createSymbolicLink(generations, root.resolve("moved"));
    publish(2, "v2");
    poll();
    assertThat(sandbox.appliedRelease()).isEqualTo(1);
    assertThat(codes()).contains("symlinked_parent");
    Files.delete(generations);
    Files.move(root.resolve("moved"), generations);
    poll();
    assertState(SandboxState.CURRENT, 2);
  }

  @Test
  void drift_denies_and_is_repaired_from_the_store() throws Exception {
    publish(1, "v1");
    poll();
    Path spec = data.resolve("sandboxes/sb-1/current/landlock/landlock.json");
    Files.writeString(spec, "{}");
    store.fail(Kind.UNREACHABLE);
    poll();
    assertState(SandboxState.UNTRUSTED, 1);
    startHost();
    assertThat(sandbox.state()).isEqualTo(SandboxState.UNTRUSTED);
    store.fail(null);
    poll();
    assertState(SandboxState.CURRENT, 1);
    assertThat(spec).content().contains("tappass.landlock.v1");
  }

  @Test
  void a_clock_that_was_set_back_or_stopped_denies_and_lengthens_no_lease() throws Exception {
    publish(1, "v1");
    poll();
    wall = START.minus(Duration.ofHours(3));
    assertState(SandboxState.CLOCK_SUSPECT, 1);
    poll();
    assertState(SandboxState.CLOCK_SUSPECT, 1);
    wall = START;
    nanos += Duration.ofMinutes(2).toNanos();
    wall = wall.plus(Duration.ofMinutes(2));
    publisher.lease(wall, HOUR);
    startHost();
    poll();
    assertState(SandboxState.CURRENT, 1);
    for (int minute = 0; minute < 3; minute++) {
      nanos += Duration.ofSeconds(50).toNanos();
      sandbox.state();
    }
    assertState(SandboxState.CLOCK_SUSPECT, 1);
  }

  @Test
  void below_the_floor_at_the_start_nothing_decides_until_a_newer_lease() throws Exception {
    publish(1, "v1");
    poll();
    trust.update(state -> state.withTimeFloor(START.plus(Duration.ofMinutes(30))));
    trust.persist();
    wall = START.minus(Duration.ofDays(1));
    startHost();
    assertState(SandboxState.CLOCK_SUSPECT, 1);
    poll();
    assertState(SandboxState.CLOCK_SUSPECT, 1);
    wall = START.plus(Duration.ofMinutes(31));
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.CURRENT, 1);
  }

  @Test
  void a_root_that_has_expired_denies_until_a_later_one_is_walked() throws Exception {
    publish(1, "v1");
    poll();
    pass(Duration.ofDays(30));
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.EXPIRED, 1);
    publisher.nextRoot(wall.plus(Duration.ofDays(30)));
    publisher.lease(wall, HOUR);
    poll();
    assertState(SandboxState.CURRENT, 1);
    assertThat(trust.state().root().root().number()).isEqualTo(2);
  }

  @Test
  void a_lease_under_a_root_that_is_not_there_is_refused() throws Exception {
    publish(1, "v1");
    poll();
    publisher.nextRoot(wall.plus(Duration.ofDays(60)));
    publish(2, "v2");
    byte[] second = store.bytes(StorePaths.root(2));
    store.remove(StorePaths.root(2));
    poll();
    assertState(SandboxState.CURRENT, 1);
    assertThat(codes()).containsExactly("lease_other_root");
    store.put(StorePaths.root(2), second);
    poll();
    assertState(SandboxState.CURRENT, 2);
  }

  @Test
  void the_state_file_says_whether_work_may_be_started() throws Exception {
    publish(1, "v1");
    poll();
    new StateFile(sandbox.state(), sandbox.appliedRelease(), sandbox.decidesUntil())
        .write(sandbox.folder().path());
    StateFile read = StateFile.read(sandbox.folder().path()).orElseThrow();
    assertThat(read.mayStart(wall)).isTrue();
    assertThat(read.mayStart(wall.plus(HOUR))).isFalse();
    assertThat(new StateFile(SandboxState.HALTED, 1, read.decidesUntil()).mayStart(wall)).isFalse();
    assertThat(new StateFile(SandboxState.CURRENT, 1, Optional.empty()).mayStart(wall)).isFalse();
    Files.writeString(sandbox.folder().path().resolve("state.json"), "{\"state\":\"current\"}");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> StateFile.read(sandbox.folder().path()))
        .isInstanceOf(IOException.class);
  }
}
