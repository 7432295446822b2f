package io.tappass.audit;

import io.tappass.audit.RecordBody.Approved;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordBody.GapFound;
import io.tappass.audit.RecordBody.Killed;
import io.tappass.audit.RecordBody.Recovered;
import io.tappass.audit.RecordBody.Resulted;
import io.tappass.audit.RecordBody.SessionClosed;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordBody.StateChanged;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.ObjectBuilder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes records as OCSF API Activity (docs/spec/record.md, sections 1 and 2). */
final class RecordJson {
  private static final String PLACEHOLDER = "0".repeat(RecordLine.FINGERPRINT_CHARS);
  private static final List<String> PROFILES =
      List.of("datetime", "record_integrity", "security_control");
  static final DateTimeFormatter MICROS =
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

  static JsonObject attestation(ChainPosition position, String fingerprint) {
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

  static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
