package io.tappass.control;

import static io.tappass.control.ControlKit.LAPTOP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.RefreshLease.Outcome;
import io.tappass.control.RefreshLease.Refreshed;
import io.tappass.control.RefreshLease.Skipped;
import io.tappass.control.RefreshLease.Stopped;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.StoredKill;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Enrolment;
import io.tappass.trust.Envelope;
import io.tappass.trust.Lease;
import io.tappass.trust.Lease.Kill;
import io.tappass.trust.Lease.KillScope;
import io.tappass.trust.Refusal;
import io.tappass.trust.StorePaths;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class RefreshLeaseTest {
  private static final Template TEMPLATE = Template.read();
  private static final Duration AGE = Duration.ofMinutes(5);

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeBundleStore store = new FakeBundleStore();
  private final ControlKit kit = new ControlKit(registry, store);
  private final KillScopes killScopes = new KillScopes(registry, kit.refreshLease);
  private final Enrolment laptop;

  RefreshLeaseTest() throws Exception {
    laptop = kit.enrol(LAPTOP);
    kit.git.push(TEMPLATE.tree());
    kit.release();
  }

  @Test
  void withoutAReleaseThereIsNoLease() {
    var empty = new ControlKit();
    assertThat(empty.refreshLease.refresh()).isInstanceOf(Skipped.class);
    assertThat(empty.refreshLease.refreshIfOlder(AGE)).isInstanceOf(Skipped.class);
  }

  @Test
  void theSerialGoesUpAndTheHostAgrees() throws Exception {
    assertThat(kit.refreshLease.refresh()).isEqualTo(new Refreshed(2, 1));
    assertThat(kit.refreshLease.refresh()).isEqualTo(new Refreshed(3, 1));
    assertThat(lease().serial()).isEqualTo(3);
    assertThat(kit.walk(laptop).release()).isEqualTo(1);
    kit.now.updateAndGet(now -> now.plus(Duration.ofHours(1)));
    assertThatThrownBy(() -> kit.walk(laptop)).isInstanceOf(Refusal.LeaseExpired.class);
  }

  @Test
  void aFreshLeaseIsLeftAloneAndAnOldOneIsNot() {
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isInstanceOf(Skipped.class);
    kit.now.updateAndGet(now -> now.plus(AGE));
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(2, 1));
  }

  @Test
  void aNewHeadIsLeasedRightAway() throws Exception {
    kit.git.push(TEMPLATE.denying("second").tree());
    kit.publisher().publish();
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(2, 2));
    assertThat(kit.walk(laptop).release()).isEqualTo(2);
  }

  @Test
  void aLeaseThatIsNotOursIsReplacedRightAway() throws Exception {
    byte[] old = kit.object(StorePaths.LEASE);
    store.corrupt(StorePaths.LEASE, "nonsense".getBytes(UTF_8));
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(2, 1));
    store.corrupt(StorePaths.LEASE, lease().sign(List.of(kit.hostKey)));
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(3, 1));
    store.corrupt(StorePaths.LEASE, old);
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(4, 1));
    kit.now.updateAndGet(now -> now.minusSeconds(3600));
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(5, 1));
  }

  @Test
  void aLowerReleaseIsNeverLeasedAgain() throws Exception {
    Head first = registry.head().orElseThrow();
    kit.git.push(TEMPLATE.denying("second").tree());
    kit.release();
    Head second = registry.head().orElseThrow();
    byte[] before = kit.object(StorePaths.LEASE);
    // As after a registry that was restored from a backup.
    assertThat(registry.advanceHead(Optional.of(second), first)).isTrue();
    assertThat(kit.refreshLease.refresh())
        .isInstanceOfSatisfying(
            Stopped.class, stopped -> assertThat(stopped.stop()).isInstanceOf(Stop.Failed.class));
    assertThat(kit.object(StorePaths.LEASE)).isEqualTo(before);
  }

  @Test
  void ofRefreshersAtOnceEachSerialIsOneLease() throws Exception {
    for (int round = 0; round < 50; round++) {
      long before = registry.leaseMark().orElseThrow().serial();
      var gate = new CyclicBarrier(2);
      Callable<Outcome> refresher =
          () -> {
            gate.await();
            return kit.lease(registry, store).refresh();
          };
      List<Outcome> outcomes;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = threads.invokeAll(List.of(refresher, refresher));
        outcomes = List.of(running.getFirst().get(), running.getLast().get());
      }
      long after = registry.leaseMark().orElseThrow().serial();
      List<Long> serials =
          outcomes.stream()
              .filter(Refreshed.class::isInstance)
              .map(outcome -> ((Refreshed) outcome).serial())
              .toList();
      assertThat(outcomes).allMatch(each -> each instanceof Refreshed || each instanceof Skipped);
      assertThat(serials).isNotEmpty().doesNotHaveDuplicates();
      assertThat(after).isBetween(before + 1, before + 2);
      assertThat(lease().serial()).isIn(serials);
      assertThat(kit.walk(laptop).release()).isEqualTo(1);
    }
  }

  @Test
  void aRefresherThatIsOvertakenBeforeItWritesChangesNothing() throws Exception {
    var slow = new GatedStore(store);
    slow.beforeReplace =
        () -> assertThat(kit.refreshLease.refresh()).isEqualTo(new Refreshed(3, 1));
    assertThat(kit.lease(registry, slow).refresh()).isInstanceOf(Skipped.class);
    assertThat(lease().serial()).isEqualTo(3);
  }

  @Test
  void aStoreThatFailsLeavesTheOldLeaseAndTheNextRefreshWorks() throws Exception {
    store.failAfterWrites(0);
    assertThat(kit.refreshLease.refresh()).isInstanceOf(Stopped.class);
    store.failAfterWrites(Long.MAX_VALUE);
    assertThat(lease().serial()).isEqualTo(1);
    assertThat(kit.walk(laptop).release()).isEqualTo(1);
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isEqualTo(new Refreshed(3, 1));
  }

  @Test
  void aKillStandsInTheLeaseAtOnceAndInEveryLaterOne() throws Exception {
    assertThat(killScopes.kill(new StoredKill("sandbox", "laptop-1", 1)))
        .isInstanceOf(Refreshed.class);
    assertThat(killScopes.kill(new StoredKill("agent", "eu_support/triage", 7)))
        .isInstanceOf(Refreshed.class);
    kit.refreshLease.refresh();
    assertThat(lease().kills())
        .containsExactly(
            new Kill(KillScope.AGENT, "eu_support/triage", 7),
            new Kill(KillScope.SANDBOX, "laptop-1", 1));
  }

  @Test
  void aKillWhoseLeaseWasNotWrittenIsFoundBySayingItAgainAndByTheNextRound() throws Exception {
    var kill = new StoredKill("project", "eu_support", 1);
    store.failAfterWrites(0);
    assertThat(killScopes.kill(kill)).isInstanceOf(Stopped.class);
    store.failAfterWrites(Long.MAX_VALUE);
    assertThat(lease().kills()).isEmpty();
    assertThat(kit.refreshLease.refreshIfOlder(AGE)).isInstanceOf(Refreshed.class);
    assertThat(lease().kills()).hasSize(1);
    assertThat(killScopes.kill(kill)).isInstanceOf(Refreshed.class);
    assertThat(lease().kills()).hasSize(1);
  }

  @Test
  void aKillBesideAnotherRefresherIsStillInTheLease() throws Exception {
    var slow = new GatedStore(store);
    slow.beforeReplace = kit.refreshLease::refresh;
    var beside = new KillScopes(registry, kit.lease(registry, slow));
    assertThat(beside.kill(new StoredKill("org", "acme", 1))).isInstanceOf(Refreshed.class);
    assertThat(lease().kills()).containsExactly(new Kill(KillScope.ORG, "acme", 1));
  }

  @Test
  void aKillThatMakesNoSenseOrIsOneTooManyStopsNoLease() throws Exception {
    assertThat(killScopes.kill(new StoredKill("planet", "earth", 1))).isInstanceOf(Stopped.class);
    assertThat(killScopes.kill(new StoredKill("sandbox", "", 1))).isInstanceOf(Stopped.class);
    assertThat(killScopes.kill(new StoredKill("session", "s".repeat(200), 1)))
        .isInstanceOf(Stopped.class);
    assertThat(registry.kills()).isEmpty();
    for (int kill = 0; kill < Lease.KILLS_MAX; kill++) {
      registry.appendKill(new StoredKill("session", "s-" + kill, 1));
    }
    assertThat(killScopes.kill(new StoredKill("org", "acme", 1))).isInstanceOf(Stopped.class);
    assertThat(kit.refreshLease.refresh()).isInstanceOf(Refreshed.class);
    assertThat(lease().kills()).hasSize(Lease.KILLS_MAX);
    assertThat(kit.walk(laptop).release()).isEqualTo(1);
  }

  @Test
  void noLeaseLeavesOutAKillThatItCannotRead() throws Exception {
    registry.appendKill(new StoredKill("planet", "earth", 1));
    assertThat(kit.refreshLease.refresh())
        .isInstanceOfSatisfying(
            Stopped.class, stopped -> assertThat(stopped.stop()).isInstanceOf(Stop.Failed.class));
    assertThat(lease().serial()).isEqualTo(1);
  }

  private Lease lease() throws Exception {
    byte[] envelope = kit.object(StorePaths.LEASE);
    return Lease.read(Envelope.read(envelope, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
  }
}
