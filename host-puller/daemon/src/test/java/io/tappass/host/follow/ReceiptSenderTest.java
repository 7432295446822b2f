package io.tappass.host.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.host.event.EventLog;
import io.tappass.host.socket.SandboxId;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceiptSenderTest {
  private static final long WAIT_SECONDS_MAX = 60;
  private static final SandboxId ONE = new SandboxId("one");
  private static final SandboxId TWO = new SandboxId("two");

  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

  private String next() throws InterruptedException {
    return sent.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
  }

  @Test
  void a_failure_is_tried_again_until_it_is_taken() throws Exception {
    var attempts = new AtomicInteger();
    var taken = new CountDownLatch(1);
    try (var sender =
        new ReceiptSender(
            (sandbox, receipt) -> {
              if (attempts.incrementAndGet() < 3) {
                throw new IOException("no route");
              }
              return true;
            },
            EventLog.silent())) {
      sender.offer(ONE, new byte[] {1}, taken::countDown);
      assertThat(taken.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      assertThat(attempts).hasValue(3);
    }
  }

  @Test
  void only_the_newest_receipt_of_a_sandbox_waits() throws Exception {
    var gate = new CountDownLatch(1);
    var entered = new CountDownLatch(1);
    try (var sender =
        new ReceiptSender(
            (sandbox, receipt) -> {
              entered.countDown();
              gate.await();
              sent.add(sandbox + " " + receipt[0]);
              return true;
            },
            EventLog.silent())) {
      sender.offer(ONE, new byte[] {1}, () -> {});
      assertThat(entered.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      sender.offer(ONE, new byte[] {2}, () -> {});
      sender.offer(TWO, new byte[] {3}, () -> {});
      sender.offer(ONE, new byte[] {4}, () -> {});
      gate.countDown();
      assertThat(next()).isEqualTo("one 1");
      assertThat(java.util.Arrays.asList(next(), next()))
          .containsExactlyInAnyOrder("one 4", "two 3");
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void a_receipt_that_is_refused_for_good_is_not_sent_again_and_not_taken() throws Exception {
    var taken = new AtomicInteger();
    try (var sender =
        new ReceiptSender(
            (sandbox, receipt) -> {
              sent.add(sandbox.value());
              return false;
            },
            EventLog.silent())) {
      sender.offer(ONE, new byte[] {1}, taken::incrementAndGet);
      assertThat(next()).isEqualTo("one");
      sender.offer(TWO, new byte[] {1}, taken::incrementAndGet);
      assertThat(next()).isEqualTo("two");
      assertThat(taken).hasValue(0);
    }
  }

  @Test
  void what_a_receipt_reported_is_taken_off_and_what_came_meanwhile_stays() {
    var counts = new RefusalCounts();
    counts.count("frozen");
    counts.count("lease_expired");
    var reported = counts.entries();
    counts.count("frozen");
    counts.reported(reported);
    assertThat(counts.entries()).containsExactly(new RefusalCounts.Entry("frozen", 1));
    for (int code = 0; code < 2 * RefusalCounts.CODES_MAX; code++) {
      counts.count("code_" + code);
    }
    assertThat(counts.entries()).hasSizeLessThanOrEqualTo(RefusalCounts.CODES_MAX + 1);
    assertThat(counts.entries()).anyMatch(entry -> entry.code().equals("other"));
  }
}
