package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.AttributeValue.Items;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way into an item: a top-level attribute, then members and indexes. */
record DocumentPath(List<Step> steps) {

  DocumentPath {
    steps = List.copyOf(steps);
  }

  /** One step of a path. */
  sealed interface Step {}

  /** A member of a map. */
  record Name(String name) implements Step {}

  /** An element of a list, from 0. */
  record Index(int index) implements Step {}

  /** The attribute of the item it starts with. */
  String top() {
    return steps.getFirst() instanceof Name(String name) ? name : "";
  }

  /** What stands there, or null. */
  @Nullable AttributeValue find(Map<String, AttributeValue> item) {
    AttributeValue at = new Members(item);
    for (Step step : steps) {
      AttributeValue next =
          switch (step) {
            case Name(String name) -> at instanceof Members map ? map.members().get(name) : null;
            case Index(int index) ->
                at instanceof Items list && index < list.items().size()
                    ? list.items().get(index)
                    : null;
          };
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  /** Whether one of the two leads into the other. */
  boolean overlaps(DocumentPath other) {
    int common = Math.min(steps.size(), other.steps.size());
    return steps.subList(0, common).equals(other.steps.subList(0, common));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Step step : steps) {
      switch (step) {
        case Name(String name) -> text.append(text.isEmpty() ? "" : ".").append(name);
        case Index(int index) -> text.append('[').append(index).append(']');
      }
    }
    return text.toString();
  }
}
