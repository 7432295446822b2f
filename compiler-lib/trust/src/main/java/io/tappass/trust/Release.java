package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One published set of policies. Signed once by the release role, whatever the fleet's size.
 *
 * @param epoch never goes down; raised to void everything before
 * @param number from 1, always up
 * @param previous digest of the release before; nothing for number 1
 * @param commit of the policy repository
 * @param treeDigest of that commit's files
 * @param enrolmentsDigest of the set of enrolments compiled for
 * @param tiles where the leaves are
 * @param compiler name and version of the compiler
 * @param selfCheck digest of the compiler's self-check report
 * @param ringsOpen rings that hold nothing for a while, sorted
 * @param stalled scopes that are not as the commit says
 */
public record Release(
    String org,
    long epoch,
    long number,
    Optional<String> previous,
    Cause cause,
    String commit,
    String treeDigest,
    String enrolmentsDigest,
    TilesRoot tiles,
    String compiler,
    String selfCheck,
    List<String> ringsOpen,
    List<Stalled> stalled,
    Instant releasedAt)
    implements SignedDocument {

  /** Scopes that one release may list as stalled. */
  public static final int STALLED_MAX = 1000;

  /** Characters of a reason. */
  public static final int REASON_CHARS_MAX = 256;

  private static final int RINGS_MAX = 16;
  private static final int NAME_CHARS_MAX = 128;

  private static final String ORG = "org";
  private static final String EPOCH = "epoch";
  private static final String NUMBER = "number";
  private static final String PREVIOUS = "previous";
  private static final String CAUSE = "cause";
  private static final String KIND = "kind";
  private static final String FORWARD = "forward";
  private static final String ROLLBACK = "rollback";
  private static final String TO = "to";
  private static final String BY = "by";
  private static final String REASON = "reason";
  private static final String COMMIT = "commit";
  private static final String TREE_DIGEST = "tree_digest";
  private static final String ENROLMENTS_DIGEST = "enrolments_digest";
  private static final String TILES = "tiles";
  private static final String LEVELS = "levels";
  private static final String ROOT = "root";
  private static final String COMPILER = "compiler";
  private static final String SELF_CHECK = "self_check";
  private static final String RINGS_OPEN = "rings_open";
  private static final String STALLED = "stalled";
  private static final String SCOPE = "scope";
  private static final String STATE = "state";
  private static final String RELEASED_AT = "released_at";

  /** Why there is a new release. */
  public sealed interface Cause {}

  /** The commit went on. */
  public record Forward() implements Cause {}

  /**
   * Older content under a higher number.
   *
   * @param to the release whose content came back
   * @param by who asked for it
   */
  public record Rollback(long to, String by, String reason) implements Cause {
    public Rollback {
      Form.atLeast(1, TO, to);
      Form.text(BY, by, NAME_CHARS_MAX);
      Form.text(REASON, reason, REASON_CHARS_MAX);
    }
  }

  /**
   * The top of the tiles.
   *
   * @param levels from 1
   * @param root digest of the top tile's bytes
   */
  public record TilesRoot(int levels, String root) {
    /** Levels of 256-ary tiles; 256^4 sandboxes. */
    public static final int LEVELS_MAX = 4;

    public TilesRoot {
      Form.atLeast(1, LEVELS, levels);
      Form.atMost(LEVELS_MAX, LEVELS, levels);
      Form.digest(ROOT, root);
    }
  }

  /**
   * A scope that is not as the commit says.
   *
   * @param scope {@code org}, {@code project/<id>} or {@code agent/<project>/<id>}
   * @param state {@code stalled} or {@code quarantined}
   * @param reason for people, cut by the publisher
   */
  public record Stalled(String scope, String state, String reason) {
    public Stalled {
      Form.text(SCOPE, scope, NAME_CHARS_MAX);
      Form.name(STATE, state);
      Form.text(REASON, reason, REASON_CHARS_MAX);
    }
  }

  public Release {
    Form.id(ORG, org);
    Form.atLeast(1, EPOCH, epoch);
    Form.atLeast(1, NUMBER, number);
    previous.ifPresent(digest -> Form.digest(PREVIOUS, digest));
    if (previous.isPresent() != (number > 1)) {
      throw new IllegalArgumentException("all releases but the first name the one before");
    }
    if (cause instanceof Rollback rollback && rollback.to() >= number) {
      throw new IllegalArgumentException("a rollback to a release that is not older");
    }
    Form.commit(COMMIT, commit);
    Form.digest(TREE_DIGEST, treeDigest);
    Form.digest(ENROLMENTS_DIGEST, enrolmentsDigest);
    Form.text(COMPILER, compiler, NAME_CHARS_MAX);
    Form.digest(SELF_CHECK, selfCheck);
    ringsOpen = Form.strictlySorted(RINGS_OPEN, ringsOpen);
    Form.atMost(RINGS_MAX, RINGS_OPEN, ringsOpen.size());
    ringsOpen.forEach(ring -> Form.name(RINGS_OPEN, ring));
    stalled = List.copyOf(stalled);
    Form.atMost(STALLED_MAX, STALLED, stalled.size());
    Form.strictlySorted(SCOPE, stalled.stream().map(Stalled::scope).toList());
    Form.wholeSeconds(RELEASED_AT, releasedAt);
  }

  /** Number and digest, as leases and admissions name this release. */
  public ReleaseName name() {
    return new ReleaseName(number, digest());
  }

  @Override
  public String payloadType() {
    return PayloadTypes.RELEASE;
  }

  @Override
  public JsonObject toJson() {
    var object = JsonValue.object().put(ORG, org).put(EPOCH, epoch).put(NUMBER, number);
    previous.ifPresent(digest -> object.put(PREVIOUS, digest));
    return object
        .put(CAUSE, causeJson())
        .put(COMMIT, commit)
        .put(TREE_DIGEST, treeDigest)
        .put(ENROLMENTS_DIGEST, enrolmentsDigest)
        .put(TILES, JsonValue.object().put(LEVELS, tiles.levels()).put(ROOT, tiles.root()).build())
        .put(COMPILER, compiler)
        .put(SELF_CHECK, selfCheck)
        .put(RINGS_OPEN, JsonValue.ofStrings(ringsOpen))
        .put(
            STALLED,
            Form.array(
                stalled,
                entry ->
                    JsonValue.object()
                        .put(SCOPE, entry.scope())
                        .put(STATE, entry.state())
                        .put(REASON, entry.reason())
                        .build()))
        .put(RELEASED_AT, Form.json(releasedAt))
        .build();
  }

  private JsonObject causeJson() {
    return switch (cause) {
      case Forward ignored -> JsonValue.object().put(KIND, FORWARD).build();
      case Rollback rollback ->
          JsonValue.object()
              .put(KIND, ROLLBACK)
              .put(TO, rollback.to())
              .put(BY, rollback.by())
              .put(REASON, rollback.reason())
              .build();
    };
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no release
   */
  public static Release read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.RELEASE,
        payload,
        fields ->
            new Release(
                fields.string(ORG),
                fields.integer(EPOCH),
                fields.integer(NUMBER),
                fields.optionalString(PREVIOUS),
                readCause(fields.object(CAUSE)),
                fields.string(COMMIT),
                fields.string(TREE_DIGEST),
                fields.string(ENROLMENTS_DIGEST),
                readTiles(fields.object(TILES)),
                fields.string(COMPILER),
                fields.string(SELF_CHECK),
                fields.strings(RINGS_OPEN),
                readStalled(fields),
                Form.instant(fields, RELEASED_AT)));
  }

  private static Cause readCause(JsonFields fields) throws JsonShapeException {
    String kind = fields.string(KIND);
    Cause cause =
        switch (kind) {
          case FORWARD -> new Forward();
          case ROLLBACK ->
              new Rollback(fields.integer(TO), fields.string(BY), fields.string(REASON));
          default -> throw new JsonShapeException("an unknown cause: " + kind);
        };
    fields.end();
    return cause;
  }

  private static TilesRoot readTiles(JsonFields fields) throws JsonShapeException {
    long levels = fields.integer(LEVELS);
    if (levels < 1 || levels > TilesRoot.LEVELS_MAX) {
      throw new JsonShapeException("tiles of " + levels + " levels");
    }
    var tiles = new TilesRoot(Math.toIntExact(levels), fields.string(ROOT));
    fields.end();
    return tiles;
  }

  private static List<Stalled> readStalled(JsonFields fields) throws JsonShapeException {
    List<Stalled> stalled = new ArrayList<>();
    for (JsonFields entry : fields.objects(STALLED)) {
      stalled.add(new Stalled(entry.string(SCOPE), entry.string(STATE), entry.string(REASON)));
      entry.end();
    }
    return stalled;
  }
}
