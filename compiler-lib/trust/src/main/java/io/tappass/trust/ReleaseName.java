package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;

/**
 * Which release: its number and the digest of its payload.
 *
 * @param number from 1
 */
public record ReleaseName(long number, String digest) {
  static final String NUMBER = "number";
  static final String DIGEST = "digest";

  public ReleaseName {
    Form.atLeast(1, NUMBER, number);
    Form.digest(DIGEST, digest);
  }

  JsonObject toJson() {
    return JsonValue.object().put(NUMBER, number).put(DIGEST, digest).build();
  }

  static ReleaseName read(JsonFields fields) throws JsonShapeException {
    var name = new ReleaseName(fields.integer(NUMBER), fields.string(DIGEST));
    fields.end();
    return name;
  }

  @Override
  public String toString() {
    return "release " + number + " " + digest;
  }
}
