package io.tappass.provider;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.provider.Coverage.Entry;
import io.tappass.provider.Coverage.Grade;
import io.tappass.provider.Providers.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who sees what in one sandbox, over all its rings: on each path the best grade of any ring counts,
 * and a tool is held as well as the worst of its paths. A rule about a tool is worth that much.
 *
 * @param policyDigest that it was computed for
 * @param paths by tool and path
 * @param tools by tool
 */
public record CoverageDocument(
    String policyDigest, List<PathGrade> paths, SortedMap<String, Grade> tools) {

  /** The schema this code writes. */
  public static final String SCHEMA = "tappass.coverage.v1";

  /**
   * One path to one tool's effect.
   *
   * @param by the ring that holds it best, empty where none sees it
   * @param reason why it is not exact, empty where it is
   */
  public record PathGrade(String tool, String path, Grade grade, String by, String reason) {}

  public CoverageDocument {
    paths = List.copyOf(paths);
    tools = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(tools));
  }

  /** Grades a policy by the providers of its runtime, at the oldest version each accepts. */
  public static CoverageDocument of(CompiledPolicy policy, Providers providers) {
    Map<String, PathGrade> best = new TreeMap<>();
    for (Map.Entry<Ring, Known> served : providers.serving(policy).entrySet()) {
      Known known = served.getValue();
      for (Entry entry : known.provider().grade(policy, known.versionMin()).entries()) {
        String ring = served.getKey().name().toLowerCase(Locale.ROOT);
        var grade =
            new PathGrade(
                entry.tool(),
                entry.path(),
                entry.grade(),
                entry.grade() == Grade.NONE ? "" : ring,
                entry.reason());
        best.merge(entry.tool() + "\n" + entry.path(), grade, CoverageDocument::better);
      }
    }
    SortedMap<String, Grade> tools = new TreeMap<>();
    for (PathGrade path : best.values()) {
      tools.merge(
          path.tool(), path.grade(), (one, other) -> one.compareTo(other) <= 0 ? one : other);
    }
    // A runtime without any provider sees no call at all.
    policy.catalogue().forEach(tool -> tools.putIfAbsent(tool.id(), Grade.NONE));
    return new CoverageDocument(policy.digest(), new ArrayList<>(best.values()), tools);
  }

  private static PathGrade better(PathGrade one, PathGrade other) {
    return one.grade().compareTo(other.grade()) >= 0 ? one : other;
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    List<JsonValue> entries = new ArrayList<>();
    for (PathGrade path : paths) {
      entries.add(
          JsonValue.object()
              .put("tool", path.tool())
              .put("path", path.path())
              .put("grade", path.grade().text())
              .put("by", path.by())
              .put("reason", path.reason())
              .build());
    }
    var byTool = JsonValue.object();
    tools.forEach((tool, grade) -> byTool.put(tool, grade.text()));
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("policy", policyDigest)
            .put("paths", new JsonArray(entries))
            .put("tools", byTool.build())
            .build());
  }
}
