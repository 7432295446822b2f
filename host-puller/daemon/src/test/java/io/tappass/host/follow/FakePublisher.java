package io.tappass.host.follow;

import io.tappass.host.apply.Policies;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.trust.Algorithm;
import io.tappass.trust.Enrolment;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.Leaf;
import io.tappass.trust.Lease;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Stalled;
import io.tappass.trust.ReleaseName;
import io.tappass.trust.Revocation;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.Sha256;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TileTree;
import io.tappass.trust.TrustedRoot;
import io.tappass.trust.VerifiedEnrolment;
import io.tappass.trust.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Publishes what a real publisher would, with real keys, into a {@link FakeStore}. */
public final class FakePublisher {
  /** The host of every enrolment. */
  public static final String HOST = "host-1";

  private static final String SALT = "0123456789abcdef0123456789abcdef";
  private static final String DIGEST = "sha256:" + "0".repeat(64);

  private final FakeStore store;
  private final LocalSigner rootKey;
  private final LocalSigner releaseKey;
  private final LocalSigner leaseKey;
  private final LocalSigner enrolmentKey;
  private final LocalSigner hostKey;
  private Root root;
  private long serial;
  private Optional<ReleaseName> newest = Optional.empty();

  public FakePublisher(FakeStore store, LocalSigner hostKey, Instant rootEnd) throws Exception {
    this.store = store;
    this.hostKey = hostKey;
    this.rootKey = key("root");
    this.releaseKey = key("release");
    this.leaseKey = key("lease");
    this.enrolmentKey = key("enrolment");
    this.root = root(1, rootEnd);
    store.put(StorePaths.root(1), root.sign(List.of(rootKey)));
  }

  /** A key that is the same in every run. */
  public static LocalSigner key(String name) {
    return LocalSigner.ofSecret(
        Algorithm.ED25519, Sha256.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private Root root(long number, Instant end) {
    Map<String, VerifyingKey> keys = new TreeMap<>();
    Map<Role, Root.Keyholders> roles = new EnumMap<>(Role.class);
    Map<Role, LocalSigner> signers =
        Map.of(
            Role.ROOT, rootKey,
            Role.RELEASE, releaseKey,
            Role.LEASE, leaseKey,
            Role.ENROLMENT, enrolmentKey);
    signers.forEach((role, signer) -> {
      keys.put(signer.key().keyId(), signer.key());
      roles.put(role, new Root.Keyholders(List.of(signer.key().keyId()), 1));
    });
    return new Root(
        "acme",
        number,
        1,
        Root.Environment.DEVELOPMENT,
        Root.Mode.FORGE,
        keys,
        roles,
        List.of(new Root.PathOwners("/", List.of("owner"), 1)),
        end);
  }

  /** The next root, which ends at {@code end}. */
  public void nextRoot(Instant end) throws Exception {
    root = root(root.number() + 1, end);
    store.put(StorePaths.root(root.number()), root.sign(List.of(rootKey)));
  }

  /** The first root, as a host trusts it. */
  public TrustedRoot trustedRoot() throws Exception {
    return new HostVerifier()
        .pin(
            store.bytes(StorePaths.root(1)),
            Sha256.digest(
                io.tappass.trust.Envelope.read(store.bytes(StorePaths.root(1)), 1 << 16)
                    .payload()));
  }

  private Enrolment enrolment(Instant at) {
    return new Enrolment(
        new SandboxIdentity(
            "acme", "support", "coder", Policies.SANDBOX.value(), "laptop", Map.of()),
        HOST,
        hostKey.key(),
        SALT,
        1,
        at);
  }

  /** The sandbox's enrolment. */
  public byte[] enrolmentBytes(Instant at) throws Exception {
    return enrolment(at).sign(List.of(enrolmentKey));
  }

  /** The sandbox's enrolment, verified. */
  public VerifiedEnrolment verifiedEnrolment(Instant at) throws Exception {
    return new HostVerifier().enrolment(trustedRoot(), enrolmentBytes(at));
  }

  /** Revokes the enrolment. */
  public void revoke(Instant at) throws Exception {
    store.put(
        StorePaths.revocation(Policies.SANDBOX.value(), 1),
        new Revocation("acme", Policies.SANDBOX.value(), 1, "left", at)
            .sign(List.of(enrolmentKey)));
  }

  /** Puts a release in the store; a lease makes it current. */
  public Release release(long number, CompiledPolicy policy, Instant at, Stalled... stalled)
      throws Exception {
    byte[] bytes = CompiledPolicyJson.write(policy);
    store.put(StorePaths.policy(policy.digest()), bytes);
    TileTree tree =
        TileTree.build(List.of(new Leaf(enrolment(at).slot(), policy.digest(), DIGEST, DIGEST)));
    tree.tiles()
        .forEach(
            tile -> store.put(StorePaths.tile(number, tile.level(), tile.index()), tile.bytes()));
    var release =
        new Release(
            "acme",
            1,
            number,
            number == 1 ? Optional.empty() : Optional.of(DIGEST),
            new Release.Forward(),
            "0".repeat(40),
            DIGEST,
            DIGEST,
            tree.root(),
            "test 1",
            DIGEST,
            List.of(),
            List.of(stalled),
            at);
    store.put(StorePaths.release(number), release.sign(List.of(releaseKey)));
    newest = Optional.of(release.name());
    return release;
  }

  /** A lease for the newest release. */
  public void lease(Instant from, Duration life, Lease.Kill... kills) throws Exception {
    lease(newest.orElseThrow(), from, life, kills);
  }

  /** A lease for that release. */
  public void lease(ReleaseName release, Instant from, Duration life, Lease.Kill... kills)
      throws Exception {
    serial++;
    var lease =
        new Lease("acme", root.number(), release, serial, from, from.plus(life), List.of(kills));
    store.put(StorePaths.LEASE, lease.sign(List.of(leaseKey)));
  }
}
