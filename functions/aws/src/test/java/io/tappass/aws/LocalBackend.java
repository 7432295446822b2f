package io.tappass.aws;

import io.tappass.aws.AwsSettings.AccessKey;
import io.tappass.aws.AwsSettings.Timeouts;
import io.tappass.localstack.Fault;
import io.tappass.localstack.FaultPlan;
import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Stand-ins with a provisioned backend on them, and faults to be switched on. */
final class LocalBackend implements Closeable {
  private static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(4), 3);

  final AtomicReference<FaultPlan> faults = new AtomicReference<>(FaultPlan.NONE);
  private final AtomicBoolean armed = new AtomicBoolean();
  final LocalAws aws;
  final AwsBackend backend;

  LocalBackend(Path folder) throws Exception {
    LocalAwsConfig config =
        LocalAwsConfig.of(folder, List.of(Credential.administrator("AKID", "secret")))
            .withFaults(call -> faults.get().decide(call));
    aws = LocalAws.start(config);
    backend = connect(aws, "AKID", "secret");
    backend.provision();
  }

  static AwsBackend connect(LocalAws aws, String id, String secret) {
    return AwsBackend.connect(
        AwsSettings.standIn(aws.endpoint(), new AccessKey(id, secret), "bundles")
            .withTimeouts(SHORT));
  }

  /** Lets the next request of an operation meet a fault, and no other; one at a time. */
  void once(String operation, Fault fault) {
    if (armed.getAndSet(true)) {
      throw new IllegalStateException("the fault before was never met");
    }
    faults.set(
        call -> call.operation().equals(operation) && armed.getAndSet(false) ? fault : Fault.NONE);
  }

  /** Whether a fault of {@link #once} is still to be met. */
  boolean isArmed() {
    return armed.get();
  }

  /** Lets every request meet a fault. */
  void always(Fault fault) {
    faults.set(call -> fault);
  }

  @Override
  public void close() throws IOException {
    backend.close();
    aws.close();
  }
}
