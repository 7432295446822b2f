package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One organisation, one host, one store, all valid; an attack changes one thing before {@link
 * #store} signs and links everything.
 */
final class Scene {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final String SALT = "00112233445566778899aabbccddeeff";
  static final String HOST_STATE = "host/state.json";
  static final String HOST_ENROLMENT = "host/enrolment.json";
  static final String HOST_PINNED = "host/pinned-root";

  final LocalSigner rootOne = TestKeys.ed25519("root one");
  final LocalSigner rootTwo = TestKeys.p256("root two");
  final LocalSigner newOne = TestKeys.ed25519("new root one");
  final LocalSigner newTwo = TestKeys.ed25519("new root two");
  final LocalSigner releaser = TestKeys.p256("releaser");
  final LocalSigner leaser = TestKeys.ed25519("leaser");
  final LocalSigner enroller = TestKeys.p256("enroller");
  final LocalSigner host = TestKeys.ed25519("host");
  final LocalSigner stranger = TestKeys.p256("stranger");

  String org = "acme";
  long rootEpoch = 1;
  JsonObject identity;
  List<LocalSigner> releaseSigners = List.of(releaser);
  List<LocalSigner> leaseSigners = List.of(leaser);
  List<LocalSigner> enrolmentSigners = List.of(enroller);
  List<LocalSigner> root2Signers = List.of(rootOne, rootTwo);
  List<LocalSigner> root2Keys = List.of(rootOne, rootTwo);
  String releaseType = PayloadTypes.RELEASE;
  boolean hasLeaf = true;
  Optional<TrustState.ReleaseMark> releaseMark = Optional.empty();
  Optional<TrustState.LeaseMark> leaseMark = Optional.empty();
  Optional<UnaryOperator<JsonObject>> root2 = Optional.empty();
  Optional<UnaryOperator<JsonObject>> admission = Optional.empty();
  boolean isPinned;
  UnaryOperator<JsonObject> enrolment = UnaryOperator.identity();
  UnaryOperator<JsonObject> policy = UnaryOperator.identity();
  UnaryOperator<byte[]> policyBytes = UnaryOperator.identity();
  UnaryOperator<JsonObject> release = UnaryOperator.identity();
  UnaryOperator<JsonObject> lease = UnaryOperator.identity();
  UnaryOperator<byte[]> leaseBytes = UnaryOperator.identity();

  /** The release that the lease names; the release before it is published too. */
  long leased = 2;

  /** Changes the finished store. */
  final List<StoreEdit> storeEdits = new ArrayList<>();

  @FunctionalInterface
  interface StoreEdit {
    void apply(Map<String, byte[]> store) throws Exception;
  }

  Scene() {
    identity =
        new SandboxIdentity("acme", "support", "claude", "sb-laptop", "laptop", Map.of())
            .toJson()
            .build();
  }

  static JsonObject with(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  static JsonObject with(JsonObject object, String name, String value) {
    return with(object, name, JsonValue.of(value));
  }

  static JsonObject with(JsonObject object, String name, long value) {
    return with(object, name, JsonValue.of(value));
  }

  static byte[] sign(String type, JsonObject payload, List<LocalSigner> signers)
      throws SigningException {
    return Dsse.sign(type, CanonicalJson.writeOwn(payload), signers);
  }

  /** Signs and links everything, then applies the edits of the finished store. */
  Map<String, byte[]> store() throws Exception {
    Map<String, byte[]> store = new TreeMap<>();
    long rootNumber = putRoots(store);
    JsonObject enrolled = enrolment.apply(enrolmentJson());
    store.put(HOST_ENROLMENT, sign(PayloadTypes.ENROLMENT, enrolled, enrolmentSigners));
    ReleaseName first = publish(store, 1, Optional.empty(), new JsonArray(List.of()));
    ReleaseName second =
        publish(store, 2, Optional.of(first), JsonValue.ofStrings(List.of("second")));
    putLease(store, rootNumber, leased == 1 ? first : second);
    if (admission.isPresent()) {
      Leaf leaf = leaf(store, JsonValue.ofStrings(List.of("second")));
      var admitted =
          new Admission(
              org, "sb-laptop", 1, second, leaf, NOW.minusSeconds(600), NOW.plusSeconds(3600));
      store.put(
          StorePaths.admission("sb-laptop", leased),
          sign(PayloadTypes.ADMISSION, admission.get().apply(admitted.toJson()), enrolmentSigners));
    }
    for (StoreEdit edit : storeEdits) {
      edit.apply(store);
    }
    return store;
  }

  private long putRoots(Map<String, byte[]> store) throws Exception {
    Root first = root("acme", 1, rootEpoch, List.of(rootOne, rootTwo));
    store.put(StorePaths.root(1), first.sign(List.of(rootOne, rootTwo)));
    if (isPinned) {
      store.put(HOST_PINNED, first.digest().getBytes(StandardCharsets.UTF_8));
    } else {
      var state =
          new TrustState(new TrustedRoot(first), releaseMark, leaseMark, NOW.minusSeconds(60));
      store.put(HOST_STATE, state.write());
    }
    if (root2.isEmpty()) {
      return 1;
    }
    JsonObject second = root2.get().apply(root(org, 2, rootEpoch, root2Keys).toJson());
    store.put(StorePaths.root(2), sign(PayloadTypes.ROOT, second, root2Signers));
    return Root.read(CanonicalJson.writeOwn(second)).number();
  }

  Root root(String owner, long number, long epoch, List<LocalSigner> holders) {
    Map<String, VerifyingKey> keys = new TreeMap<>();
    for (LocalSigner signer : List.of(releaser, leaser, enroller)) {
      keys.put(signer.key().keyId(), signer.key());
    }
    holders.forEach(signer -> keys.put(signer.key().keyId(), signer.key()));
    var rootIds = new TreeSet<String>();
    holders.forEach(signer -> rootIds.add(signer.key().keyId()));
    return new Root(
        owner,
        number,
        epoch,
        Root.Environment.DEVELOPMENT,
        Root.Mode.FORGE,
        keys,
        Map.of(
            Role.ROOT, new Root.Keyholders(List.copyOf(rootIds), 2),
            Role.RELEASE, new Root.Keyholders(List.of(releaser.key().keyId()), 1),
            Role.LEASE, new Root.Keyholders(List.of(leaser.key().keyId()), 1),
            Role.ENROLMENT, new Root.Keyholders(List.of(enroller.key().keyId()), 1)),
        List.of(new Root.PathOwners("/", List.of("security"), 1)),
        Instant.parse("2027-11-24T00:00:00Z"));
  }

  private JsonObject enrolmentJson() throws Exception {
    JsonObject whole =
        with(
            with(with(identity, Enrolment.HOST, "laptop-7"), Enrolment.SALT, SALT),
            Enrolment.EPOCH,
            1);
    whole = with(whole, Enrolment.ENROLLED_AT, "2026-11-20T08:00:00Z");
    return with(whole, Enrolment.HOST_KEY, Root.keyJson(host.key()).build());
  }

  private Leaf leaf(Map<String, byte[]> store, JsonValue rules) {
    JsonObject document =
        JsonValue.object()
            .put("schema", "tappass.policy.v1")
            .put("identity", with(identity, "tier", "standard"))
            .put("rules", rules)
            .build();
    byte[] bytes = policyBytes.apply(CanonicalJson.writeOwn(policy.apply(document)));
    String digest = Sha256.digest(bytes);
    store.put(StorePaths.policy(digest), bytes);
    return new Leaf(Tile.slot(SALT, "sb-laptop"), digest, text("prov"), text("cov"));
  }

  private ReleaseName publish(
      Map<String, byte[]> store, long number, Optional<ReleaseName> previous, JsonValue rules)
      throws Exception {
    Leaf mine = leaf(store, rules);
    List<Leaf> leaves = new ArrayList<>();
    if (hasLeaf) {
      leaves.add(mine);
    } else if (admission.isEmpty()) {
      // A neighbour whose leaf differs from ours in nothing but its slot.
      leaves.add(new Leaf(Sha256.hex(new byte[] {1}), mine.policy(), text("p"), text("c")));
    }
    var tree = TileTree.build(leaves);
    for (TileTree.StoredTile tile : tree.tiles()) {
      store.put(StorePaths.tile(number, tile.level(), tile.index()), tile.bytes());
    }
    JsonObject payload =
        new Release(
                org,
                Math.max(1, rootEpoch),
                number,
                previous.map(ReleaseName::digest),
                new Release.Forward(),
                "c".repeat(40),
                text("tree"),
                text("enrolments"),
                tree.root(),
                "tappass 0.1.0",
                text("self-check"),
                List.of(),
                List.of(),
                NOW.minusSeconds(3600 / number))
            .toJson();
    JsonObject edited = number == leased ? release.apply(payload) : payload;
    store.put(StorePaths.release(number), sign(releaseType, edited, releaseSigners));
    return new ReleaseName(number, Sha256.digest(CanonicalJson.writeOwn(edited)));
  }

  private void putLease(Map<String, byte[]> store, long rootNumber, ReleaseName named)
      throws Exception {
    JsonObject payload =
        new Lease(
                org, rootNumber, named, 7, NOW.minusSeconds(300), NOW.plusSeconds(3300), List.of())
            .toJson();
    store.put(
        StorePaths.LEASE,
        leaseBytes.apply(sign(PayloadTypes.LEASE, lease.apply(payload), leaseSigners)));
  }

  static String text(String text) {
    return Sha256.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A host's whole run over a store, by the paths that a host would ask for.
   *
   * @param kills that stop the sandbox
   */
  record Outcome(
      VerifiedPolicy policy,
      TrustState before,
      VerifiedLease lease,
      VerifiedRelease release,
      List<String> kills) {

    /** What the host remembers afterwards; refuses on its own to go down. */
    TrustState state() {
      return before.with(lease).with(release);
    }
  }

  static Outcome pull(HostVerifier verifier, Map<String, byte[]> store, Instant now)
      throws Refusal {
    TrustState state = state(verifier, store, now);
    List<byte[]> roots = new ArrayList<>();
    for (long next = state.root().root().number() + 1; ; next++) {
      byte[] envelope = store.get(StorePaths.root(next));
      if (envelope == null) {
        break;
      }
      roots.add(envelope);
    }
    TrustedRoot root = verifier.walk(state.root(), roots, now);
    state = state.with(root);
    var enrolled = verifier.enrolment(root, at(store, HOST_ENROLMENT));
    Enrolment mine = enrolled.enrolment();
    VerifiedLease lease = verifier.lease(root, state, at(store, StorePaths.LEASE), now);
    byte[] published = at(store, StorePaths.release(lease.lease().release().number()));
    VerifiedRelease release = verifier.release(root, lease, state, published);
    byte[] revocation = store.get(StorePaths.revocation(mine.identity().sandbox(), mine.epoch()));
    if (revocation != null) {
      verifier.requireNotRevoked(root, enrolled, revocation);
    }
    VerifiedLeaf leaf = leaf(verifier, store, root, release, enrolled, now);
    byte[] policy = at(store, StorePaths.policy(leaf.leaf().policy()));
    VerifiedPolicy verified = verifier.policy(leaf, enrolled, policy);
    List<String> kills =
        lease.killsOf(enrolled).stream().map(kill -> kill.scope().id() + " " + kill.id()).toList();
    return new Outcome(verified, state, lease, release, kills);
  }

  private static TrustState state(HostVerifier verifier, Map<String, byte[]> store, Instant now)
      throws Refusal {
    byte[] pinned = store.get(HOST_PINNED);
    if (pinned != null) {
      var digest = new String(pinned, StandardCharsets.UTF_8);
      return TrustState.first(verifier.pin(at(store, StorePaths.root(1)), digest), now);
    }
    return TrustState.read(at(store, HOST_STATE));
  }

  private static VerifiedLeaf leaf(
      HostVerifier verifier,
      Map<String, byte[]> store,
      TrustedRoot root,
      VerifiedRelease release,
      VerifiedEnrolment enrolled,
      Instant now)
      throws Refusal {
    try {
      return verifier.<RuntimeException>leaf(release, enrolled, path -> at(store, path));
    } catch (Refusal.LeafAbsent absent) {
      String sandbox = enrolled.enrolment().identity().sandbox();
      byte[] admission = store.get(StorePaths.admission(sandbox, release.release().number()));
      if (admission == null) {
        throw absent;
      }
      return verifier.admission(root, release, enrolled, admission, now);
    }
  }

  static byte[] at(Map<String, byte[]> store, String path) {
    byte @Nullable [] bytes = store.get(path);
    if (bytes == null) {
      throw new IllegalStateException("the fixture has no " + path);
    }
    return bytes;
  }
}
