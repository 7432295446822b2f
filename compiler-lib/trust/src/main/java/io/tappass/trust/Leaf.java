package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;

/**
 * What a release holds for one sandbox: three digests in a slot that only the sandbox can find.
 *
 * @param slot 64 hexadecimal digits, see {@link Tile#slot}
 */
public record Leaf(String slot, String policy, String provenance, String coverage) {
  static final String SLOT = "slot";
  static final String POLICY = "policy";
  static final String PROVENANCE = "provenance";
  static final String COVERAGE = "coverage";

  public Leaf {
    Form.hex(SLOT, slot);
    Form.digest(POLICY, policy);
    Form.digest(PROVENANCE, provenance);
    Form.digest(COVERAGE, coverage);
  }

  JsonObject toJson() {
    return JsonValue.object()
        .put(SLOT, slot)
        .put(POLICY, policy)
        .put(PROVENANCE, provenance)
        .put(COVERAGE, coverage)
        .build();
  }

  static Leaf read(JsonFields fields) throws JsonShapeException {
    var leaf =
        new Leaf(
            fields.string(SLOT),
            fields.string(POLICY),
            fields.string(PROVENANCE),
            fields.string(COVERAGE));
    fields.end();
    return leaf;
  }
}
