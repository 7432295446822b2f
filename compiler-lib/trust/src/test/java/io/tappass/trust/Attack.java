package io.tappass.trust;

import static io.tappass.trust.Scene.NOW;
import static io.tappass.trust.Scene.with;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Every attack: its name, the check that must stop it (none where strict reading does, which cannot
 * be switched off), the code it must meet, and its one change to a valid scene.
 */
record Attack(String name, Optional<Check> check, String code, Change change) {

  @FunctionalInterface
  interface Change {
    void apply(Scene scene) throws Exception;
  }

  private static Attack of(String name, Check check, String code, Change change) {
    return new Attack(name, Optional.of(check), code, change);
  }

  private static Attack malformed(String name, Change change) {
    return new Attack(name, Optional.empty(), "malformed", change);
  }

  static List<Attack> all() {
    return Stream.of(roots(), envelopes(), leases(), releases(), leaves(), policies())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Attack> roots() {
    UnaryOperator<JsonObject> same = UnaryOperator.identity();
    return List.of(
        of(
            "first-root-not-the-pinned-one",
            Check.ROOT_PINNED,
            "root_not_pinned",
            s -> {
              s.isPinned = true;
              s.storeEdits.add(store ->
                  store.put(Scene.HOST_PINNED, Scene.text("x").getBytes(StandardCharsets.UTF_8)));
            }),
        of(
            "root-of-another-org",
            Check.ROOT_ORG,
            "wrong_org",
            s -> {
              s.org = "evil";
              s.identity = with(s.identity, "org", "evil");
              s.root2 = Optional.of(same);
            }),
        of(
            "root-jumps-over-one",
            Check.ROOT_NEXT,
            "root_not_next",
            s -> s.root2 = Optional.of(root -> with(root, "number", 3))),
        of(
            "root-signed-only-by-new-keys",
            Check.ROOT_OLD_THRESHOLD,
            "root_not_signed_by_old",
            s -> {
              s.root2 = Optional.of(same);
              s.root2Keys = List.of(s.newOne, s.newTwo);
              s.root2Signers = s.root2Keys;
            }),
        of(
            "root-signed-only-by-old-keys",
            Check.ROOT_NEW_THRESHOLD,
            "root_not_signed_by_new",
            s -> {
              s.root2 = Optional.of(same);
              s.root2Keys = List.of(s.newOne, s.newTwo);
            }),
        of(
            "root-lowers-the-epoch",
            Check.ROOT_EPOCH,
            "root_epoch_lower",
            s -> {
              s.rootEpoch = 2;
              s.root2 = Optional.of(root -> with(root, "epoch", 1));
            }),
        of(
            "root-expired",
            Check.ROOT_EXPIRY,
            "root_expired",
            s -> s.root2 = Optional.of(root -> with(root, "expires_at", NOW.toString()))),
        of(
            "root-threshold-by-one-key-twice",
            Check.UNIQUE_SIGNERS,
            "duplicate_signer",
            s -> {
              s.root2 = Optional.of(same);
              s.root2Signers = List.of(s.rootOne, s.rootOne);
            }));
  }

  private static List<Attack> envelopes() {
    return List.of(
        of(
            "release-unsigned",
            Check.THRESHOLD,
            "threshold_not_met",
            s -> s.releaseSigners = List.of()),
        of(
            "release-signed-by-the-lease-key",
            Check.THRESHOLD,
            "threshold_not_met",
            s -> s.releaseSigners = List.of(s.leaser)),
        of(
            "lease-signed-by-the-release-key",
            Check.THRESHOLD,
            "threshold_not_met",
            s -> s.leaseSigners = List.of(s.releaser)),
        of(
            "lease-signed-by-one-root-key",
            Check.THRESHOLD,
            "threshold_not_met",
            s -> s.leaseSigners = List.of(s.rootOne)),
        of(
            "enrolment-signed-by-a-stranger",
            Check.THRESHOLD,
            "threshold_not_met",
            s -> s.enrolmentSigners = List.of(s.stranger)),
        of(
            "release-signed-by-another-key-under-a-trusted-id",
            Check.SIGNATURE,
            "bad_signature",
            s -> s.storeEdits.add(Attack::forgeRelease)),
        of(
            "release-changed-after-signing",
            Check.SIGNATURE,
            "bad_signature",
            s -> s.storeEdits.add(Attack::swapSignatures)),
        of(
            "release-under-the-type-of-a-lease",
            Check.PAYLOAD_TYPE,
            "wrong_payload_type",
            s -> s.releaseType = PayloadTypes.LEASE),
        of(
            "lease-oversized",
            Check.SIZE,
            "oversized",
            s ->
                s.leaseBytes =
                    bytes -> {
                      byte[] padded = Arrays.copyOf(bytes, DocumentLimits.DOCUMENT_BYTES_MAX + 1);
                      Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
                      return padded;
                    }),
        malformed("lease-with-an-unknown-member", s -> s.lease = lease -> with(lease, "extra", 1)),
        malformed("lease-empty", s -> s.leaseBytes = bytes -> new byte[0]),
        malformed(
            "lease-cut-off", s -> s.leaseBytes = bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
        malformed(
            "enrolment-with-a-host-key-of-low-order",
            s -> s.enrolment = enrolment -> with(enrolment, Enrolment.HOST_KEY, lowOrderKey())));
  }

  private static List<Attack> leases() {
    return List.of(
        of(
            "lease-of-another-org",
            Check.LEASE_ORG,
            "wrong_org",
            s -> s.lease = lease -> with(lease, "org", "evil")),
        of(
            "lease-of-another-root",
            Check.LEASE_ROOT,
            "lease_other_root",
            s -> s.lease = lease -> with(lease, "root", 2)),
        of(
            "lease-from-the-future",
            Check.LEASE_STARTED,
            "lease_not_started",
            s -> s.lease = lease -> with(lease, "issued_at", NOW.plusSeconds(61).toString())),
        of(
            "lease-expired",
            Check.LEASE_EXPIRY,
            "lease_expired",
            s -> s.lease = lease -> with(lease, "expires_at", NOW.toString())),
        of(
            "lease-for-a-year",
            Check.LEASE_LIFE,
            "lease_too_long",
            s ->
                s.lease =
                    lease ->
                        with(
                            lease, "expires_at", Instant.parse("2027-11-24T00:00:00Z").toString())),
        of(
            "lease-replayed",
            Check.LEASE_SERIAL,
            "lease_serial_lower",
            s -> s.leaseMark = Optional.of(new TrustState.LeaseMark(8, Scene.text("newer")))),
        of(
            "lease-forked",
            Check.LEASE_SAME,
            "lease_forked",
            s -> s.leaseMark = Optional.of(new TrustState.LeaseMark(7, Scene.text("other")))));
  }

  private static List<Attack> releases() {
    return List.of(
        of(
            "release-of-another-org",
            Check.RELEASE_ORG,
            "wrong_org",
            s -> s.release = release -> with(release, "org", "evil")),
        of(
            "old-release-with-the-new-lease",
            Check.RELEASE_IS_LEASED,
            "frozen",
            s ->
                s.storeEdits.add(
                    store -> move(store, StorePaths.release(1), StorePaths.release(2)))),
        of(
            "new-release-with-the-old-lease",
            Check.RELEASE_IS_LEASED,
            "release_newer",
            s -> {
              s.leased = 1;
              s.storeEdits.add(store -> move(store, StorePaths.release(2), StorePaths.release(1)));
            }),
        of(
            "release-of-the-leased-number-and-other-content",
            Check.RELEASE_IS_LEASED,
            "release_digest",
            s ->
                s.lease =
                    lease ->
                        with(lease, "release", new ReleaseName(2, Scene.text("other")).toJson())),
        of(
            "release-number-rolled-back",
            Check.RELEASE_NUMBER,
            "release_number_lower",
            s ->
                s.releaseMark = Optional.of(new TrustState.ReleaseMark(3, Scene.text("newer"), 1))),
        of(
            "release-epoch-rolled-back",
            Check.RELEASE_EPOCH,
            "release_epoch_lower",
            s ->
                s.releaseMark = Optional.of(new TrustState.ReleaseMark(1, Scene.text("older"), 2))),
        of(
            "release-below-the-epoch-of-the-root",
            Check.RELEASE_EPOCH,
            "release_epoch_lower",
            s -> {
              s.rootEpoch = 2;
              s.release = release -> with(release, "epoch", 1);
            }),
        of(
            "release-forked",
            Check.RELEASE_SAME,
            "release_forked",
            s ->
                s.releaseMark =
                    Optional.of(new TrustState.ReleaseMark(2, Scene.text("other"), 1))));
  }

  private static List<Attack> leaves() {
    return List.of(
        of(
            "enrolment-of-another-org",
            Check.ENROLMENT_ORG,
            "wrong_org",
            s -> s.identity = with(s.identity, "org", "evil")),
        of(
            "host-revoked",
            Check.ENROLMENT_REVOKED,
            "revoked",
            s ->
                s.storeEdits.add(store ->
                    store.put(
                        StorePaths.revocation("sb-laptop", 1),
                        new Revocation("acme", "sb-laptop", 1, "laptop lost", NOW)
                            .sign(List.of(s.enroller))))),
        of(
            "tile-of-an-older-release",
            Check.TILE_DIGEST,
            "tile_digest",
            s ->
                s.storeEdits.add(
                    store -> move(store, StorePaths.tile(1, 0, 0), StorePaths.tile(2, 0, 0)))),
        of("leaf-absent", Check.LEAF_SLOT, "leaf_absent", s -> s.hasLeaf = false),
        admission(
            "admission-of-another-sandbox",
            Check.ADMISSION_SANDBOX,
            "admission_other_sandbox",
            a -> with(a, "sandbox", "sb-other")),
        admission(
            "admission-of-an-older-enrolment",
            Check.ADMISSION_SANDBOX,
            "admission_other_sandbox",
            a -> with(a, "enrolment_epoch", 2)),
        admission(
            "admission-to-another-release",
            Check.ADMISSION_RELEASE,
            "admission_other_release",
            a -> with(a, "release", new ReleaseName(2, Scene.text("other")).toJson())),
        admission(
            "admission-expired",
            Check.ADMISSION_EXPIRY,
            "admission_expired",
            a -> with(a, "expires_at", NOW.toString())),
        admission(
            "admission-for-a-week",
            Check.ADMISSION_LIFE,
            "admission_too_long",
            a -> with(a, "expires_at", NOW.plusSeconds(7 * 86_400).toString())));
  }

  private static Attack admission(
      String name, Check check, String code, UnaryOperator<JsonObject> edit) {
    return of(
        name,
        check,
        code,
        s -> {
          s.hasLeaf = false;
          s.admission = Optional.of(edit);
        });
  }

  private static List<Attack> policies() {
    return List.of(
        of(
            "policy-changed",
            Check.POLICY_DIGEST,
            "policy_digest",
            s -> s.storeEdits.add(Attack::exchangePolicies)),
        of(
            "policy-not-canonical",
            Check.POLICY_CANONICAL,
            "policy_not_canonical",
            s ->
                s.policyBytes =
                    bytes -> {
                      byte[] padded = Arrays.copyOf(bytes, bytes.length + 1);
                      padded[bytes.length] = '\n';
                      return padded;
                    }),
        malformed(
            "policy-with-a-member-twice",
            s ->
                s.policyBytes =
                    bytes -> {
                      String text = new String(bytes, StandardCharsets.UTF_8);
                      return text.replace("{\"agent\"", "{\"agent\":\"other\",\"agent\"")
                          .getBytes(StandardCharsets.UTF_8);
                    }),
        of(
            "policy-of-an-unknown-schema",
            Check.POLICY_SCHEMA,
            "policy_schema",
            s -> s.policy = policy -> with(policy, "schema", "tappass.policy.v2")),
        of(
            "policy-of-another-sandbox",
            Check.POLICY_IDENTITY,
            "policy_identity",
            s -> s.policy = policy -> identity(policy, "sandbox", JsonValue.of("sb-other"))),
        of(
            "policy-for-another-runtime",
            Check.POLICY_IDENTITY,
            "policy_identity",
            s -> s.policy = policy -> identity(policy, "runtime", JsonValue.of("server"))),
        of(
            "policy-with-facts-nobody-asserted",
            Check.POLICY_IDENTITY,
            "policy_identity",
            s ->
                s.policy =
                    policy ->
                        identity(
                            policy, "facts", JsonValue.object().put("disk", "encrypted").build())));
  }

  private static JsonObject identity(JsonObject policy, String member, JsonValue value) {
    var identity = (JsonObject) policy.find("identity").orElseThrow();
    return with(policy, "identity", with(identity, member, value));
  }

  private static void move(Map<String, byte[]> store, String from, String to) {
    store.put(to, Scene.at(store, from).clone());
  }

  private static JsonObject lowOrderKey() {
    byte[] spki = PublicKeyForm.ed25519(HexFormat.of().parseHex("01" + "00".repeat(31)));
    return JsonValue.object()
        .put("keyid", Sha256.hex(spki))
        .put("algorithm", "ed25519")
        .put("spki", Base64.getEncoder().encodeToString(spki))
        .build();
  }

  private static void forgeRelease(Map<String, byte[]> store) throws Exception {
    String path = StorePaths.release(2);
    var envelope = Envelope.read(Scene.at(store, path), DocumentLimits.RELEASE_BYTES_MAX);
    byte[] message = Dsse.preAuthenticationEncoding(envelope.payloadType(), envelope.payload());
    var forged =
        new Envelope.Signature(
            envelope.signatures().getFirst().keyId(), TestKeys.p256("stranger").sign(message));
    store.put(
        path, new Envelope(envelope.payloadType(), envelope.payload(), List.of(forged)).write());
  }

  private static void swapSignatures(Map<String, byte[]> store) throws Exception {
    var first =
        Envelope.read(Scene.at(store, StorePaths.release(1)), DocumentLimits.RELEASE_BYTES_MAX);
    var second =
        Envelope.read(Scene.at(store, StorePaths.release(2)), DocumentLimits.RELEASE_BYTES_MAX);
    store.put(
        StorePaths.release(2),
        new Envelope(second.payloadType(), second.payload(), first.signatures()).write());
  }

  private static void exchangePolicies(Map<String, byte[]> store) {
    List<String> paths =
        store.keySet().stream().filter(path -> path.startsWith("policies/")).toList();
    byte[] one = Scene.at(store, paths.get(0));
    store.put(paths.get(0), Scene.at(store, paths.get(1)));
    store.put(paths.get(1), one);
  }

  /** What the folder says of itself. */
  JsonObject json() {
    return JsonValue.object()
        .put("code", code)
        .put("check", check.map(Check::name).orElse("strict reading"))
        .put("now", NOW.toString())
        .build();
  }
}
