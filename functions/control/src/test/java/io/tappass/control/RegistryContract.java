package io.tappass.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.Registry.Applied;
import io.tappass.control.Registry.AppliedOutcome;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.LeaseMark;
import io.tappass.control.Registry.ScopeStatus;
import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.control.Registry.StoredKill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every registry has to do. */
public abstract class RegistryContract {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final int WRITERS = 16;

  /** An empty registry, the same one within a test. */
  protected abstract Registry registry();

  @Test
  void anEnrolmentIsAppendedOnceAndListedInOrder() throws Exception {
    var second = new StoredEnrolment("sb-b", 1, "b1".getBytes(UTF_8));
    var first = new StoredEnrolment("sb-a", 2, "a2".getBytes(UTF_8));
    assertThat(registry().appendEnrolment(second)).isTrue();
    assertThat(registry().appendEnrolment(first)).isTrue();
    assertThat(registry().appendEnrolment(new StoredEnrolment("sb-a", 2, "x".getBytes(UTF_8))))
        .isFalse();
    assertThat(registry().enrolments())
        .extracting(
            StoredEnrolment::sandbox, StoredEnrolment::epoch, e -> new String(e.envelope(), UTF_8))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sb-a", 2L, "a2"),
            org.assertj.core.groups.Tuple.tuple("sb-b", 1L, "b1"));
  }

  @Test
  void theHeadAdvancesOnlyFromWhatIsExpected() throws Exception {
    var one = new Head(1, "sha256:1", "a".repeat(40), Map.of("project/x", "a".repeat(40)));
    var two = new Head(2, "sha256:2", "b".repeat(40), Map.of("project/x", "a".repeat(40)));
    assertThat(registry().head()).isEmpty();
    assertThat(registry().advanceHead(Optional.of(one), two)).isFalse();
    assertThat(registry().advanceHead(Optional.empty(), one)).isTrue();
    assertThat(registry().advanceHead(Optional.empty(), two)).isFalse();
    assertThat(registry().advanceHead(Optional.of(one), two)).isTrue();
    assertThat(registry().head()).contains(two);
  }

  @Test
  void ofManyPublishersExactlyOneAdvances() throws Exception {
    List<Callable<Boolean>> publishers = new ArrayList<>();
    for (int publisher = 0; publisher < WRITERS; publisher++) {
      var next = new Head(1, "sha256:" + publisher, "c".repeat(40), Map.of());
      publishers.add(() -> registry().advanceHead(Optional.empty(), next));
    }
    int advanced = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> outcome : threads.invokeAll(publishers)) {
        advanced += outcome.get() ? 1 : 0;
      }
    }
    assertThat(advanced).isEqualTo(1);
  }

  @Test
  void theLastCompileIsRemembered() throws Exception {
    assertThat(registry().lastCompile()).isEmpty();
    var scopes =
        List.of(new ScopeStatus("org", "ok", ""), new ScopeStatus("project/x", "stalled", "why"));
    registry().recordCompile("d".repeat(40), NOW, scopes);
    var compile = registry().lastCompile().orElseThrow();
    assertThat(compile.commit()).isEqualTo("d".repeat(40));
    assertThat(compile.at()).isEqualTo(NOW);
    assertThat(compile.scopes()).isEqualTo(scopes);
  }

  @Test
  void anAppliedReleaseNeverGoesDownAndAReceiptIsTakenOnce() throws Exception {
    assertThat(registry().recordApplied(applied(5, 1))).isEqualTo(AppliedOutcome.RECORDED);
    assertThat(registry().recordApplied(applied(5, 1))).isEqualTo(AppliedOutcome.REPLAYED);
    assertThat(registry().recordApplied(applied(6, 1))).isEqualTo(AppliedOutcome.REPLAYED);
    assertThat(registry().recordApplied(applied(4, 2))).isEqualTo(AppliedOutcome.ROLLED_BACK);
    assertThat(registry().recordApplied(applied(6, 3))).isEqualTo(AppliedOutcome.RECORDED);
    assertThat(registry().applied())
        .singleElement()
        .satisfies(last -> assertThat(last.release()).isEqualTo(6));
  }

  private static Applied applied(long release, long counter) {
    return new Applied(
        "sb-a", release, "sha256:p", "current", counter, NOW, "receipt".getBytes(UTF_8));
  }

  @Test
  void aDeliveryIsFirstOnceWithinItsLife() throws Exception {
    Instant end = NOW.plus(Duration.ofDays(1));
    assertThat(registry().firstDelivery("delivery-1", NOW, end)).isTrue();
    assertThat(registry().firstDelivery("delivery-1", NOW.plusSeconds(1), end)).isFalse();
    assertThat(registry().firstDelivery("delivery-2", NOW, end)).isTrue();
    Instant later = end.plusSeconds(1);
    assertThat(registry().firstDelivery("delivery-1", later, later.plusSeconds(60))).isTrue();
  }

  @Test
  void aTicketIsRedeemedOnceAndNotAfterItsEnd() throws Exception {
    byte[] ticket = "ticket".getBytes(UTF_8);
    assertThat(registry().putTicket("t1", ticket, NOW.plusSeconds(900))).isTrue();
    assertThat(registry().putTicket("t1", ticket, NOW.plusSeconds(900))).isFalse();
    assertThat(registry().redeemTicket("t1", NOW))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(ticket));
    assertThat(registry().redeemTicket("t1", NOW)).isEmpty();
    registry().putTicket("t2", ticket, NOW.plusSeconds(900));
    assertThat(registry().redeemTicket("t2", NOW.plusSeconds(901))).isEmpty();
    assertThat(registry().redeemTicket("t3", NOW)).isEmpty();
  }

  @Test
  void theLeaseSerialAdvancesOnlyFromWhatIsExpected() throws Exception {
    assertThat(registry().leaseMark()).isEmpty();
    assertThat(registry().advanceLease(0, 1, 7)).isTrue();
    assertThat(registry().advanceLease(0, 1, 7)).isFalse();
    assertThat(registry().advanceLease(1, 2, 8)).isTrue();
    assertThat(registry().leaseMark()).contains(new LeaseMark(2, 8));
  }

  @Test
  void aKillIsAppendedOnce() throws Exception {
    var kill = new StoredKill("sandbox", "sb-a", 1);
    assertThat(registry().appendKill(kill)).isTrue();
    assertThat(registry().appendKill(kill)).isFalse();
    assertThat(registry().kills()).containsExactly(kill);
  }
}
