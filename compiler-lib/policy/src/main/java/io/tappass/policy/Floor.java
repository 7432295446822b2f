package io.tappass.policy;

import io.tappass.policy.value.Ids;
import java.util.List;

/**
 * What is left of the policy when it is stale: calls of these tools are still decided, by the same
 * levels; the floor never allows what they do not.
 *
 * @param tools ids, sorted
 */
public record Floor(List<String> tools) {
  public Floor {
    tools = tools.stream().distinct().sorted().toList();
    tools.forEach(tool -> Ids.id("tool of the floor", tool));
  }
}
