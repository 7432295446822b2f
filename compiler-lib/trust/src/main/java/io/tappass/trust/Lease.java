package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * For a short while, this release is the current one. Signed by the lease role, or in an emergency
 * by the root role.
 *
 * @param root number of the root under which it was made
 * @param serial always up
 * @param issuedAt from when; {@code expiresAt}: until when, exclusive
 * @param kills in force, by scope and id
 */
public record Lease(
    String org,
    long root,
    ReleaseName release,
    long serial,
    Instant issuedAt,
    Instant expiresAt,
    List<Kill> kills)
    implements SignedDocument {

  /** Kills in one lease. */
  public static final int KILLS_MAX = 256;

  /** The longest that any lease may live. */
  public static final Duration LIFE_MAX = Duration.ofHours(24);

  /** How far a signer's clock may be ahead of a host's. */
  public static final Duration SKEW_MAX = Duration.ofSeconds(60);

  private static final int ID_CHARS_MAX = 128;
  private static final String ORG = "org";
  private static final String ROOT = "root";
  private static final String RELEASE = "release";
  private static final String SERIAL = "serial";
  private static final String ISSUED_AT = "issued_at";
  private static final String EXPIRES_AT = "expires_at";
  private static final String KILLS = "kills";
  private static final String SCOPE = "scope";
  private static final String ID = "id";
  private static final String EPOCH = "epoch";

  /** What a kill stops. */
  public enum KillScope {
    ORG,
    PROJECT,
    AGENT,
    SANDBOX,
    SESSION;

    /** The name in the lease. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One kill: in force while a lease lists it.
   *
   * @param id of the scope; an agent's is {@code <project>/<agent>}
   * @param epoch tells two kills of one scope apart
   */
  public record Kill(KillScope scope, String id, long epoch) {
    public Kill {
      Form.atLeast(0, EPOCH, epoch);
      if (id.isEmpty()) {
        throw new IllegalArgumentException("a kill of nothing");
      }
      Form.text(ID, id, ID_CHARS_MAX);
    }

    /** Whether the kill stops the whole sandbox; a kill of a session never does. */
    public boolean stops(SandboxIdentity identity) {
      return switch (scope) {
        case ORG -> id.equals(identity.org());
        case PROJECT -> id.equals(identity.project());
        case AGENT -> id.equals(identity.project() + "/" + identity.agent());
        case SANDBOX -> id.equals(identity.sandbox());
        case SESSION -> false;
      };
    }
  }

  private static final Comparator<Kill> ORDER =
      Comparator.comparing(Kill::scope).thenComparing(Kill::id).thenComparingLong(Kill::epoch);

  public Lease {
    Form.id(ORG, org);
    Form.atLeast(1, ROOT, root);
    Form.atLeast(1, SERIAL, serial);
    Form.wholeSeconds(ISSUED_AT, issuedAt);
    Form.wholeSeconds(EXPIRES_AT, expiresAt);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("a lease that ends before it starts");
    }
    kills = List.copyOf(kills);
    Form.atMost(KILLS_MAX, KILLS, kills.size());
    for (int index = 1; index < kills.size(); index++) {
      if (ORDER.compare(kills.get(index - 1), kills.get(index)) >= 0) {
        throw new IllegalArgumentException("kills that are not sorted");
      }
    }
  }

  /** The order in which {@code kills} must stand. */
  public static Comparator<Kill> killOrder() {
    return ORDER;
  }

  @Override
  public String payloadType() {
    return PayloadTypes.LEASE;
  }

  @Override
  public JsonObject toJson() {
    return JsonValue.object()
        .put(ORG, org)
        .put(ROOT, root)
        .put(RELEASE, release.toJson())
        .put(SERIAL, serial)
        .put(ISSUED_AT, Form.json(issuedAt))
        .put(EXPIRES_AT, Form.json(expiresAt))
        .put(
            KILLS,
            Form.array(
                kills,
                kill ->
                    JsonValue.object()
                        .put(SCOPE, kill.scope().id())
                        .put(ID, kill.id())
                        .put(EPOCH, kill.epoch())
                        .build()))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no lease
   */
  public static Lease read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.LEASE,
        payload,
        fields ->
            new Lease(
                fields.string(ORG),
                fields.integer(ROOT),
                ReleaseName.read(fields.object(RELEASE)),
                fields.integer(SERIAL),
                Form.instant(fields, ISSUED_AT),
                Form.instant(fields, EXPIRES_AT),
                readKills(fields)));
  }

  private static List<Kill> readKills(JsonFields fields) throws JsonShapeException {
    List<Kill> kills = new ArrayList<>();
    for (JsonFields entry : fields.objects(KILLS)) {
      kills.add(new Kill(readScope(entry.string(SCOPE)), entry.string(ID), entry.integer(EPOCH)));
      entry.end();
    }
    return kills;
  }

  private static KillScope readScope(String id) throws JsonShapeException {
    for (KillScope scope : KillScope.values()) {
      if (scope.id().equals(id)) {
        return scope;
      }
    }
    throw new JsonShapeException("a kill of an unknown scope: " + id);
  }
}
