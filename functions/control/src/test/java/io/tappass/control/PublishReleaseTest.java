package io.tappass.control;

import static io.tappass.control.ControlKit.LAPTOP;
import static io.tappass.control.ControlKit.REFUND;
import static io.tappass.control.ControlKit.TRIAGE;
import static io.tappass.control.ControlKit.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.GitSource.CommitId;
import io.tappass.control.PublishRelease.Published;
import io.tappass.control.PublishRelease.Stopped;
import io.tappass.control.PublishRelease.Unchanged;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Enrolment;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.Refusal;
import io.tappass.trust.StorePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PublishReleaseTest {
  private static final Template TEMPLATE = Template.read();
  private static final String BROKEN = "\n\nallow if {\n\tinput.call.tool ==\n}\n";

  private final FakeRegistry registry = new FakeRegistry();
  private final FakeBundleStore store = new FakeBundleStore();
  private final ControlKit kit = new ControlKit(registry, store);
  private final List<Enrolment> enrolled = new ArrayList<>();

  @BeforeEach
  void enrol() throws Exception {
    for (var identity : List.of(LAPTOP, TRIAGE, REFUND)) {
      enrolled.add(kit.enrol(identity));
    }
  }

  @Test
  void theFirstReleaseReachesEverySandbox() throws Exception {
    CommitId commit = kit.git.push(TEMPLATE.tree());
    assertThat(kit.release())
        .satisfies(published -> {
          assertThat(published.number()).isEqualTo(1);
          assertThat(published.commit()).isEqualTo(commit.hex());
        });
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    for (Enrolment enrolment : enrolled) {
      assertThat(kit.walk(enrolment).release()).isEqualTo(1);
      assertThat(kit.walk(enrolment).identity()).isEqualTo(enrolment.identity());
    }
  }

  @Test
  void nothingNewIsNoRelease() throws Exception {
    assertThat(kit.publisher().publish()).isInstanceOf(Unchanged.class);
    kit.git.push(TEMPLATE.tree());
    kit.release();
    assertThat(kit.publisher().publish()).isInstanceOf(Unchanged.class);
    assertThat(registry.head()).map(Head::number).contains(1L);
    assertThat(kit.releaseKey.count()).isEqualTo(1);
  }

  @Test
  void theNextCommitIsTheNextRelease() throws Exception {
    kit.git.push(TEMPLATE.tree());
    Published first = kit.release();
    kit.git.push(TEMPLATE.denying("second").tree());
    assertThat(kit.release().number()).isEqualTo(2);
    assertThat(kit.releaseKey.count()).isEqualTo(2);
    assertThat(released(2).previous()).contains(first.digest());
    for (Enrolment enrolment : enrolled) {
      assertThat(text(kit.walk(enrolment))).contains("second");
    }
  }

  @Test
  void whatASecondCompileDoesNotReproduceIsNotSigned() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.git.lieOnce(tree -> tree);
    kit.git.lieOnce(tree -> TEMPLATE.denying("a lie").tree());
    assertThat(stop(kit.publisher().publish())).isInstanceOf(Stop.Failed.class);
    assertThat(kit.releaseKey.count()).isZero();
    assertThat(registry.head()).isEmpty();
    assertThat(kit.release().number()).isEqualTo(1);
  }

  @Test
  void aRewoundRewrittenOrRemovedBranchReleasesNothing() throws Exception {
    CommitId first = kit.git.push(TEMPLATE.tree());
    kit.git.push(TEMPLATE.denying("second").tree());
    kit.release();
    Optional<Head> before = registry.head();
    kit.git.point(Optional.of(first));
    assertStalled("history_rewritten");
    kit.git.push(TEMPLATE.denying("other").tree(), Optional.of(first));
    assertStalled("history_rewritten");
    kit.git.push(TEMPLATE.tree(), Optional.empty());
    assertStalled("history_rewritten");
    kit.git.point(Optional.empty());
    assertStalled("history_rewritten");
    assertThat(registry.head()).isEqualTo(before);
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    assertThat(text(kit.walk(enrolled.getFirst()))).contains("second");
  }

  @Test
  void aBrokenAgentHoldsUpNoDenyOfTheOrganisation() throws Exception {
    CommitId good = kit.git.push(TEMPLATE.tree());
    kit.release();
    CommitId next =
        kit.git.push(TEMPLATE.denying("in force").append(Template.TRIAGE, BROKEN).tree());
    assertThat(kit.release().number()).isEqualTo(2);
    for (Enrolment enrolment : enrolled) {
      assertThat(text(kit.walk(enrolment))).contains("in force");
    }
    String scope = "projects.eu_support.agents.triage";
    assertThat(released(2).stalled())
        .singleElement()
        .satisfies(stalled -> {
          assertThat(stalled.scope()).isEqualTo(scope);
          assertThat(stalled.state()).isEqualTo("stalled");
        });
    assertThat(registry.lastCompile().orElseThrow().scopes())
        .filteredOn(status -> status.scope().equals(scope))
        .singleElement()
        .satisfies(status ->
            assertThat(status.reason()).contains("error[TP", "--> " + Template.TRIAGE + ":", "^"));
    assertThat(registry.head().orElseThrow().sources())
        .containsEntry(scope, good.hex())
        .containsEntry("projects.eu_support", next.hex());
  }

  @Test
  void anAgentWhoseLastGoodCommitIsGoneIsQuarantinedAlone() throws Exception {
    CommitId good = kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.git.push(TEMPLATE.append(Template.TRIAGE, BROKEN).tree());
    kit.release();
    kit.git.forget(good);
    kit.git.push(TEMPLATE.denying("in force").append(Template.TRIAGE, BROKEN).tree());
    kit.release();
    assertThat(released(3).stalled())
        .singleElement()
        .satisfies(stalled -> assertThat(stalled.state()).isEqualTo("quarantined"));
    for (Enrolment enrolment : enrolled) {
      assertThat(text(kit.walk(enrolment))).contains("in force");
    }
  }

  @Test
  void aBrokenOrganisationReleasesNothingAndThePreviousStays() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.git.push(TEMPLATE.append(Template.ORG, BROKEN).tree());
    assertThat(stop(kit.publisher().publish()))
        .isInstanceOfSatisfying(
            Stop.Stalled.class, stalled -> assertThat(stalled.reason()).startsWith("org: error["));
    assertThat(registry.head()).map(Head::number).contains(1L);
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    assertThat(kit.walk(enrolled.getFirst()).release()).isEqualTo(1);
    kit.git.push(TEMPLATE.denying("mended").tree());
    assertThat(kit.release().number()).isEqualTo(2);
  }

  @Test
  void anEnrolmentWithoutAPushIsANewRelease() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    Enrolment late = kit.enrol(ControlKit.triage("triage-2"));
    assertThatThrownBy(() -> kit.walk(late)).isInstanceOf(Refusal.LeafAbsent.class);
    assertThat(kit.release().number()).isEqualTo(2);
    assertThat(kit.walk(late).identity().sandbox()).isEqualTo("triage-2");
  }

  @Test
  void aRevokedSandboxLeavesTheNextReleaseAndItsHostIsTold() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    Enrolment laptop = enrolled.getFirst();
    assertThat(kit.enrolHost.revoke("laptop-1", "lost in a train")).isTrue();
    kit.release();
    assertThatThrownBy(() -> kit.walk(laptop)).isInstanceOf(Refusal.LeafAbsent.class);
    assertThat(kit.walk(enrolled.getLast()).release()).isEqualTo(2);
    assertRevoked(laptop);
    assertThat(kit.enrolHost.revoke("laptop-1", "again")).isFalse();
  }

  @Test
  void theLastSandboxThatIsRevokedLeavesTheReleaseToo() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    for (Enrolment enrolment : enrolled) {
      kit.enrolHost.revoke(enrolment.identity().sandbox(), "closed");
    }
    kit.release();
    for (Enrolment enrolment : enrolled) {
      assertThatThrownBy(() -> kit.walk(enrolment)).isInstanceOf(Refusal.LeafAbsent.class);
      assertRevoked(enrolment);
    }
  }

  @Test
  void aRevocationWaitsForNoPolicyAndNoForge() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.enrolHost.revoke("laptop-1", "lost");
    kit.git.reachable(false);
    assertThat(stop(kit.publisher().publish())).isInstanceOf(Stop.RetryAfter.class);
    assertRevoked(enrolled.getFirst());
  }

  @Test
  void aSandboxThatComesBackIsAnotherEnrolment() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.enrolHost.revoke("laptop-1", "reinstalled");
    Enrolment again = kit.enrol(LAPTOP);
    assertThat(again.epoch()).isEqualTo(3);
    kit.release();
    assertThat(kit.walk(again).release()).isEqualTo(2);
    assertRevoked(enrolled.getFirst());
    assertThat(store.read(StorePaths.revocation("laptop-1", 3), 1 << 16)).isEmpty();
  }

  @Test
  void forgedEnrolmentsAndRevocationsChangeNothing() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    registry.appendEnrolment(new StoredEnrolment("laptop-1", 2, "garbage".getBytes(UTF_8)));
    registry.appendEnrolment(
        new StoredEnrolment("evil-1", 1, enrolled.getFirst().sign(List.of(kit.enrolmentKey))));
    registry.appendEnrolment(
        new StoredEnrolment("triage-1", 2, enrolled.get(1).sign(List.of(kit.hostKey))));
    assertThat(kit.publisher().publish()).isInstanceOf(Unchanged.class);
    assertThat(EnrolmentSet.read(registry, kit.root).refused()).hasSize(3);
  }

  @Test
  void aStoreThatFailsAfterAnyNumberOfWritesLosesNothing() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    CommitId next = kit.git.push(TEMPLATE.denying("after the fault").tree());
    boolean isPublished = false;
    int faults = 0;
    for (; !isPublished; faults++) {
      assertThat(faults).isLessThan(50);
      // Every attempt may write one object more than the last one: "same" counts as a write, too.
      store.failAfterWrites(faults);
      isPublished = kit.publisher().publish() instanceof Published;
      store.failAfterWrites(Long.MAX_VALUE);
      kit.refreshLease.refresh();
      assertThat(kit.walk(enrolled.getFirst()).release()).isEqualTo(isPublished ? 2 : 1);
    }
    assertThat(faults).isGreaterThan(9);
    assertThat(registry.head().orElseThrow().commit()).isEqualTo(next.hex());
    for (Enrolment enrolment : enrolled) {
      assertThat(text(kit.walk(enrolment))).contains("after the fault");
    }
  }

  @Test
  void aReleaseThatADeadPublisherLeftIsTakenOverIfItIsTheSame() throws Exception {
    kit.git.push(TEMPLATE.tree());
    registry.refuseHeads(1);
    assertThat(stop(kit.publisher().publish())).isInstanceOf(Stop.RetryAfter.class);
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    kit.now.updateAndGet(now -> now.plusSeconds(100));
    assertThat(kit.release().number()).isEqualTo(1);
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    assertThat(kit.walk(enrolled.getFirst()).release()).isEqualTo(1);
  }

  @Test
  void otherLeftoversOfADeadPublisherAreSkipped() throws Exception {
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.git.push(TEMPLATE.denying("never released").tree());
    registry.refuseHeads(1);
    assertThat(stop(kit.publisher().publish())).isInstanceOf(Stop.RetryAfter.class);
    store.putOnce(StorePaths.tile(3, 0, 0), "a torn tile".getBytes(UTF_8));
    store.putOnce(StorePaths.release(4), "a torn release".getBytes(UTF_8));
    kit.git.push(TEMPLATE.denying("now in force").tree());
    assertThat(kit.release().number()).isEqualTo(5);
    assertThat(kit.releaseKey.count()).isEqualTo(3);
    for (Enrolment enrolment : enrolled) {
      assertThat(text(kit.walk(enrolment))).contains("now in force").doesNotContain("never");
    }
  }

  @Test
  void anObjectThatReadsBackOtherwiseIsNotReleased() throws Exception {
    kit.git.push(TEMPLATE.tree());
    List<String> kinds =
        List.of("policies/", "provenance/", "coverage/", "releases/1/", "releases/1.");
    for (String kind : kinds) {
      var fresh = new FakeRegistry();
      for (StoredEnrolment enrolment : registry.enrolments()) {
        fresh.appendEnrolment(enrolment);
      }
      var corrupting = new CorruptingStore(new FakeBundleStore(), kind);
      assertThat(stop(kit.publisher(kit.git, fresh, corrupting).publish()))
          .as(kind)
          .isInstanceOf(Stop.Failed.class);
      assertThat(fresh.head()).isEmpty();
    }
  }

  /** Changes one bit of what is read from paths of one kind. */
  private record CorruptingStore(BundleStore store, String kind) implements BundleStore {
    @Override
    public PutOutcome putOnce(String path, byte[] bytes) throws StoreException {
      return store.putOnce(path, bytes);
    }

    @Override
    public boolean replace(String path, byte[] bytes, Optional<String> expectedVersion)
        throws StoreException {
      return store.replace(path, bytes, expectedVersion);
    }

    @Override
    public Optional<StoredObject> read(String path, int bytesMax) throws StoreException {
      return store
          .read(path, bytesMax)
          .map(object -> {
            byte[] bytes = object.bytes().clone();
            bytes[bytes.length / 2] ^= path.startsWith(kind) ? (byte) 1 : 0;
            return new StoredObject(bytes, object.version());
          });
    }
  }

  @Test
  void aThousandSandboxesCostOneSignature() throws Exception {
    for (int sandbox = 0; sandbox < 1000; sandbox++) {
      var enrolment =
          new Enrolment(
              ControlKit.triage("fleet-" + sandbox),
              "host-1",
              kit.hostKey.key(),
              "%032x".formatted(sandbox),
              1,
              kit.now.get());
      registry.appendEnrolment(
          new StoredEnrolment(
              enrolment.identity().sandbox(), 1, enrolment.sign(List.of(kit.enrolmentKey))));
      enrolled.add(enrolment);
    }
    kit.git.push(TEMPLATE.tree());
    kit.release();
    assertThat(kit.releaseKey.count()).isEqualTo(1);
    assertThat(released(1).tiles().levels()).isEqualTo(2);
    // Every tile is on the way of some of them; all thousand would only take longer.
    for (int index = 0; index < enrolled.size(); index += 9) {
      Enrolment enrolment = enrolled.get(index);
      assertThat(kit.walk(enrolment).identity()).isEqualTo(enrolment.identity());
    }
  }

  @Test
  void aRegistryThatIsUnreachableIsTriedAgain() throws Exception {
    kit.git.push(TEMPLATE.tree());
    registry.reachable(false);
    assertThat(stop(kit.publisher().publish())).isInstanceOf(Stop.RetryAfter.class);
    registry.reachable(true);
    assertThat(kit.release().number()).isEqualTo(1);
  }

  @Test
  void aStatusThatASlowerPublisherLeftIsReplaced() throws Exception {
    CommitId commit = kit.git.push(TEMPLATE.tree());
    kit.release();
    registry.recordCompile("f".repeat(40), kit.now.get(), List.of());
    assertThat(kit.publisher().publish()).isInstanceOf(Unchanged.class);
    assertThat(registry.lastCompile().orElseThrow().commit()).isEqualTo(commit.hex());
  }

  private io.tappass.trust.Release released(long number) throws Exception {
    byte[] envelope = kit.object(StorePaths.release(number));
    assertThat(envelope).hasSizeLessThan(DocumentLimits.RELEASE_BYTES_MAX);
    return PlaceRelease.open(kit.root, envelope);
  }

  private void assertRevoked(Enrolment enrolment) throws Exception {
    var verifier = new HostVerifier();
    var trusted = verifier.pin(kit.object(StorePaths.root(1)), kit.root.digest());
    var mine = verifier.enrolment(trusted, enrolment.sign(List.of(kit.enrolmentKey)));
    byte[] revocation =
        kit.object(StorePaths.revocation(enrolment.identity().sandbox(), enrolment.epoch()));
    assertThatThrownBy(() -> verifier.requireNotRevoked(trusted, mine, revocation))
        .isInstanceOf(Refusal.Revoked.class);
  }

  private void assertStalled(String reason) {
    assertThat(stop(kit.publisher().publish()))
        .isInstanceOfSatisfying(
            Stop.Stalled.class, stalled -> assertThat(stalled.reason()).startsWith(reason));
  }

  private static Stop stop(PublishRelease.Outcome outcome) {
    assertThat(outcome).isInstanceOf(Stopped.class);
    return ((Stopped) outcome).stop();
  }
}
