package io.tappass.engine;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.ArgumentRole;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CatalogueTool;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of what a call means: the same for the same arguments in another order, for a number
 * that is written otherwise, and for another spelling of the same path.
 */
final class CallDigest {
  private CallDigest() {}

  static String of(Call call, InForce inForce) {
    Map<String, ArgumentRole> roles =
        inForce.program().catalogue().find(call.tool()).map(CatalogueTool::roles).orElse(Map.of());
    var meant = new LinkedHashMap<String, JsonValue>();
    call.args()
        .members()
        .forEach((name, value) -> {
          if (roles.get(name) != ArgumentRole.PATH) {
            meant.put(name, value);
          }
        });
    String text =
        JsonText.compact(
            JsonValue.object()
                .put("tool", call.tool())
                .put("paths", JsonValue.ofStrings(call.paths()))
                .put("args", sorted(new JsonObject(meant)))
                .build());
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonValue sorted(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        var members = new LinkedHashMap<String, JsonValue>();
        new TreeMap<>(object.members())
            .forEach((name, member) -> members.put(name, sorted(member)));
        yield new JsonObject(members);
      }
      case JsonArray array -> {
        List<JsonValue> items = new ArrayList<>();
        array.items().forEach(item -> items.add(sorted(item)));
        yield new JsonArray(items);
      }
      case JsonNumber number ->
          JsonValue.of(new BigDecimal(number.text()).stripTrailingZeros().toString());
      case JsonValue.JsonString string -> JsonValue.of("\"" + string.value());
      case JsonValue.JsonBoolean bool -> bool;
      case JsonValue.JsonNull nothing -> nothing;
    };
  }
}
