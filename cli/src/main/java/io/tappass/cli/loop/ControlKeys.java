package io.tappass.cli.loop;

import io.tappass.aws.AwsBackend;
import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.StoreException;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Dsse;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.Root.Keyholders;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.VerifyingKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of a development control loop: three in KMS, one for each role, and an offline root key
 * that signed root 1. Made on the first start, read on every later one.
 *
 * @param root root 1, verified by its own root key
 */
record ControlKeys(Root root, String releaseKey, String leaseKey, String enrolmentKey) {
  /** The development organisation. */
  static final String ORG = "acme";

  private static final Duration ROOT_LIFE = Duration.ofDays(365);

  static ControlKeys open(Path file, AwsBackend backend, Secrets secrets, InstantSource clock)
      throws IOException, StoreException, SigningException {
    backend.provision();
    LocalSigner rootKey = LocalSigner.ofPkcs8(secrets.rootKey());
    if (Files.exists(file)) {
      return read(file, backend, rootKey);
    }
    String release = backend.createKey(Algorithm.ECDSA_P256, "TapPass releases (development)");
    String lease = backend.createKey(Algorithm.ECDSA_P256, "TapPass leases (development)");
    String enrolment = backend.createKey(Algorithm.ED25519, "TapPass enrolments (development)");
    Map<String, VerifyingKey> keys = new TreeMap<>();
    Root root =
        new Root(
            ORG,
            1,
            1,
            Root.Environment.DEVELOPMENT,
            Root.Mode.FORGE,
            keys(
                keys,
                rootKey.key(),
                backend.signer(release).key(),
                backend.signer(lease).key(),
                backend.signer(enrolment).key()),
            Map.of(
                Role.ROOT, holder(rootKey.key()),
                Role.RELEASE, holder(backend.signer(release).key()),
                Role.LEASE, holder(backend.signer(lease).key()),
                Role.ENROLMENT, holder(backend.signer(enrolment).key())),
            List.of(new Root.PathOwners("/", List.of("platform"), 1)),
            clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(ROOT_LIFE));
    byte[] envelope = root.sign(List.of(rootKey));
    if (backend.bundles().putOnce(StorePaths.root(1), envelope) == PutOutcome.CONFLICT) {
      throw new IOException(
          "the store has another root 1 already; remove the data folder to start anew");
    }
    write(file, release, lease, enrolment);
    return new ControlKeys(root, release, lease, enrolment);
  }

  private static Map<String, VerifyingKey> keys(
      Map<String, VerifyingKey> into, VerifyingKey... keys) {
    for (VerifyingKey key : keys) {
      into.put(key.keyId(), key);
    }
    return into;
  }

  private static Keyholders holder(VerifyingKey key) {
    return new Keyholders(List.of(key.keyId()), 1);
  }

  private static ControlKeys read(Path file, AwsBackend backend, LocalSigner rootKey)
      throws IOException, StoreException {
    try {
      JsonFields fields =
          JsonFields.of(
              "control", StrictJson.parse(Files.readAllBytes(file), JsonLimits.bytes(1 << 16)));
      byte[] envelope =
          backend
              .bundles()
              .read(StorePaths.root(1), DocumentLimits.DOCUMENT_BYTES_MAX)
              .orElseThrow(() -> new IOException("root 1 is gone from the store"))
              .bytes();
      Root root =
          Root.read(
              Dsse.verify(
                  envelope,
                  DocumentLimits.DOCUMENT_BYTES_MAX,
                  PayloadTypes.ROOT,
                  List.of(rootKey.key()),
                  1));
      return new ControlKeys(
          root,
          fields.string("release_key"),
          fields.string("lease_key"),
          fields.string("enrolment_key"));
    } catch (JsonException | JsonShapeException | Refusal e) {
      throw new IOException("the control loop's files are damaged: " + e.getMessage(), e);
    }
  }

  private static void write(Path file, String release, String lease, String enrolment)
      throws IOException {
    String text =
        JsonText.pretty(
                JsonValue.object()
                    .put("release_key", release)
                    .put("lease_key", lease)
                    .put("enrolment_key", enrolment)
                    .build())
            + "\n";
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
