package io.tappass.policy.compile;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.policy.value.Digests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the rules of one policy come from. It decides nothing: a comment added above a rule changes
 * this document and no policy.
 */
public record Provenance(String policyDigest, List<Origin> rules) {
  /** The schema this code writes. */
  public static final String SCHEMA = "tappass.provenance.v1";

  public Provenance {
    rules =
        rules.stream()
            .distinct()
            .sorted(
                Comparator.comparing(Origin::rule)
                    .thenComparing(Origin::file)
                    .thenComparingInt(Origin::row)
                    .thenComparingInt(Origin::column))
            .toList();
  }

  /**
   * One clause.
   *
   * @param rule its id
   * @param level the package of its level
   * @param name as written, as {@code deny}
   * @param labels text of each label
   * @param pack the pack and version it comes from, or empty
   */
  public record Origin(
      String rule,
      String level,
      String file,
      int row,
      int column,
      String name,
      Map<String, String> labels,
      String pack) {
    public Origin {
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    List<JsonValue> items = new ArrayList<>();
    for (Origin origin : rules) {
      var labels = JsonValue.object();
      origin.labels().forEach(labels::put);
      items.add(
          JsonValue.object()
              .put("rule", origin.rule())
              .put("level", origin.level())
              .put("file", origin.file())
              .put("row", origin.row())
              .put("column", origin.column())
              .put("name", origin.name())
              .put("labels", labels.build())
              .put("pack", origin.pack())
              .build());
    }
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("policy", policyDigest)
            .put("rules", new JsonArray(items))
            .build());
  }

  /** {@code sha256:} and the digest of the canonical bytes. */
  public String digest() {
    return Digests.sha256(bytes());
  }
}
