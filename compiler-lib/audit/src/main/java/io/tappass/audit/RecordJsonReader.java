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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what {@link RecordJson} wrote, and nothing else. */
final class RecordJsonReader {
  private RecordJsonReader() {}

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
    JsonObject again = RecordJson.write(read.draft(), read.position(), read.counts());
    JsonObject object = (JsonObject) value;
    for (String name : object.members().keySet()) {
      if (!again.members().containsKey(name)) {
        throw new JsonShapeException("record." + name + " is unknown");
      }
    }
    for (var member : again.members().entrySet()) {
      JsonValue expected =
          member.getKey().equals("attestation_list")
              ? new JsonValue.JsonArray(
                  List.of(RecordJson.attestation(read.position(), read.fingerprint())))
              : member.getValue();
      if (!object.find(member.getKey()).filter(expected::equals).isPresent()) {
        throw new JsonShapeException("record." + member.getKey() + " is not as it should be");
      }
    }
  }

  private static RecordTime time(JsonFields record, JsonFields unmapped) throws JsonShapeException {
    try {
      return new RecordTime(
          RecordJson.MICROS.parse(record.string("time_dt"), Instant::from),
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
      if (RecordJson.text(constant).equals(text)) {
        return constant;
      }
    }
    throw new JsonShapeException("\"" + text + "\" is none of " + type.getSimpleName());
  }
}
