package io.tappass.host.landlock;

import io.tappass.host.landlock.LandlockSpec.Paths;
import io.tappass.host.landlock.LandlockSpec.PortGrade;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads and writes {@code tappass.landlock.v1}. */
public final class LandlockSpecJson {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "tappass.landlock.v1";

  /** Bytes of the whole document. */
  public static final int BYTES_MAX = 1 << 20;

  private static final String CODE = "spec_unreadable";

  private LandlockSpecJson() {}

  /** The canonical bytes. */
  public static byte[] write(LandlockSpec spec) {
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("sandbox", spec.sandbox())
            .put("policy", spec.policy())
            .put("baseline", paths(spec.baseline()))
            .put("grants", paths(spec.grants()))
            .put("connect_ports", portList(spec.connectPorts()))
            .put("bind_ports", portList(spec.bindPorts()))
            .put("ports", spec.ports().name().toLowerCase(Locale.ROOT))
            .build());
  }

  /**
   * Reads the document strictly.
   *
   * @throws StartRefused {@code spec_unreadable}, with what is wrong
   */
  public static LandlockSpec read(byte[] bytes) throws StartRefused {
    try {
      return read(StrictJson.parse(bytes, JsonLimits.bytes(BYTES_MAX)));
    } catch (JsonException e) {
      throw new StartRefused(CODE, String.valueOf(e.getMessage()));
    }
  }

  /** As {@link #read(byte[])}, from a value that was parsed strictly. */
  static LandlockSpec read(JsonValue value) throws StartRefused {
    try {
      JsonFields fields = JsonFields.of("landlock", value);
      String schema = fields.string("schema");
      if (!schema.equals(SCHEMA)) {
        throw new StartRefused(CODE, "schema is " + schema + ", not " + SCHEMA);
      }
      var spec =
          new LandlockSpec(
              fields.string("sandbox"),
              fields.string("policy"),
              paths(fields.object("baseline")),
              paths(fields.object("grants")),
              ports(fields.array("connect_ports")),
              ports(fields.array("bind_ports")),
              grade(fields.string("ports")));
      fields.end();
      return spec;
    } catch (JsonShapeException | IllegalArgumentException e) {
      throw new StartRefused(CODE, String.valueOf(e.getMessage()));
    }
  }

  private static PortGrade grade(String text) throws StartRefused {
    return switch (text) {
      case "exact" -> PortGrade.EXACT;
      case "partial" -> PortGrade.PARTIAL;
      default -> throw new StartRefused(CODE, "ports is neither exact nor partial: " + text);
    };
  }

  private static Paths paths(JsonFields fields) throws JsonShapeException {
    var paths =
        new Paths(fields.strings("execute"), fields.strings("read"), fields.strings("write"));
    fields.end();
    return paths;
  }

  private static List<Integer> ports(List<JsonValue> items) throws StartRefused {
    List<Integer> ports = new ArrayList<>();
    for (JsonValue item : items) {
      long port = item instanceof JsonNumber number ? number.longValue().orElse(0L) : 0L;
      if (port < 1 || port > 65535) {
        throw new StartRefused(CODE, "a port that is no integer from 1 to 65535");
      }
      ports.add((int) port);
    }
    return ports;
  }

  private static JsonValue paths(Paths paths) {
    return JsonValue.object()
        .put("execute", JsonValue.ofStrings(paths.execute()))
        .put("read", JsonValue.ofStrings(paths.read()))
        .put("write", JsonValue.ofStrings(paths.write()))
        .build();
  }

  private static JsonValue portList(List<Integer> ports) {
    return new JsonArray(ports.stream().map(port -> (JsonValue) JsonValue.of(port)).toList());
  }
}
