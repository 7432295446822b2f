package io.tappass.cli.bench;

import io.tappass.aws.AwsBackend;
import io.tappass.aws.AwsSettings;
import io.tappass.control.CompileCommit;
import io.tappass.control.PublishRelease;
import io.tappass.control.PublishRelease.Published;
import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.control.StoreException;
import io.tappass.localstack.Fault;
import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.trust.Algorithm;
import io.tappass.trust.Enrolment;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.SigningException;
import io.tappass.trust.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Publishes by the real use case over the real AWS SDK, and counts at the stand-in what arrives
 * there. The key's public half is fetched once when a publisher starts, before what is counted.
 */
final class PublishMeasurement implements Measurement {
  private static final String BUCKET = "bench-bundles";
  private static final List<Integer> SIZES = List.of(3, 300);
  private static final int PUBLISHES = 3;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();

  @Override
  public BenchTable measure(Path folder) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (int sandboxes : SIZES) {
      measure(folder.resolve("aws-" + sandboxes), sandboxes, rows);
    }
    return new BenchTable(
        "publish",
        "one KMS call for each publish, however many sandboxes.",
        List.of("sandboxes", "release", "KMS calls", "S3 puts", "S3 gets", "seconds"),
        rows);
  }

  private void measure(Path folder, int sandboxes, List<List<String>> rows)
      throws IOException, StoreException, SigningException {
    String secret = hex(20);
    var config =
        LocalAwsConfig.of(folder, List.of(Credential.administrator("AKIDBENCH", secret)))
            .withFaults(call -> {
              requests
                  .computeIfAbsent(
                      call.service() + " " + call.operation(), ignored -> new LongAdder())
                  .increment();
              return Fault.NONE;
            });
    try (LocalAws aws = LocalAws.start(config);
        AwsBackend backend =
            AwsBackend.connect(
                AwsSettings.standIn(
                    aws.endpoint(), new AwsSettings.AccessKey("AKIDBENCH", secret), BUCKET))) {
      backend.provision();
      var git = new CommitSource(TemplateTree.read());
      PublishRelease publish = publisher(backend, git, sandboxes);
      for (int number = 1; number <= PUBLISHES; number++) {
        requests.clear();
        long start = System.nanoTime();
        var outcome = publish.publish();
        long took = System.nanoTime() - start;
        if (!(outcome instanceof Published published)) {
          throw new IOException("nothing was published: " + outcome);
        }
        rows.add(
            List.of(
                String.valueOf(sandboxes),
                String.valueOf(published.number()),
                String.valueOf(count("kms ")),
                String.valueOf(count("s3 PutObject")),
                String.valueOf(count("s3 GetObject")),
                String.format(Locale.ROOT, "%.2f", took / 1e9)));
        git.push();
      }
    }
  }

  private long count(String prefix) {
    return requests.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  private PublishRelease publisher(AwsBackend backend, CommitSource git, int sandboxes)
      throws StoreException, SigningException {
    LocalSigner offline = LocalSigner.generate(Algorithm.ED25519, random);
    var release = backend.signer(backend.createKey(Algorithm.ECDSA_P256, "bench"));
    Map<String, VerifyingKey> keys = new TreeMap<>();
    keys.put(offline.key().keyId(), offline.key());
    keys.put(release.key().keyId(), release.key());
    var here = new Root.Keyholders(List.of(offline.key().keyId()), 1);
    var kms = new Root.Keyholders(List.of(release.key().keyId()), 1);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var root =
        new Root(
            "acme",
            1,
            1,
            Root.Environment.DEVELOPMENT,
            Root.Mode.FORGE,
            keys,
            Map.of(Role.ROOT, here, Role.RELEASE, kms, Role.LEASE, here, Role.ENROLMENT, here),
            List.of(new Root.PathOwners("/", List.of("platform"), 1)),
            now.plus(Duration.ofDays(1)));
    for (EnrolledSandbox sandbox : TemplateTree.sandboxes(sandboxes)) {
      var identity =
          new SandboxIdentity(
              sandbox.org(),
              sandbox.project(),
              sandbox.agent(),
              sandbox.sandbox(),
              sandbox.runtime(),
              sandbox.facts());
      byte[] envelope =
          new Enrolment(identity, "bench", offline.key(), hex(16), 1, now).sign(List.of(offline));
      backend.registry().appendEnrolment(new StoredEnrolment(sandbox.sandbox(), 1, envelope));
    }
    return new PublishRelease(
        root,
        release,
        git,
        backend.registry(),
        backend.bundles(),
        new CompileCommit(git),
        new CompileCommit(git),
        InstantSource.system(),
        "bench");
  }

  private String hex(int bytes) {
    var drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }
}
