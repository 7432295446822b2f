package io.tappass.cli.bench;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was measured.
 *
 * @param goal what the project wants, in one sentence
 */
record BenchTable(String name, String goal, List<String> head, List<List<String>> rows) {
  BenchTable {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Lines of Markdown. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(head));
    lines.add(line(Collections.nCopies(head.size(), "---")));
    rows.forEach(row -> lines.add(line(row)));
    lines.add("");
    lines.add("Goal: " + goal);
    return lines;
  }

  JsonObject json() {
    List<JsonValue> items = new ArrayList<>();
    for (List<String> row : rows) {
      var item = JsonValue.object();
      for (int index = 0; index < head.size(); index++) {
        item.put(head.get(index), row.get(index));
      }
      items.add(item.build());
    }
    return JsonValue.object()
        .put("bench", name)
        .put("goal", goal)
        .put("rows", new JsonArray(items))
        .build();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
