package io.tappass.cli.loop;

import io.tappass.control.Reconcile.SandboxStanding;
import io.tappass.control.Reconcile.Summary;
import io.tappass.control.Registry.Applied;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Envelope;
import io.tappass.trust.Receipt;
import io.tappass.trust.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code /status} answers and {@code tappass status} shows. */
final class StatusJson {
  private StatusJson() {}

  static JsonObject write(Summary summary, List<Applied> applied) {
    Map<String, JsonValue> receipts = new HashMap<>();
    for (Applied last : applied) {
      receipts.put(last.sandbox(), receipt(last));
    }
    List<JsonValue> sandboxes = new ArrayList<>();
    for (SandboxStanding sandbox : summary.sandboxes()) {
      sandboxes.add(
          JsonValue.object()
              .put("sandbox", sandbox.sandbox())
              .put("project", sandbox.project())
              .put("agent", sandbox.agent())
              .put("host", sandbox.host())
              .put("desired", sandbox.desired())
              .put("applied", sandbox.applied())
              .put("state", sandbox.state())
              .put("standing", sandbox.standing().name().toLowerCase(Locale.ROOT))
              .put("heard_at", sandbox.heardAt().map(Object::toString).orElse(""))
              .put("receipt", receipts.getOrDefault(sandbox.sandbox(), JsonValue.NULL))
              .build());
    }
    List<JsonValue> scopes = new ArrayList<>();
    summary
        .scopes()
        .forEach(scope ->
            scopes.add(
                JsonValue.object()
                    .put("scope", scope.scope())
                    .put("state", scope.state())
                    .put("reason", scope.reason())
                    .build()));
    List<JsonValue> stops = new ArrayList<>();
    summary.stops().forEach(stop -> stops.add(JsonValue.of(stop.reason())));
    return JsonValue.object()
        .put("release", summary.head().map(head -> head.number()).orElse(0L))
        .put("release_digest", summary.head().map(head -> head.digest()).orElse(""))
        .put("commit", summary.head().map(head -> head.commit()).orElse(""))
        .put("sandboxes", new JsonArray(sandboxes))
        .put("scopes", new JsonArray(scopes))
        .put("stops", new JsonArray(stops))
        .build();
  }

  /** The receipt's payload; its signature was verified when it was taken. */
  private static JsonValue receipt(Applied applied) {
    try {
      return Receipt.read(
              Envelope.read(applied.receipt(), DocumentLimits.DOCUMENT_BYTES_MAX).payload())
          .toJson();
    } catch (JsonException | JsonShapeException | Refusal e) {
      return JsonValue.NULL;
    }
  }
}
