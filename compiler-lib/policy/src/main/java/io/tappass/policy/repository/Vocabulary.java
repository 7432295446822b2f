package io.tappass.policy.repository;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.CatalogueTool;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What authors pick from.
 *
 * @param tools the catalogue, by id
 * @param functions ids of the pipeline steps that there are, in the order in which they run
 * @param data section to what its {@code data.yaml} says: Rego's {@code data.vocabulary}
 */
public record Vocabulary(
    SortedMap<String, CatalogueTool> tools, List<String> functions, JsonObject data) {
  public Vocabulary {
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    functions = List.copyOf(functions);
  }

  /** The tool with that id. */
  public Optional<CatalogueTool> tool(String id) {
    return Optional.ofNullable(tools.get(id));
  }
}
