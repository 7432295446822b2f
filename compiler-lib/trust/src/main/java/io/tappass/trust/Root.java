package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The anchor of trust: who may sign what. Signed offline by the thresholds of the root before it
 * and of itself.
 *
 * @param number from 1; the next root has the next number
 * @param epoch the lowest epoch that a release may have; never goes down
 * @param environment what the keys protect; hosts and status show it
 * @param mode how a commit is judged before it is compiled
 * @param keys every key that has a role, by key id
 * @param roles keys and threshold of each role; {@code approval} may have none
 * @param owners who owns which path of the repository; the path {@code /} is there
 */
public record Root(
    String org,
    long number,
    long epoch,
    Environment environment,
    Mode mode,
    Map<String, VerifyingKey> keys,
    Map<Role, Keyholders> roles,
    List<PathOwners> owners,
    Instant expiresAt)
    implements SignedDocument {

  /** Keys in one root. */
  public static final int KEYS_MAX = 64;

  /** Paths with owners. */
  public static final int OWNERS_MAX = 128;

  private static final int OWNER_CHARS_MAX = 128;
  private static final String WHERE = "root";

  static final String ORG = "org";
  static final String NUMBER = "number";
  static final String EPOCH = "epoch";
  static final String ENVIRONMENT = "environment";
  static final String MODE = "mode";
  static final String KEYS = "keys";
  static final String KEY_ID = "keyid";
  static final String ALGORITHM = "algorithm";
  static final String SPKI = "spki";
  static final String ROLES = "roles";
  static final String KEY_IDS = "keyids";
  static final String THRESHOLD = "threshold";
  static final String OWNERS = "owners";
  static final String PATH = "path";
  static final String EXPIRES_AT = "expires_at";

  /** What the keys protect. */
  public enum Environment {
    PRODUCTION("production"),
    DEVELOPMENT("development");

    private final String id;

    Environment(String id) {
      this.id = id;
    }

    /** The name in the root. */
    public String id() {
      return id;
    }
  }

  /** How a commit is judged. */
  public enum Mode {
    /** By the protected branch and the forge's own attestation. */
    FORGE("forge"),
    /** By annotated tags, signed by the owners of every changed path. */
    TAGS("tags");

    private final String id;

    Mode(String id) {
      this.id = id;
    }

    /** The name in the root. */
    public String id() {
      return id;
    }
  }

  /**
   * The keys of a role.
   *
   * @param keyIds sorted, each once
   * @param threshold how many of them must sign
   */
  public record Keyholders(List<String> keyIds, int threshold) {
    public Keyholders {
      keyIds = Form.strictlySorted("keyids", keyIds);
      if (threshold < 1 || threshold > keyIds.size()) {
        throw new IllegalArgumentException(
            "a threshold of " + threshold + " among " + keyIds.size() + " keys");
      }
    }
  }

  /**
   * Who owns a path and everything below it, unless a longer path says otherwise.
   *
   * @param path from the root of the repository, such as {@code /} or {@code /org}
   * @param owners names that the forge knows, sorted
   * @param threshold how many of them must approve
   */
  public record PathOwners(String path, List<String> owners, int threshold) {
    public PathOwners {
      owners = Form.strictlySorted(OWNERS, owners);
      if (!path.startsWith("/") || threshold < 1 || threshold > owners.size()) {
        throw new IllegalArgumentException("no owners of a path: " + path);
      }
      owners.forEach(owner -> Form.text("owner", owner, OWNER_CHARS_MAX));
    }
  }

  public Root {
    Form.id(ORG, org);
    Form.atLeast(1, NUMBER, number);
    Form.atLeast(1, EPOCH, epoch);
    Form.wholeSeconds(EXPIRES_AT, expiresAt);
    keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    roles = Collections.unmodifiableMap(new EnumMap<>(roles));
    owners = List.copyOf(owners);
    Form.atMost(KEYS_MAX, KEYS, keys.size());
    Form.atMost(OWNERS_MAX, OWNERS, owners.size());
    requireRoles(keys, roles);
    Form.strictlySorted(PATH, owners.stream().map(PathOwners::path).toList());
    if (owners.isEmpty() || !owners.getFirst().path().equals("/")) {
      throw new IllegalArgumentException("the path / has no owner");
    }
  }

  private static void requireRoles(Map<String, VerifyingKey> keys, Map<Role, Keyholders> roles) {
    var used = new TreeSet<String>();
    for (Role role : Role.values()) {
      Keyholders holders = roles.get(role);
      if (holders == null) {
        if (role != Role.APPROVAL) {
          throw new IllegalArgumentException("nobody has the role " + role.id());
        }
        continue;
      }
      used.addAll(holders.keyIds());
    }
    keys.forEach((id, key) -> {
      if (!id.equals(key.keyId())) {
        throw new IllegalArgumentException("a key under the id of another: " + id);
      }
    });
    if (!used.equals(keys.keySet())) {
      throw new IllegalArgumentException("the keys of the roles are not the keys listed");
    }
  }

  /** The keys of a role; none where nobody has it. */
  public List<VerifyingKey> keysOf(Role role) {
    Keyholders holders = roles.get(role);
    List<VerifyingKey> found = new ArrayList<>();
    if (holders != null) {
      for (String id : holders.keyIds()) {
        found.add(Objects.requireNonNull(keys.get(id)));
      }
    }
    return List.copyOf(found);
  }

  /** How many keys of a role must sign; more than there are where nobody has it. */
  public int thresholdOf(Role role) {
    Keyholders holders = roles.get(role);
    return holders == null ? KEYS_MAX + 1 : holders.threshold();
  }

  @Override
  public String payloadType() {
    return PayloadTypes.ROOT;
  }

  @Override
  public JsonObject toJson() {
    var holders = JsonValue.object();
    roles.forEach((role, keyholders) ->
        holders.put(
            role.id(),
            JsonValue.object()
                .put(KEY_IDS, JsonValue.ofStrings(keyholders.keyIds()))
                .put(THRESHOLD, keyholders.threshold())
                .build()));
    return JsonValue.object()
        .put(ORG, org)
        .put(NUMBER, number)
        .put(EPOCH, epoch)
        .put(ENVIRONMENT, environment.id())
        .put(MODE, mode.id())
        .put(KEYS, Form.array(List.copyOf(keys.values()), key -> keyJson(key).build()))
        .put(ROLES, holders.build())
        .put(OWNERS, Form.array(owners, Root::ownersJson))
        .put(EXPIRES_AT, Form.json(expiresAt))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no root
   */
  public static Root read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.ROOT,
        payload,
        fields -> {
          List<VerifyingKey> listed = new ArrayList<>();
          for (JsonFields key : fields.objects(KEYS)) {
            listed.add(readListedKey(key));
          }
          Form.strictlySorted(KEYS, listed.stream().map(VerifyingKey::keyId).toList());
          Map<String, VerifyingKey> keys = new TreeMap<>();
          listed.forEach(key -> keys.put(key.keyId(), key));
          return new Root(
              fields.string(ORG),
              fields.integer(NUMBER),
              fields.integer(EPOCH),
              readEnvironment(fields.string(ENVIRONMENT)),
              readMode(fields.string(MODE)),
              keys,
              readRoles(fields.object(ROLES)),
              readOwners(fields),
              Form.instant(fields, EXPIRES_AT));
        });
  }

  /** A key as documents hold it, without its id. */
  static JsonValue.ObjectBuilder keyJson(VerifyingKey key) {
    return JsonValue.object()
        .put(KEY_ID, key.keyId())
        .put(ALGORITHM, key.algorithm().id())
        .put(SPKI, Base64.getEncoder().encodeToString(key.spki()));
  }

  static VerifyingKey readListedKey(JsonFields fields) throws JsonShapeException {
    String id = fields.string(ALGORITHM);
    Algorithm algorithm =
        Algorithm.find(id).orElseThrow(() -> new JsonShapeException("an unknown algorithm: " + id));
    byte[] spki = Envelope.base64(SPKI, fields.string(SPKI));
    String keyId = fields.string(KEY_ID);
    fields.end();
    try {
      VerifyingKey key = VerifyingKey.of(algorithm, spki);
      if (!key.keyId().equals(keyId)) {
        throw new JsonShapeException("a key under the id of another: " + keyId);
      }
      return key;
    } catch (KeyRefusedException e) {
      throw new JsonShapeException("a key that is never trusted: " + e.getMessage());
    }
  }

  private static Map<Role, Keyholders> readRoles(JsonFields fields) throws JsonShapeException {
    Map<Role, Keyholders> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (fields.has(role.id())) {
        JsonFields holders = fields.object(role.id());
        roles.put(
            role,
            new Keyholders(holders.strings(KEY_IDS), Math.toIntExact(bounded(holders, THRESHOLD))));
        holders.end();
      }
    }
    fields.end();
    return roles;
  }

  private static List<PathOwners> readOwners(JsonFields fields) throws JsonShapeException {
    List<PathOwners> owners = new ArrayList<>();
    for (JsonFields entry : fields.objects(OWNERS)) {
      owners.add(
          new PathOwners(
              entry.string(PATH),
              entry.strings(OWNERS),
              Math.toIntExact(bounded(entry, THRESHOLD))));
      entry.end();
    }
    return owners;
  }

  private static long bounded(JsonFields fields, String member) throws JsonShapeException {
    long value = fields.integer(member);
    if (value < 0 || value > KEYS_MAX) {
      throw new JsonShapeException(WHERE + "." + member + " is out of range: " + value);
    }
    return value;
  }

  private static JsonValue ownersJson(PathOwners entry) {
    return JsonValue.object()
        .put(PATH, entry.path())
        .put(OWNERS, JsonValue.ofStrings(entry.owners()))
        .put(THRESHOLD, entry.threshold())
        .build();
  }

  private static Environment readEnvironment(String id) throws JsonShapeException {
    for (Environment environment : Environment.values()) {
      if (environment.id().equals(id)) {
        return environment;
      }
    }
    throw new JsonShapeException("an unknown environment: " + id);
  }

  private static Mode readMode(String id) throws JsonShapeException {
    for (Mode mode : Mode.values()) {
      if (mode.id().equals(id)) {
        return mode;
      }
    }
    throw new JsonShapeException("an unknown mode: " + id);
  }
}
