package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.localstack.Fault;
import io.tappass.localstack.FaultPlan;
import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The stand-ins, started for one test class. Fails each test that called something they do not
 * have, unless the test said so by {@link #expectNotBuilt}.
 */
final class StandIn implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  static final String KEY_ID = "AKIDADMIN";
  static final String SECRET = "admin-secret";
  static final String READER_KEY_ID = "AKIDREADER";
  static final String READER_SECRET = "reader-secret";

  /** What the reader may read. */
  static final String READER_BUCKET = "reader-bucket";

  final AtomicReference<FaultPlan> faults = new AtomicReference<>(call -> Fault.NONE);
  private final AtomicReference<LocalAws> running = new AtomicReference<>();
  private final AtomicReference<Path> folder = new AtomicReference<>();
  private int expectedNotBuilt;
  private int seenNotBuilt;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder.set(Files.createTempDirectory("stand-in"));
    start();
  }

  private void start() throws IOException {
    var config =
        LocalAwsConfig.of(
            folder(),
            List.of(
                Credential.administrator(KEY_ID, SECRET),
                Credential.reader(READER_KEY_ID, READER_SECRET, READER_BUCKET, "public/")));
    running.set(
        LocalAws.start(
            config.withClock(Instant::now).withFaults(call -> faults.get().decide(call))));
    seenNotBuilt = 0;
  }

  /** Ends and starts again on the same folder. */
  void restart() throws IOException {
    running.get().close();
    start();
  }

  Path folder() {
    return folder.get();
  }

  AwsTarget target() {
    return new AwsTarget(running.get().endpoint(), KEY_ID, SECRET);
  }

  /** Allows the running test that many requests for what is not built. */
  void expectNotBuilt(int count) {
    expectedNotBuilt = count;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    faults.set(call -> Fault.NONE);
    List<String> all = running.get().notBuilt();
    List<String> fresh = all.subList(seenNotBuilt, all.size());
    seenNotBuilt = all.size();
    int expected = expectedNotBuilt;
    expectedNotBuilt = 0;
    assertThat(fresh).as("requests answered with 501").hasSize(expected);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    running.get().close();
    try (var files = Files.walk(folder())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
