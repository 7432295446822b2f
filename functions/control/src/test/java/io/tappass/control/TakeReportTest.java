package io.tappass.control;

import static io.tappass.control.ControlKit.LAPTOP;
import static io.tappass.control.ControlKit.TRIAGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.Reconcile.SandboxStanding;
import io.tappass.control.Reconcile.Standing;
import io.tappass.control.TakeReport.Answer;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TakeReportTest {
  private static final Template TEMPLATE = Template.read();

  private final FakeRegistry registry = new FakeRegistry();
  private final ControlKit kit = new ControlKit(registry, new FakeBundleStore());
  private final TakeReport takeReport = new TakeReport(kit.root, registry, kit.clock);
  private final LocalSigner stranger = LocalSigner.generate(Algorithm.ED25519, kit.random);

  @BeforeEach
  void release() throws Exception {
    kit.enrol(LAPTOP);
    kit.enrol(TRIAGE);
    kit.git.push(TEMPLATE.tree());
    kit.release();
    kit.git.push(TEMPLATE.denying("second").tree());
    kit.release();
  }

  @Test
  void aReceiptOfTheEnrolledHostIsTakenOnce() throws Exception {
    byte[] receipt = receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.hostKey));
    assertThat(take(receipt)).isEqualTo(Answer.TAKEN);
    assertThat(take(receipt)).isEqualTo(Answer.REPLAYED);
    assertThat(registry.applied())
        .singleElement()
        .satisfies(applied -> {
          assertThat(applied.release()).isEqualTo(2);
          assertThat(applied.receipt()).isEqualTo(receipt);
        });
  }

  @Test
  void anotherKeyHostSandboxOrNoSignatureIsRefused() throws Exception {
    assertThat(take(receipt("laptop-1", "host-1", 2, 1).sign(List.of(stranger))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.leaseKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("laptop-1", "host-2", 2, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("nobody-1", "host-1", 2, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("laptop-1", "host-1", 2, 1).write())).isEqualTo(Answer.REFUSED);
    assertThat(take("{}".getBytes(UTF_8))).isEqualTo(Answer.REFUSED);
    assertThat(take(new byte[1 << 17])).isEqualTo(Answer.REFUSED);
    assertThat(registry.applied()).isEmpty();
  }

  @Test
  void aSandboxOfAnotherHostCannotBeReportedByThisOne() throws Exception {
    byte[] ticket = kit.enrolHost.issue(ControlKit.triage("triage-2"));
    assertThat(kit.enrolHost.redeem(ControlKit.request(ticket, stranger)))
        .isInstanceOf(EnrolHost.Enrolled.class);
    assertThat(take(receipt("triage-2", "host-1", 2, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("triage-2", "host-1", 2, 1).sign(List.of(stranger))))
        .isEqualTo(Answer.TAKEN);
  }

  @Test
  void aLowerReleaseIsAHostThatRolledBack() throws Exception {
    assertThat(take(receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.TAKEN);
    assertThat(take(receipt("laptop-1", "host-1", 1, 2).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.HOST_ROLLED_BACK);
    assertThat(registry.applied())
        .singleElement()
        .satisfies(applied -> assertThat(applied.release()).isEqualTo(2));
  }

  @Test
  void aReleaseThatWasNeverPublishedIsRefused() throws Exception {
    assertThat(take(receipt("laptop-1", "host-1", 3, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("laptop-1", "host-1", 2, 1L << 50).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    assertThat(take(receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.TAKEN);
  }

  @Test
  void aRevokedSandboxIsNotHeardAndOneEnrolledAnewCountsFromTheStart() throws Exception {
    byte[] old = receipt("laptop-1", "host-1", 2, 500).sign(List.of(kit.hostKey));
    assertThat(take(old)).isEqualTo(Answer.TAKEN);
    kit.enrolHost.revoke("laptop-1", "reinstalled");
    assertThat(take(receipt("laptop-1", "host-1", 2, 501).sign(List.of(kit.hostKey))))
        .isEqualTo(Answer.REFUSED);
    kit.enrolHost.redeem(ControlKit.request(kit.enrolHost.issue(LAPTOP), stranger));
    kit.release();
    assertThat(take(receipt("laptop-1", "host-1", 3, 1).sign(List.of(stranger))))
        .isEqualTo(Answer.TAKEN);
    assertThat(take(old)).isEqualTo(Answer.REFUSED);
  }

  @Test
  void anUnreachableRegistryIsTriedAgain() throws Exception {
    byte[] receipt = receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.hostKey));
    registry.reachable(false);
    assertThat(take(receipt)).isEqualTo(Answer.RETRY);
    registry.reachable(true);
    assertThat(take(receipt)).isEqualTo(Answer.TAKEN);
  }

  @Test
  void theSummaryTellsAppliedFromBehindFromUnknown() throws Exception {
    var reconcile =
        new Reconcile(
            kit.root,
            registry,
            kit.publisher(),
            kit.refreshLease,
            kit.clock,
            Duration.ofMinutes(5),
            Duration.ofMinutes(2));
    assertThat(reconcile.look().sandboxes()).allMatch(each -> each.standing() == Standing.UNKNOWN);
    take(receipt("laptop-1", "host-1", 2, 1).sign(List.of(kit.hostKey)));
    take(receipt("triage-1", "host-1", 1, 1).sign(List.of(kit.hostKey)));
    assertThat(reconcile.look().sandboxes())
        .extracting(SandboxStanding::standing)
        .containsExactly(Standing.APPLIED, Standing.BEHIND);
    kit.git.push(TEMPLATE.denying("a push that no webhook told of").tree());
    Reconcile.Summary summary = reconcile.run();
    assertThat(summary.steps()).containsExactly("published release 3", "lease 3 for release 3");
    assertThat(summary.stops()).isEmpty();
    assertThat(summary.sandboxes())
        .extracting(SandboxStanding::standing)
        .containsOnly(Standing.BEHIND);
    kit.now.updateAndGet(now -> now.plusSeconds(121));
    assertThat(reconcile.look().sandboxes()).allMatch(each -> each.standing() == Standing.UNKNOWN);
  }

  @Test
  void aForgeThatIsUnreachableHoldsUpNoLease() throws Exception {
    var reconcile =
        new Reconcile(
            kit.root,
            registry,
            kit.publisher(),
            kit.refreshLease,
            kit.clock,
            Duration.ofMinutes(5),
            Duration.ofMinutes(2));
    kit.git.reachable(false);
    kit.now.updateAndGet(now -> now.plusSeconds(600));
    Reconcile.Summary summary = reconcile.run();
    assertThat(summary.stops()).singleElement().isInstanceOf(Stop.RetryAfter.class);
    assertThat(summary.steps()).contains("lease 3 for release 2");
    registry.reachable(false);
    assertThat(reconcile.run().stops()).hasSize(3);
  }

  private Answer take(byte[] receipt) {
    return takeReport.take(receipt).answer();
  }

  private Receipt receipt(String sandbox, String host, long release, long counter) {
    return new Receipt(
        sandbox,
        host,
        "b".repeat(32),
        release,
        Optional.of("sha256:" + "0".repeat(64)),
        "current",
        List.of(),
        new Receipt.Rings(List.of(), List.of()),
        List.of(),
        counter,
        "0".repeat(32),
        kit.now.get());
  }
}
