package io.tappass.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.BundleStore;
import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStoreContract;
import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import io.tappass.localstack.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BundleStoreTest extends BundleStoreContract {
  private LocalBackend local;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    local = new LocalBackend(folder);
  }

  @AfterEach
  void end() throws Exception {
    assertThat(local.aws.notBuilt()).isEmpty();
    assertThat(local.isArmed()).as("a fault that no request met").isFalse();
    local.close();
  }

  @Override
  protected BundleStore store() {
    return local.backend.bundles();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void fails(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).as(e.toString()).isEqualTo(kind));
  }

  @Test
  void aWriteWhoseAnswerWasLostIsNoConflict() throws Exception {
    local.once("PutObject", new Fault.CutAfter());
    assertThat(store().putOnce("policies/a", bytes("one")))
        .isIn(PutOutcome.SAME, PutOutcome.WRITTEN);
    local.once("PutObject", new Fault.CutAfter());
    assertThat(store().replace("lease.json", bytes("1"), Optional.empty())).isTrue();
    String version = store().read("lease.json", 10).orElseThrow().version();
    local.once("PutObject", new Fault.CutAfter());
    assertThat(store().replace("lease.json", bytes("2"), Optional.of(version))).isTrue();
    assertThat(store().read("lease.json", 10).orElseThrow().bytes()).isEqualTo(bytes("2"));
  }

  @Test
  void aWriteThatNeverArrivedIsRepeated() throws Exception {
    local.once("PutObject", new Fault.CutBefore());
    assertThat(store().putOnce("policies/a", bytes("one"))).isEqualTo(PutOutcome.WRITTEN);
  }

  @Test
  void aThrottledOrConcurrentWriteIsRepeated() throws Exception {
    local.once("PutObject", new Fault.Refuse(503, "SlowDown"));
    assertThat(store().putOnce("policies/a", bytes("one"))).isEqualTo(PutOutcome.WRITTEN);
    local.once("PutObject", new Fault.Refuse(409, "ConditionalRequestConflict"));
    assertThat(store().putOnce("policies/b", bytes("one"))).isEqualTo(PutOutcome.WRITTEN);
  }

  @Test
  void aStoreThatIsDownOrSlowMayBeAskedAgain() {
    local.always(new Fault.Refuse(503, "SlowDown"));
    fails(Kind.RETRYABLE, () -> store().putOnce("policies/a", bytes("one")));
    local.always(new Fault.CutBefore());
    fails(Kind.RETRYABLE, () -> store().read("policies/a", 10));
    local.always(new Fault.Slow(Duration.ofSeconds(2)));
    fails(Kind.RETRYABLE, () -> store().read("policies/a", 10));
  }

  @Test
  void anAnswerThatMakesNoSenseIsAFailureAndNeverAnObject() {
    local.always(new Fault.Nonsense());
    assertThatThrownBy(() -> store().read("policies/a", 100)).isInstanceOf(StoreException.class);
  }

  @Test
  void aRefusedPermissionIsFinal() throws Exception {
    try (AwsBackend wrong = LocalBackend.connect(local.aws, "AKID", "wrong")) {
      fails(Kind.PERMANENT, () -> wrong.bundles().read("policies/a", 10));
      fails(Kind.PERMANENT, () -> wrong.bundles().putOnce("policies/a", bytes("x")));
    }
  }
}
