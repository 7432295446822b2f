package io.tappass.audit;

import io.tappass.audit.RecordBody.Answer;
import io.tappass.audit.RecordBody.Approved;
import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordBody.GapFound;
import io.tappass.audit.RecordBody.Killed;
import io.tappass.audit.RecordBody.Outcome;
import io.tappass.audit.RecordBody.Recovered;
import io.tappass.audit.RecordBody.Resulted;
import io.tappass.audit.RecordBody.SessionClosed;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordBody.StateChanged;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.ObjectBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Records as OCSF API Activity (docs/spec/record.md, sections 1 and 2). */
final class RecordJson {
  private static final String PLACEHOLDER = "0".repeat(RecordLine.FINGERPRINT_CHARS);
  private static final List<String> PROFILES =
      List.of("datetime", "record_integrity", "security_control");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String OCSF_VERSION = "1.9.0-dev";
  private static final String PRODUCT = "TapPass";
  private static final long OTHER_ACTIVITY = 99;
  private static final long APPLICATION_CATEGORY = 6;
  private static final long API_ACTIVITY_CLASS = 6003;
  private static final long SHA_256 = 3;
  private static final long HEX_ENCODING = 1;
  private static final long JCS_SERIALIZATION = 2;

  private RecordJson() {}

  /** The record with a placeholder for its fingerprint. */
  static JsonObject write(
      RecordDraft draft, ChainPosition position, Optional<SessionCounts> counts) {
    RecordBody body = draft.body();
    ObjectBuilder out = JsonValue.object();
    out.put("activity_id", OTHER_ACTIVITY);
    out.put("activity_name", body.kind().text());
    if (body instanceof Decided decided) {
      out.put("action_id", decided.effect().actionId());
    }
    out.put("actor", JsonValue.object().put("app_uid", draft.subject().agent()).build());
    out.put("api", api(body));
    out.put(
        "attestation_list", new JsonValue.JsonArray(List.of(attestation(position, PLACEHOLDER))));
    out.put("category_uid", APPLICATION_CATEGORY);
    out.put("class_uid", API_ACTIVITY_CLASS);
    out.put("metadata", metadata(position.sequence()));
    out.put("severity_id", severity(body));
    out.put("src_endpoint", JsonValue.object().put("uid", draft.subject().host()).build());
    out.put("time", draft.time().wall().toEpochMilli());
    out.put("time_dt", MICROS.format(draft.time().wall()));
    out.put("type_uid", API_ACTIVITY_CLASS * 100 + OTHER_ACTIVITY);
    out.put("unmapped", unmapped(draft, counts));
    return out.build();
  }

  private static JsonObject api(RecordBody body) {
    return switch (body) {
      case Decided decided -> api(decided.call().tool(), decided.call().id());
      case Resulted result -> api(result.tool(), result.callId());
      case Approved approval -> api(approval.tool(), approval.callId());
      case SessionOpened ignored -> api(body.kind());
      case SessionClosed ignored -> api(body.kind());
      case StateChanged ignored -> api(body.kind());
      case Killed ignored -> api(body.kind());
      case GapFound ignored -> api(body.kind());
      case Recovered ignored -> api(body.kind());
    };
  }

  private static JsonObject api(RecordKind kind) {
    return JsonValue.object().put("operation", kind.text()).build();
  }

  private static JsonObject api(String tool, String callId) {
    return JsonValue.object()
        .put("operation", tool)
        .put("request", JsonValue.object().put("uid", callId).build())
        .build();
  }

  private static JsonObject attestation(ChainPosition position, String fingerprint) {
    ObjectBuilder out =
        JsonValue.object()
            .put("authority_uid", position.authority())
            .put("chain_uid", position.chain())
            .put("fingerprint", fingerprint(fingerprint));
    position
        .previous()
        .ifPresent(value ->
            out.put(
                "prev_event", JsonValue.object().put("fingerprint", fingerprint(value)).build()));
    return out.build();
  }

