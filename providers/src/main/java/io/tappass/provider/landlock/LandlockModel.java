package io.tappass.provider.landlock;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.Rendering.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does under the rendered document, written from the kernel's documentation: a
 * right on a directory holds for everything below it, rights only add up, and nothing takes one
 * back.
 */
final class LandlockModel {
  private final List<String> execute = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private final List<String> write = new ArrayList<>();
  private final List<Long> connect = new ArrayList<>();

  private LandlockModel() {}

  /** The model of a document; one that cannot be read starts nothing, so everything is denied. */
  static LandlockModel of(byte @Nullable [] document) {
    var model = new LandlockModel();
    if (document == null) {
      return model;
    }
    try {
      JsonFields fields =
          JsonFields.of(
              "landlock", StrictJson.parse(document, JsonLimits.bytes(RenderedFile.BYTES_MAX)));
      for (String section : List.of("baseline", "grants")) {
        JsonFields paths = fields.object(section);
        model.execute.addAll(paths.strings("execute"));
        model.read.addAll(paths.strings("read"));
        model.write.addAll(paths.strings("write"));
      }
      for (JsonValue port : fields.array("connect_ports")) {
        if (port instanceof JsonNumber number) {
          number.longValue().ifPresent(model.connect::add);
        }
      }
      return model;
    } catch (JsonException | JsonShapeException e) {
      return new LandlockModel();
    }
  }

  Expected attempt(JsonObject attempt) {
    try {
      JsonFields fields = JsonFields.of("attempt", attempt);
      boolean isAllowed =
          switch (fields.string("attempt")) {
            case "list", "read" -> mayRead(fields.string("path"));
            case "create", "write" -> isBelow(write, fields.string("path"));
            case "execute" -> isBelow(execute, fields.string("path"));
            case "connect" -> connect.contains(fields.integer("port"));
            default -> true;
          };
      return isAllowed ? Expected.ALLOWED : Expected.DENIED;
    } catch (JsonShapeException e) {
      // An attempt the model does not understand must not look held.
      return Expected.ALLOWED;
    }
  }

  private boolean mayRead(String path) {
    return isBelow(read, path) || isBelow(execute, path) || isBelow(write, path);
  }

  private static boolean isBelow(List<String> grants, String path) {
    for (String grant : grants) {
      boolean isTree = grant.endsWith("/**");
      String literal = isTree ? grant.substring(0, grant.length() - 3) : grant;
      if (path.equals(literal) || (isTree && path.startsWith(literal + "/"))) {
        return true;
      }
    }
    return false;
  }
}
