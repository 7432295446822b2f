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
 * What is in force for one sandbox, re-read and probed. Signed by the host key; the server only
 * ever reports it, nothing in it enters a compile.
 *
 * @param boot id of the host's boot, 32 hexadecimal digits
 * @param release in force, 0 where none is
 * @param policy digest in force; there exactly where {@code release} is not 0
 * @param state of the sandbox, such as {@code current} or {@code stale-deny}
 * @param refusals since the last receipt, sorted by code
 * @param counter goes up with every receipt of the sandbox
 * @param nonce 32 hexadecimal digits
 */
public record Receipt(
    String sandbox,
    String host,
    String boot,
    long release,
    Optional<String> policy,
    String state,
    List<ProviderState> providers,
    Rings rings,
    List<RefusalCount> refusals,
    long counter,
    String nonce,
    Instant at)
    implements SignedDocument {

  private static final int PROVIDERS_MAX = 32;
  private static final int RINGS_MAX = 16;
  private static final int REFUSALS_MAX = 64;

  private static final String SANDBOX = "sandbox";
  private static final String HOST = "host";
  private static final String BOOT = "boot";
  private static final String RELEASE = "release";
  private static final String POLICY = "policy";
  private static final String STATE = "state";
  private static final String PROVIDERS = "providers";
  private static final String ID = "id";
  private static final String DIGEST = "digest";
  private static final String EFFECTIVE_AT = "effective_at";
  private static final String PROBES = "probes";
  private static final String PROBED = "probed";
  private static final String MODELLED = "modelled";
  private static final String REREAD = "reread";
  private static final String PASSED = "passed";
  private static final String FAILED = "failed";
  private static final String RINGS = "rings";
  private static final String PRESENT = "present";
  private static final String MISSING = "missing";
  private static final String REFUSALS = "refusals";
  private static final String CODE = "code";
  private static final String COUNT = "count";
  private static final String COUNTER = "counter";
  private static final String NONCE = "nonce";
  private static final String AT = "at";

  /** When what was written takes effect in the target. */
  public enum EffectiveAt {
    NOW("now"),
    NEXT_REFRESH("next_refresh"),
    RESTART("restart");

    private final String id;

    EffectiveAt(String id) {
      this.id = id;
    }

    /** The name in a receipt. */
    public String id() {
      return id;
    }
  }

  /** Probes of one kind that passed and that failed. */
  public record Counts(long passed, long failed) {
    public Counts {
      Form.atLeast(0, PASSED, passed);
      Form.atLeast(0, FAILED, failed);
    }
  }

  /**
   * Probe results by how much they prove.
   *
   * @param probed through the target's own mechanism
   * @param modelled by our model of the target
   * @param reread files whose bytes were compared
   */
  public record Probes(Counts probed, Counts modelled, Counts reread) {}

  /**
   * One provider.
   *
   * @param digest of what was re-read
   */
  public record ProviderState(String id, String digest, EffectiveAt effectiveAt, Probes probes) {
    public ProviderState {
      Form.name(ID, id);
      Form.digest(DIGEST, digest);
    }
  }

  /** Rings that hold and rings that should and do not, both sorted. */
  public record Rings(List<String> present, List<String> missing) {
    public Rings {
      present = Form.strictlySorted(PRESENT, present);
      missing = Form.strictlySorted(MISSING, missing);
      Form.atMost(RINGS_MAX, RINGS, present.size() + missing.size());
      present.forEach(ring -> Form.name(PRESENT, ring));
      missing.forEach(ring -> Form.name(MISSING, ring));
    }
  }

  /** How often one code was met. */
  public record RefusalCount(String code, long count) {
    public RefusalCount {
      Form.name(CODE, code);
      Form.atLeast(1, COUNT, count);
    }
  }

  public Receipt {
    Form.name(SANDBOX, sandbox);
    Form.name(HOST, host);
    Form.nonce(BOOT, boot);
    Form.atLeast(0, RELEASE, release);
    policy.ifPresent(digest -> Form.digest(POLICY, digest));
    if (policy.isPresent() != (release > 0)) {
      throw new IllegalArgumentException("a policy without its release, or the reverse");
    }
    Form.name(STATE, state);
    providers = List.copyOf(providers);
    Form.atMost(PROVIDERS_MAX, PROVIDERS, providers.size());
    Form.strictlySorted(PROVIDERS, providers.stream().map(ProviderState::id).toList());
    refusals = List.copyOf(refusals);
    Form.atMost(REFUSALS_MAX, REFUSALS, refusals.size());
    Form.strictlySorted(REFUSALS, refusals.stream().map(RefusalCount::code).toList());
    Form.atLeast(1, COUNTER, counter);
    Form.nonce(NONCE, nonce);
    Form.wholeSeconds(AT, at);
  }

  @Override
  public String payloadType() {
    return PayloadTypes.RECEIPT;
  }

  @Override
  public JsonObject toJson() {
    var object =
        JsonValue.object()
            .put(SANDBOX, sandbox)
            .put(HOST, host)
            .put(BOOT, boot)
            .put(RELEASE, release);
    policy.ifPresent(digest -> object.put(POLICY, digest));
    return object
        .put(STATE, state)
        .put(PROVIDERS, Form.array(providers, Receipt::providerJson))
        .put(
            RINGS,
            JsonValue.object()
                .put(PRESENT, JsonValue.ofStrings(rings.present()))
                .put(MISSING, JsonValue.ofStrings(rings.missing()))
                .build())
        .put(
            REFUSALS,
            Form.array(
                refusals,
                refusal ->
                    JsonValue.object()
                        .put(CODE, refusal.code())
                        .put(COUNT, refusal.count())
                        .build()))
        .put(COUNTER, counter)
        .put(NONCE, nonce)
        .put(AT, Form.json(at))
        .build();
  }

  private static JsonValue providerJson(ProviderState provider) {
    Probes probes = provider.probes();
    return JsonValue.object()
        .put(ID, provider.id())
        .put(DIGEST, provider.digest())
        .put(EFFECTIVE_AT, provider.effectiveAt().id())
        .put(
            PROBES,
            JsonValue.object()
                .put(PROBED, countsJson(probes.probed()))
                .put(MODELLED, countsJson(probes.modelled()))
                .put(REREAD, countsJson(probes.reread()))
                .build())
        .build();
  }

  private static JsonValue countsJson(Counts counts) {
    return JsonValue.object().put(PASSED, counts.passed()).put(FAILED, counts.failed()).build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no receipt
   */
  public static Receipt read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.RECEIPT,
        payload,
        fields ->
            new Receipt(
                fields.string(SANDBOX),
                fields.string(HOST),
                fields.string(BOOT),
                fields.integer(RELEASE),
                fields.optionalString(POLICY),
                fields.string(STATE),
                readProviders(fields),
                readRings(fields.object(RINGS)),
                readRefusals(fields),
                fields.integer(COUNTER),
                fields.string(NONCE),
                Form.instant(fields, AT)));
  }

  private static List<ProviderState> readProviders(JsonFields fields) throws JsonShapeException {
    List<ProviderState> providers = new ArrayList<>();
    for (JsonFields entry : fields.objects(PROVIDERS)) {
      JsonFields probes = entry.object(PROBES);
      providers.add(
          new ProviderState(
              entry.string(ID),
              entry.string(DIGEST),
              readEffectiveAt(entry.string(EFFECTIVE_AT)),
              new Probes(
                  readCounts(probes.object(PROBED)),
                  readCounts(probes.object(MODELLED)),
                  readCounts(probes.object(REREAD)))));
      probes.end();
      entry.end();
    }
    return providers;
  }

  private static EffectiveAt readEffectiveAt(String id) throws JsonShapeException {
    for (EffectiveAt effectiveAt : EffectiveAt.values()) {
      if (effectiveAt.id().equals(id)) {
        return effectiveAt;
      }
    }
    throw new JsonShapeException("an unknown " + EFFECTIVE_AT + ": " + id);
  }

  private static Counts readCounts(JsonFields fields) throws JsonShapeException {
    var counts = new Counts(fields.integer(PASSED), fields.integer(FAILED));
    fields.end();
    return counts;
  }

  private static Rings readRings(JsonFields fields) throws JsonShapeException {
    var rings = new Rings(fields.strings(PRESENT), fields.strings(MISSING));
    fields.end();
    return rings;
  }

  private static List<RefusalCount> readRefusals(JsonFields fields) throws JsonShapeException {
    List<RefusalCount> refusals = new ArrayList<>();
    for (JsonFields entry : fields.objects(REFUSALS)) {
      refusals.add(new RefusalCount(entry.string(CODE), entry.integer(COUNT)));
      entry.end();
    }
    return refusals;
  }
}
