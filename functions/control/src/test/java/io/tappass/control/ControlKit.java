package io.tappass.control;

import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Enrolment;
import io.tappass.trust.EnrolmentRequest;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.Root.Keyholders;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.Ticket;
import io.tappass.trust.TrustState;
import io.tappass.trust.TrustedRoot;
import io.tappass.trust.VerifiedEnrolment;
import io.tappass.trust.VerifiedLeaf;
import io.tappass.trust.VerifiedLease;
import io.tappass.trust.VerifiedPolicy;
import io.tappass.trust.VerifiedRelease;
import io.tappass.trust.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An organisation with its keys, its stores and a clock, and hosts that verify what they find. */
final class ControlKit {
  static final String ORG = "acme";
  static final SandboxIdentity LAPTOP =
      new SandboxIdentity(
          ORG,
          "eu_support",
          "support_coder",
          "laptop-1",
          "claude_code_linux",
          Map.of("environment", "office"));
  static final SandboxIdentity TRIAGE = triage("triage-1");
  static final SandboxIdentity REFUND =
      new SandboxIdentity(
          ORG, "finance_refunds", "refund_bot", "refund-1", "claude_code_linux", Map.of());

  static SandboxIdentity triage(String sandbox) {
    return new SandboxIdentity(ORG, "eu_support", "triage", sandbox, "python_linux", Map.of());
  }

  /** Signs as the key it holds, and counts. */
  static final class CountingSigner implements DocumentSigner {
    private final DocumentSigner signer;
    private final AtomicInteger count = new AtomicInteger();

    CountingSigner(DocumentSigner signer) {
      this.signer = signer;
    }

    int count() {
      return count.get();
    }

    @Override
    public VerifyingKey key() {
      return signer.key();
    }

    @Override
    public byte[] sign(byte[] message) throws SigningException {
      count.incrementAndGet();
      return signer.sign(message);
    }
  }

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
  final InstantSource clock = now::get;
  final FakeGit git = new FakeGit();
  final SecureRandom random = new SecureRandom();
  final LocalSigner rootKey = key("root");
  final CountingSigner releaseKey = new CountingSigner(key("release"));
  final LocalSigner leaseKey = key("lease");
  final LocalSigner enrolmentKey = key("enrolment");
  final LocalSigner hostKey = key("host");
  final Registry registry;
  final BundleStore store;
  final Root root;
  final EnrolHost enrolHost;
  final RefreshLease refreshLease;

  ControlKit() {
    this(new FakeRegistry(), new FakeBundleStore());
  }

  /** Keys are always the same ones, so that several processes are one organisation. */
  ControlKit(Registry registry, BundleStore store) {
    this.registry = registry;
    this.store = store;
    this.root = root();
    try {
      store.putOnce(StorePaths.root(1), root.sign(List.of(rootKey)));
    } catch (StoreException | SigningException e) {
      throw new IllegalStateException(e);
    }
    this.enrolHost = new EnrolHost(root, enrolmentKey, registry, clock, random);
    this.refreshLease = lease(registry, store);
  }

  private static LocalSigner key(String name) {
    var secret = new byte[32];
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, secret, 0, text.length);
    return LocalSigner.ofSecret(Algorithm.ED25519, secret);
  }

  private Root root() {
    var keys = new TreeMap<String, VerifyingKey>();
    for (DocumentSigner signer : List.of(rootKey, releaseKey, leaseKey, enrolmentKey)) {
      keys.put(signer.key().keyId(), signer.key());
    }
    return new Root(
        ORG,
        1,
        1,
        Root.Environment.DEVELOPMENT,
        Root.Mode.FORGE,
        keys,
        Map.of(
            Role.ROOT, holder(rootKey),
            Role.RELEASE, holder(releaseKey),
            Role.LEASE, holder(leaseKey),
            Role.ENROLMENT, holder(enrolmentKey)),
        List.of(new Root.PathOwners("/", List.of("platform"), 1)),
        Instant.parse("2036-01-01T00:00:00Z"));
  }

  private static Keyholders holder(DocumentSigner signer) {
    return new Keyholders(List.of(signer.key().keyId()), 1);
  }

  PublishRelease publisher() {
    return publisher(git, registry, store);
  }

  PublishRelease publisher(GitSource from, Registry with, BundleStore into) {
    return new PublishRelease(
        root,
        releaseKey,
        from,
        with,
        into,
        new CompileCommit(from),
        new CompileCommit(from),
        clock,
        "tappass test");
  }

  RefreshLease lease(Registry with, BundleStore into) {
    return new RefreshLease(root, leaseKey, with, into, clock, Duration.ofHours(1));
  }

  /** Enrols by ticket and request, as a host does. */
  Enrolment enrol(SandboxIdentity identity) throws Exception {
    byte[] ticket = enrolHost.issue(identity);
    return ((EnrolHost.Enrolled) enrolHost.redeem(request(ticket, hostKey))).enrolment();
  }

  /** What a host posts. */
  static byte[] request(byte[] ticket, LocalSigner key) throws Exception {
    Ticket read =
        Ticket.read(
            io.tappass.trust.Envelope.read(ticket, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
    return new EnrolmentRequest(read.digest(), "host-1", key.key()).sign(List.of(key));
  }

  /** Publishes and leases; both must work. */
  PublishRelease.Published release() {
    var published = (PublishRelease.Published) publisher().publish();
    if (!(refreshLease.refresh() instanceof RefreshLease.Refreshed)) {
      throw new IllegalStateException("no lease");
    }
    return published;
  }

  /** Steps 0 to 6 of a host that has seen nothing before. */
  VerifiedPolicy walk(Enrolment enrolment) throws Exception {
    return walk(enrolment, Optional.empty());
  }

  /** Steps 0 to 6 of a host with that memory, if it has one. */
  VerifiedPolicy walk(Enrolment enrolment, Optional<TrustState> memory) throws Exception {
    var verifier = new HostVerifier();
    TrustedRoot trusted = verifier.pin(object(StorePaths.root(1)), root.digest());
    trusted = verifier.walk(trusted, List.of(), now.get());
    TrustState state = memory.orElse(TrustState.first(trusted, now.get()));
    VerifiedEnrolment mine = verifier.enrolment(trusted, enrolment.sign(List.of(enrolmentKey)));
    VerifiedLease lease = verifier.lease(trusted, state, object(StorePaths.LEASE), now.get());
    String path = StorePaths.release(lease.lease().release().number());
    VerifiedRelease release = verifier.release(trusted, lease, state, object(path));
    VerifiedLeaf leaf = verifier.leaf(release, mine, this::object);
    return verifier.policy(leaf, mine, object(StorePaths.policy(leaf.leaf().policy())));
  }

  byte[] object(String path) throws StoreException {
    return store
        .read(path, DocumentLimits.POLICY_BYTES_MAX)
        .orElseThrow(
            () -> new StoreException(StoreException.Kind.PERMANENT, path + " is not in the store"))
        .bytes();
  }

  static String text(VerifiedPolicy policy) {
    return new String(policy.bytes(), StandardCharsets.UTF_8);
  }
}
