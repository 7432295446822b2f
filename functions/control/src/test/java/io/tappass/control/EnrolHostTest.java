package io.tappass.control;

import static io.tappass.control.ControlKit.LAPTOP;
import static io.tappass.control.ControlKit.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.EnrolHost.Enrolled;
import io.tappass.control.EnrolHost.Gone;
import io.tappass.control.EnrolHost.Outcome;
import io.tappass.control.EnrolHost.Refused;
import io.tappass.control.EnrolHost.Stopped;
import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.EnrolmentRequest;
import io.tappass.trust.Envelope;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class EnrolHostTest {
  private final FakeRegistry registry = new FakeRegistry();
  private final ControlKit kit = new ControlKit(registry, new FakeBundleStore());
  private final LocalSigner other = LocalSigner.generate(Algorithm.ECDSA_P256, kit.random);

  @Test
  void aTicketEnrolsOnce() throws Exception {
    byte[] ticket = kit.enrolHost.issue(LAPTOP);
    assertThat(redeem(request(ticket, kit.hostKey)))
        .isInstanceOfSatisfying(
            Enrolled.class,
            enrolled -> {
              assertThat(enrolled.enrolment().identity()).isEqualTo(LAPTOP);
              assertThat(enrolled.enrolment().hostKey()).isEqualTo(kit.hostKey.key());
            });
    assertThat(redeem(request(ticket, kit.hostKey))).isInstanceOf(Gone.class);
    assertThat(redeem(request(ticket, other))).isInstanceOf(Gone.class);
    assertThat(EnrolmentSet.read(registry, kit.root).active()).containsOnlyKeys("laptop-1");
  }

  @Test
  void ofManyRedemptionsAtOnceOneEnrols() throws Exception {
    byte[] ticket = kit.enrolHost.issue(LAPTOP);
    List<Callable<Outcome>> hosts = new ArrayList<>();
    for (int host = 0; host < 16; host++) {
      byte[] request = request(ticket, LocalSigner.generate(Algorithm.ED25519, kit.random));
      hosts.add(() -> redeem(request));
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome> outcome : threads.invokeAll(hosts)) {
        outcomes.add(outcome.get());
      }
    }
    assertThat(outcomes).filteredOn(Enrolled.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Gone.class::isInstance).hasSize(15);
  }

  @Test
  void ticketsForOneSandboxAtOnceMakeEnrolmentsInARow() throws Exception {
    List<Callable<Outcome>> hosts = new ArrayList<>();
    for (int host = 0; host < 4; host++) {
      byte[] request = request(kit.enrolHost.issue(LAPTOP), kit.hostKey);
      hosts.add(() -> redeem(request));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome> outcome : threads.invokeAll(hosts)) {
        assertThat(outcome.get()).isInstanceOf(Enrolled.class);
      }
    }
    assertThat(EnrolmentSet.activeOf("laptop-1", registry, kit.root).orElseThrow().epoch())
        .isEqualTo(4);
  }

  @Test
  void aTicketEndsAfterAQuarterOfAnHourAndTheSkew() throws Exception {
    byte[] late = kit.enrolHost.issue(LAPTOP);
    byte[] tooLate = kit.enrolHost.issue(LAPTOP);
    kit.now.updateAndGet(now -> now.plus(Duration.ofMinutes(15)).plusSeconds(59));
    assertThat(redeem(request(late, kit.hostKey))).isInstanceOf(Enrolled.class);
    kit.now.updateAndGet(now -> now.plusSeconds(1));
    assertThat(redeem(request(tooLate, kit.hostKey))).isInstanceOf(Gone.class);
  }

  @Test
  void aKeyThatIsNotProvenDoesNotSpendTheTicket() throws Exception {
    byte[] ticket = kit.enrolHost.issue(LAPTOP);
    Ticket read = Ticket.read(Envelope.read(ticket, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
    var stolen = new EnrolmentRequest(read.digest(), "host-1", other.key());
    assertThat(redeem(stolen.sign(List.of(kit.hostKey)))).isInstanceOf(Refused.class);
    assertThat(redeem(request(ticket, kit.hostKey))).isInstanceOf(Enrolled.class);
  }

  @Test
  void aTicketThatNobodyIssuedIsGone() throws Exception {
    byte[] foreign = new ControlKit().enrolHost.issue(LAPTOP);
    assertThat(redeem(request(foreign, kit.hostKey))).isInstanceOf(Gone.class);
  }

  @Test
  void garbageIsRefused() throws Exception {
    byte[] ticket = kit.enrolHost.issue(LAPTOP);
    byte[] request = request(ticket, kit.hostKey);
    assertThat(redeem(new byte[0])).isInstanceOf(Refused.class);
    assertThat(redeem("{}".getBytes(UTF_8))).isInstanceOf(Refused.class);
    assertThat(redeem(ticket)).isInstanceOf(Refused.class);
    assertThat(redeem(new byte[DocumentLimits.DOCUMENT_BYTES_MAX + 1])).isInstanceOf(Refused.class);
    long seed = 7;
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] changed = request.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(redeem(changed)).as("seed %s round %s", seed, round).isInstanceOf(Refused.class);
    }
    assertThat(redeem(request)).isInstanceOf(Enrolled.class);
  }

  @Test
  void anUnreachableRegistryIsTriedAgain() throws Exception {
    byte[] request = request(kit.enrolHost.issue(LAPTOP), kit.hostKey);
    registry.reachable(false);
    assertThat(redeem(request))
        .isInstanceOfSatisfying(
            Stopped.class,
            stopped -> assertThat(stopped.stop()).isInstanceOf(Stop.RetryAfter.class));
    registry.reachable(true);
    assertThat(redeem(request)).isInstanceOf(Enrolled.class);
  }

  @Test
  void aSandboxOfAnotherOrganisationGetsNoTicket() {
    var foreign = new SandboxIdentity("rival", "p", "a", "s", "r", Map.of());
    assertThatThrownBy(() -> kit.enrolHost.issue(foreign))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Outcome redeem(byte[] request) {
    return kit.enrolHost.redeem(request);
  }
}
