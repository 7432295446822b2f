package io.tappass.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStore.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every bundle store has to do. */
public abstract class BundleStoreContract {
  private static final int WRITERS = 16;

  /** An empty store, the same one within a test. */
  protected abstract BundleStore store();

  @Test
  void whatWasPutOnceIsReadBackAndNeverReplaced() throws Exception {
    assertThat(store().putOnce("policies/a", bytes("one"))).isEqualTo(PutOutcome.WRITTEN);
    assertThat(store().putOnce("policies/a", bytes("one"))).isEqualTo(PutOutcome.SAME);
    assertThat(store().putOnce("policies/a", bytes("two"))).isEqualTo(PutOutcome.CONFLICT);
    assertThat(store().read("policies/a", 100).orElseThrow().bytes()).isEqualTo(bytes("one"));
  }

  @Test
  void whatIsNotThereIsEmpty() throws Exception {
    assertThat(store().read("policies/none", 100)).isEmpty();
  }

  @Test
  void whatIsLargerThanAllowedIsRefused() throws Exception {
    store().putOnce("policies/large", new byte[101]);
    assertThatThrownBy(() -> store().read("policies/large", 100))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.PERMANENT));
  }

  @Test
  void aReplacementNeedsTheVersionThatIsThere() throws Exception {
    assertThat(store().replace("lease.json", bytes("1"), Optional.empty())).isTrue();
    assertThat(store().replace("lease.json", bytes("2"), Optional.empty())).isFalse();
    StoredObject first = store().read("lease.json", 100).orElseThrow();
    assertThat(store().replace("lease.json", bytes("2"), Optional.of(first.version()))).isTrue();
    assertThat(store().replace("lease.json", bytes("3"), Optional.of(first.version()))).isFalse();
    assertThat(store().read("lease.json", 100).orElseThrow().bytes()).isEqualTo(bytes("2"));
  }

  @Test
  void ofManyWritersExactlyOneWrites() throws Exception {
    for (int round = 0; round < 10; round++) {
      String path = "race/" + round;
      List<Callable<PutOutcome>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        byte[] bytes = bytes("writer " + writer);
        writers.add(() -> store().putOnce(path, bytes));
      }
      int written = 0;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<PutOutcome> outcome : threads.invokeAll(writers)) {
          if (outcome.get() == PutOutcome.WRITTEN) {
            written++;
          }
        }
      }
      assertThat(written).isEqualTo(1);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