  private static JsonObject fingerprint(String value) {
    return JsonValue.object()
        .put("algorithm_id", SHA_256)
        .put("encoding_id", HEX_ENCODING)
        .put("serialization_id", JCS_SERIALIZATION)
        .put("value", value)
        .build();
  }

  private static JsonObject metadata(long sequence) {
    return JsonValue.object()
        .put("product", JsonValue.object().put("name", PRODUCT).put("vendor_name", PRODUCT).build())
        .put("profiles", JsonValue.ofStrings(PROFILES))
        .put("sequence", sequence)
        .put("version", OCSF_VERSION)
        .build();
  }

  private static long severity(RecordBody body) {
    return switch (body) {
      case Decided decided -> decided.effect() == Effect.DENY ? 3 : 1;
      case Killed ignored -> 4;
      case GapFound ignored -> 4;
      case Recovered ignored -> 4;
      case SessionOpened ignored -> 1;
      case SessionClosed ignored -> 1;
      case Resulted ignored -> 1;
      case Approved ignored -> 1;
      case StateChanged ignored -> 1;
    };
  }

  private static JsonObject unmapped(RecordDraft draft, Optional<SessionCounts> counts) {
    ObjectBuilder out = JsonValue.object();
    out.put("acknowledged", JsonValue.ofStrings(draft.acknowledged()));
    out.put("boot_id", draft.time().bootId());
    out.put("mono_ns", Long.toString(draft.time().monotonicNanos()));
    out.put("org", draft.subject().org());
    out.put("project", draft.subject().project());
    out.put("sandbox", draft.subject().sandbox());
    draft
        .policy()
        .ifPresent(policy ->
            out.put(
                "policy",
                JsonValue.object()
                    .put("digest", policy.digest())
                    .put("release", policy.release())
                    .build()));
    draft
        .trace()
        .ifPresent(trace ->
            out.put(
                "trace",
                JsonValue.object()
                    .put("span_id", trace.spanId())
                    .put("trace_id", trace.traceId())
                    .build()));
    body(out, draft.body());
    counts.ifPresent(value ->
        out.put(
            "counts",
            JsonValue.object()
                .put("allowed", value.allowed())
                .put("asked", value.asked())
                .put("decisions", value.decisions())
                .put("denied", value.denied())
                .put("records", value.records())
                .put("results", value.results())
                .build()));
    return out.build();
  }

  private static void body(ObjectBuilder out, RecordBody body) {
    switch (body) {
      case SessionOpened(String runtime, String parent) ->
          out.put(
              "session", JsonValue.object().put("parent", parent).put("runtime", runtime).build());
      case Decided decided -> decided(out, decided);
      case Resulted result ->
          out.put(
              "result",
              JsonValue.object()
                  .put("digest", result.digest())
                  .put("duration_ns", Long.toString(result.durationNanos()))
                  .put("status", text(result.outcome()))
                  .build());
      case Approved approval ->
          out.put(
              "approval",
              JsonValue.object()
                  .put("approver", approval.approver())
                  .put("fingerprint", approval.fingerprint())
                  .put("outcome", text(approval.answer()))
                  .put("tier", approval.tier())
                  .build());
      case SessionClosed(String reason) ->
          out.put("close", JsonValue.object().put("reason", reason).build());
      case StateChanged(String from, String to, String reason) ->
          out.put(
              "state",
              JsonValue.object().put("from", from).put("reason", reason).put("to", to).build());
      case Killed(String scope, String id, long epoch) ->
          out.put(
              "kill",
              JsonValue.object().put("epoch", epoch).put("id", id).put("scope", scope).build());
      case GapFound gap ->
          out.put(
              "gap",
              JsonValue.object()
                  .put("from_epoch", gap.fromEpoch())
                  .put("reason", gap.reason())
                  .put("recovered_size", gap.recoveredSize())
                  .put("signed_size", gap.signedSize())
                  .build());
      case Recovered(long size, long droppedBytes, String reason) ->
          out.put(
              "recovery",
              JsonValue.object()
                  .put("dropped_bytes", droppedBytes)
                  .put("reason", reason)
                  .put("size", size)
                  .build());
    }
  }

