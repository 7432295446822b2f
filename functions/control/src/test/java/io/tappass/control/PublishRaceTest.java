package io.tappass.control;

import static io.tappass.control.ControlKit.TRIAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.GitSource.CommitId;
import io.tappass.control.PublishRelease.Outcome;
import io.tappass.control.PublishRelease.Published;
import io.tappass.control.PublishRelease.Stopped;
import io.tappass.control.PublishRelease.Unchanged;
import io.tappass.control.Registry.Head;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.trust.Enrolment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PublishRaceTest {
  private static final int ROUNDS = 50;
  private static final Template TEMPLATE = Template.read();

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeBundleStore store = new FakeBundleStore();
  private final ControlKit kit = new ControlKit(registry, store);

  /** Fetches, tells that it did, and waits somewhere on its way until it may go on. */
  private static final class SlowGit implements GitSource {
    private final GitSource git;
    private final int waitsBeforeTree;
    private final CountDownLatch fetched = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private int trees;

    SlowGit(GitSource git, int waitsBeforeTree) {
      this.git = git;
      this.waitsBeforeTree = waitsBeforeTree;
    }

    @Override
    public Optional<CommitId> fetchHead() throws GitException {
      Optional<CommitId> head = git.fetchHead();
      fetched.countDown();
      pause(0);
      return head;
    }

    @Override
    public boolean isAncestor(CommitId ancestor, CommitId descendant) throws GitException {
      return git.isAncestor(ancestor, descendant);
    }

    @Override
    public RepositoryTree tree(CommitId commit) throws GitException {
      pause(++trees);
      return git.tree(commit);
    }

    private void pause(int place) throws GitException {
      if (place == waitsBeforeTree) {
        try {
          mayGoOn.await();
        } catch (InterruptedException e) {
          throw new GitException(GitException.Kind.RETRYABLE, "interrupted", e);
        }
      }
    }
  }

  @Test
  void theSlowerPublisherWithTheOlderCommitNeverComesOutOnTop() throws Exception {
    Enrolment triage = kit.enrol(TRIAGE);
    kit.git.push(TEMPLATE.tree());
    kit.release();
    for (int round = 0; round < ROUNDS; round++) {
      CommitId older = kit.git.push(TEMPLATE.denying("older " + round).tree());
      var slow = new SlowGit(kit.git, round % 3);
      Outcome overtaken;
      CommitId newer;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Outcome> running =
            threads.submit(() -> kit.publisher(slow, registry, store).publish());
        slow.fetched.await();
        newer = kit.git.push(TEMPLATE.denying("newer " + round).tree());
        assertThat(kit.release().commit()).isEqualTo(newer.hex());
        slow.mayGoOn.countDown();
        overtaken = running.get();
      }
      Head head = registry.head().orElseThrow();
      assertThat(head.commit())
          .as("round %s", round)
          .isEqualTo(newer.hex())
          .isNotEqualTo(older.hex());
      assertThat(overtaken)
          .isInstanceOfSatisfying(
              Stopped.class,
              stopped -> assertThat(stopped.stop()).isInstanceOf(Stop.RetryAfter.class));
      assertThat(kit.publisher().publish()).isInstanceOf(Unchanged.class);
      assertThat(registry.lastCompile().orElseThrow().commit()).isEqualTo(newer.hex());
      assertThat(ControlKit.text(kit.walk(triage))).contains("newer " + round);
    }
    // Who is overtaken does not sign: one signature a round, and the first.
    assertThat(kit.releaseKey.count()).isEqualTo(ROUNDS + 1);
  }

  @Test
  void publishersAtOnceMakeOneHeadAndBothEndWell() throws Exception {
    Enrolment triage = kit.enrol(TRIAGE);
    long number = 0;
    for (int round = 0; round < ROUNDS; round++) {
      CommitId commit = kit.git.push(TEMPLATE.denying("round " + round).tree());
      Callable<Outcome> publisher = () -> kit.publisher().publish();
      List<Outcome> outcomes;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = threads.invokeAll(List.of(publisher, publisher));
        outcomes = List.of(running.getFirst().get(), running.getLast().get());
      }
      assertThat(outcomes).as("round %s", round).allMatch(PublishRaceTest::endsWell);
      assertThat(outcomes).filteredOn(Published.class::isInstance).hasSize(1);
      Head head = registry.head().orElseThrow();
      assertThat(head.commit()).isEqualTo(commit.hex());
      assertThat(head.number()).isGreaterThan(number);
      number = head.number();
      kit.refreshLease.refresh();
      assertThat(kit.walk(triage).release()).isEqualTo(number);
    }
    assertThat(number).isEqualTo(ROUNDS);
  }

  private static boolean endsWell(Outcome outcome) {
    return switch (outcome) {
      case Published ignored -> true;
      case Unchanged ignored -> true;
      case Stopped stopped -> stopped.stop() instanceof Stop.RetryAfter;
    };
  }

  @Test
  void aSandboxRevokedMeanwhileDoesNotComeBackWithASlowerPublisher() throws Exception {
    Enrolment triage = kit.enrol(TRIAGE);
    Enrolment other = kit.enrol(ControlKit.triage("triage-2"));
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.git.push(TEMPLATE.denying("next").tree());
    var slow = new SlowGit(kit.git, 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Outcome> running =
          threads.submit(() -> kit.publisher(slow, registry, store).publish());
      slow.fetched.await();
      kit.enrolHost.revoke("triage-1", "lost");
      kit.release();
      slow.mayGoOn.countDown();
      assertThat(running.get()).isInstanceOf(Stopped.class);
    }
    kit.refreshLease.refresh();
    assertThat(kit.walk(other).release()).isEqualTo(2);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> kit.walk(triage))
        .isInstanceOf(io.tappass.trust.Refusal.LeafAbsent.class);
  }
}
