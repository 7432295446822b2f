package io.tappass.host.apply;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;

/**
 * A sandbox's own high-water mark, {@code applied.json}: written after the generation was forced to
 * disk and before the switch.
 *
 * @param release that is in force, or will be once the switch is finished; never goes down
 * @param policy digest
 * @param generation name of the folder that {@code current} must show
 * @param manifest digest of that generation's manifest
 */
public record AppliedMark(
    String sandbox, long release, String policy, String generation, String manifest) {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "tappass.applied.v1";

  /** Bytes of the document. */
  public static final int BYTES_MAX = 4096;

  byte[] write() {
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("sandbox", sandbox)
            .put("release", release)
            .put("policy", policy)
            .put("generation", generation)
            .put("manifest", manifest)
            .build());
  }

  /** Reads the document strictly. */
  public static AppliedMark read(byte[] bytes) throws JsonException, JsonShapeException {
    JsonFields fields =
        JsonFields.of("applied", CanonicalJson.read(bytes, JsonLimits.bytes(BYTES_MAX)));
    if (!fields.string("schema").equals(SCHEMA)) {
      throw new JsonShapeException("applied.schema is not " + SCHEMA);
    }
    var mark =
        new AppliedMark(
            fields.string("sandbox"),
            fields.integer("release"),
            fields.string("policy"),
            fields.string("generation"),
            fields.string("manifest"));
    fields.end();
    return mark;
  }
}