  private static void decided(ObjectBuilder out, Decided decided) {
    ObjectBuilder shown = JsonValue.object();
    decided.call().shown().forEach(shown::put);
    out.put(
        "call",
        JsonValue.object()
            .put("digest", decided.call().digest())
            .put("kind", decided.call().kind())
            .put("shown", shown.build())
            .build());
    out.put(
        "decision",
        JsonValue.object()
            .put("effect", decided.effect().text())
            .put("exceptions", JsonValue.ofStrings(decided.exceptions()))
            .put("phase", decided.phase())
            .put("reasons", JsonValue.ofStrings(decided.reasons()))
            .put("rules", JsonValue.ofStrings(decided.rules()))
            .put("step", decided.step())
            .build());
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The record that {@code value} says.
   *
   * @throws JsonShapeException naming the member that is wrong
   * @throws IllegalArgumentException if a value breaks an invariant of its type
   */
  static AuditRecord read(JsonValue value) throws JsonShapeException {
    JsonFields record = JsonFields.of("record", value);
    RecordKind kind =
        RecordKind.of(record.string("activity_name"))
            .orElseThrow(() -> new JsonShapeException("record.activity_name is unknown"));
    JsonFields unmapped = record.object("unmapped");
    RecordTime time = time(record, unmapped);
    JsonFields actor = record.object("actor");
    JsonFields source = record.object("src_endpoint");
    var subject =
        new RecordSubject(
            unmapped.string("org"),
            unmapped.string("project"),
            actor.string("app_uid"),
            unmapped.string("sandbox"),
            source.string("uid"));
    actor.end();
    source.end();
    RecordBody body = body(kind, record.object("api"), unmapped);
    Optional<SessionCounts> counts =
        kind == RecordKind.SESSION_CLOSE
            ? Optional.of(counts(unmapped.object("counts")))
            : Optional.empty();
    var draft =
        new RecordDraft(
            subject,
            time,
            policy(unmapped),
            trace(unmapped),
            unmapped.strings("acknowledged"),
            body);
    unmapped.end();
    JsonFields metadata = record.object("metadata");
    long sequence = metadata.integer("sequence");
    List<JsonFields> attestations = record.objects("attestation_list");
    if (attestations.size() != 1) {
      throw new JsonShapeException("record.attestation_list has not one entry");
    }
    JsonFields attestation = attestations.getFirst();
    String fingerprint = attestation.object("fingerprint").string("value");
    Optional<String> previous =
        attestation.has("prev_event")
            ? Optional.of(attestation.object("prev_event").object("fingerprint").string("value"))
            : Optional.empty();
    var position =
        new ChainPosition(
            attestation.string("authority_uid"),
            attestation.string("chain_uid"),
            sequence,
            previous);
    attestation.end();
    var read = new AuditRecord(draft, position, fingerprint, counts);
    requireSame(value, read);
    return read;
  }

  /**
   * Writing what was read must give the same value: this holds every constant and every member that
   * was not looked at.
   */
  private static void requireSame(JsonValue value, AuditRecord read) throws JsonShapeException {
    JsonObject again = write(read.draft(), read.position(), read.counts());
    JsonObject object = (JsonObject) value;
    for (String name : object.members().keySet()) {
      if (!again.members().containsKey(name)) {
        throw new JsonShapeException("record." + name + " is unknown");
      }
    }
    for (var member : again.members().entrySet()) {
      JsonValue expected =
          member.getKey().equals("attestation_list")
              ? new JsonValue.JsonArray(List.of(attestation(read.position(), read.fingerprint())))
              : member.getValue();
      if (!object.find(member.getKey()).filter(expected::equals).isPresent()) {
        throw new JsonShapeException("record." + member.getKey() + " is not as it should be");
      }
    }
  }

  private static RecordTime time(JsonFields record, JsonFields unmapped) throws JsonShapeException {
    try {
      return new RecordTime(
          MICROS.parse(record.string("time_dt"), Instant::from),
          Long.parseLong(unmapped.string("mono_ns")),
          unmapped.string("boot_id"));
    } catch (DateTimeException | NumberFormatException e) {
      throw new JsonShapeException("record.time_dt or mono_ns: " + e.getMessage());
    }
  }

  private static Optional<PolicyReference> policy(JsonFields unmapped) throws JsonShapeException {
    if (!unmapped.has("policy")) {
      return Optional.empty();
    }
    JsonFields policy = unmapped.object("policy");
    return Optional.of(new PolicyReference(policy.string("digest"), policy.integer("release")));
  }

  private static Optional<TraceReference> trace(JsonFields unmapped) throws JsonShapeException {
    if (!unmapped.has("trace")) {
      return Optional.empty();
    }
    JsonFields trace = unmapped.object("trace");
    return Optional.of(new TraceReference(trace.string("trace_id"), trace.string("span_id")));
  }

  private static SessionCounts counts(JsonFields counts) throws JsonShapeException {
    return new SessionCounts(
        counts.integer("records"),
        counts.integer("decisions"),
        counts.integer("allowed"),
        counts.integer("asked"),
        counts.integer("denied"),
        counts.integer("results"));
  }

  private static RecordBody body(RecordKind kind, JsonFields api, JsonFields unmapped)
      throws JsonShapeException {
    return switch (kind) {
      case SESSION_OPEN -> {
        JsonFields session = unmapped.object("session");
        yield new SessionOpened(session.string("runtime"), session.string("parent"));
      }
      case DECISION -> decided(api, unmapped);
      case RESULT -> {
        JsonFields result = unmapped.object("result");
        yield new Resulted(
            api.object("request").string("uid"),
            api.string("operation"),
            constant(Outcome.class, result.string("status")),
            result.string("digest"),
            Long.parseLong(result.string("duration_ns")));
      }
      case APPROVAL -> {
        JsonFields approval = unmapped.object("approval");
        yield new Approved(
            api.object("request").string("uid"),
            api.string("operation"),
            constant(Answer.class, approval.string("outcome")),
            approval.string("approver"),
            approval.string("tier"),
            approval.string("fingerprint"));
      }
      case SESSION_CLOSE -> new SessionClosed(unmapped.object("close").string("reason"));
      case STATE -> {
        JsonFields state = unmapped.object("state");
        yield new StateChanged(state.string("from"), state.string("to"), state.string("reason"));
      }
      case KILL -> {
        JsonFields kill = unmapped.object("kill");
        yield new Killed(kill.string("scope"), kill.string("id"), kill.integer("epoch"));
      }
      case GAP -> {
        JsonFields gap = unmapped.object("gap");
        yield new GapFound(
            gap.integer("from_epoch"),
            gap.integer("signed_size"),
            gap.integer("recovered_size"),
            gap.string("reason"));
      }
      case RECOVERY -> {
        JsonFields recovery = unmapped.object("recovery");
        yield new Recovered(
            recovery.integer("size"), recovery.integer("dropped_bytes"), recovery.string("reason"));
      }
    };
  }

  private static Decided decided(JsonFields api, JsonFields unmapped) throws JsonShapeException {
    JsonFields call = unmapped.object("call");
    JsonFields shownFields = call.object("shown");
    var shown = new TreeMap<String, String>();
    for (String name : shownFields.names()) {
      shown.put(name, shownFields.string(name));
    }
    JsonFields decision = unmapped.object("decision");
    return new Decided(
        new CallFacts(
            api.object("request").string("uid"),
            api.string("operation"),
            call.string("kind"),
            call.string("digest"),
            shown),
        Effect.of(decision.string("effect"))
            .orElseThrow(() -> new JsonShapeException("record.decision.effect is unknown")),
        decision.string("phase"),
        decision.string("step"),
        decision.strings("reasons"),
        decision.strings("rules"),
        decision.strings("exceptions"));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text)
      throws JsonShapeException {
    for (E constant : type.getEnumConstants()) {
      if (text(constant).equals(text)) {
        return constant;
      }
    }
    throw new JsonShapeException("\"" + text + "\" is none of " + type.getSimpleName());
  }
}
