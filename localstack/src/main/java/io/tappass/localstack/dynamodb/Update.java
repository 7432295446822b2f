package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.AttributeValue.Elements;
import io.tappass.localstack.dynamodb.AttributeValue.Items;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.AttributeValue.Num;
import io.tappass.localstack.dynamodb.DocumentPath.Index;
import io.tappass.localstack.dynamodb.DocumentPath.Name;
import io.tappass.localstack.dynamodb.DocumentPath.Step;
import io.tappass.localstack.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An update expression ("Using update expressions in DynamoDB", Developer Guide). */
record Update(List<Action> actions) {

  Update {
    actions = List.copyOf(actions);
  }

  /** One change of one path. */
  sealed interface Action {
    DocumentPath path();
  }

  /** {@code SET path = value}. */
  record Set(DocumentPath path, Value value) implements Action {}

  /** {@code REMOVE path}. */
  record Remove(DocumentPath path) implements Action {}

  /** {@code ADD path value}. */
  record Add(DocumentPath path, AttributeValue value) implements Action {}

  /** {@code DELETE path value}. */
  record Delete(DocumentPath path, Elements value) implements Action {}

  /** What a path is set to; read from the item as it was before the update. */
  sealed interface Value {}

  /** A given value or what stands at a path. */
  record Plain(Condition.Operand operand) implements Value {}

  /** {@code a + b}, or with {@code minus} {@code a - b}. */
  record Sum(Value left, Value right, boolean minus) implements Value {}

  /** {@code if_not_exists(path, value)}. */
  record IfNotExists(DocumentPath path, Value otherwise) implements Value {}

  /** {@code list_append(a, b)}. */
  record Append(Value left, Value right) implements Value {}

  /** The item after all actions. */
  Map<String, AttributeValue> apply(Map<String, AttributeValue> item) throws ServiceException {
    AttributeValue changed = new Members(item);
    for (Action action : removalsLast()) {
      AttributeValue old = action.path().find(item);
      @Nullable AttributeValue replacement =
          switch (action) {
            case Set(DocumentPath ignored, Value value) -> evaluate(value, item);
            case Remove ignored -> null;
            case Add(DocumentPath ignored, AttributeValue value) -> add(old, value);
            case Delete(DocumentPath ignored, Elements value) -> delete(old, value);
          };
      if (replacement != null || old != null) {
        changed = replace(changed, action.path().steps(), replacement);
      }
    }
    return ((Members) changed).members();
  }

  /** Higher indexes are removed first, so that lower ones keep their places. */
  private List<Action> removalsLast() {
    var ordered = new ArrayList<Action>();
    var removals = new ArrayList<Action>();
    for (Action action : actions) {
      if (action instanceof Remove) {
        removals.add(action);
      } else {
        ordered.add(action);
      }
    }
    removals.sort((a, b) -> Integer.compare(lastIndex(b), lastIndex(a)));
    ordered.addAll(removals);
    return ordered;
  }

  private static int lastIndex(Action action) {
    return action.path().steps().getLast() instanceof Index(int index) ? index : -1;
  }

  private static AttributeValue evaluate(Value value, Map<String, AttributeValue> item)
      throws ServiceException {
    return switch (value) {
      case Plain(Condition.Operand operand) -> {
        AttributeValue found = operand.in(item);
        if (found == null) {
          throw Refusals.invalid(
              "The provided expression refers to an attribute that does not exist in the item");
        }
        yield found;
      }
      case Sum(Value left, Value right, boolean minus) -> {
        if (evaluate(left, item) instanceof Num a && evaluate(right, item) instanceof Num b) {
          yield ItemJson.computed(minus ? a.value().subtract(b.value()) : a.value().add(b.value()));
        }
        throw wrongType();
      }
      case IfNotExists(DocumentPath path, Value otherwise) -> {
        AttributeValue found = path.find(item);
        yield found != null ? found : evaluate(otherwise, item);
      }
      case Append(Value left, Value right) -> {
        if (evaluate(left, item) instanceof Items a && evaluate(right, item) instanceof Items b) {
          var all = new ArrayList<>(a.items());
          all.addAll(b.items());
          yield new Items(all);
        }
        throw wrongType();
      }
    };
  }

  private static ServiceException wrongType() {
    return Refusals.invalid("An operand in the update expression has an incorrect data type");
  }

  private static AttributeValue add(@Nullable AttributeValue old, AttributeValue value)
      throws ServiceException {
    if (old == null) {
      return value;
    }
    if (old instanceof Num a && value instanceof Num b) {
      return ItemJson.computed(a.value().add(b.value()));
    }
    if (old instanceof Elements a
        && value instanceof Elements b
        && a.elementType().equals(b.elementType())) {
      var all = new TreeSet<>(a.elements());
      all.addAll(b.elements());
      return new Elements(a.elementType(), all);
    }
    throw wrongType();
  }

  private static @Nullable AttributeValue delete(@Nullable AttributeValue old, Elements value)
      throws ServiceException {
    if (old == null) {
      return null;
    }
    if (old instanceof Elements a && a.elementType().equals(value.elementType())) {
      var left = new TreeSet<>(a.elements());
      left.removeAll(value.elements());
      return left.isEmpty() ? null : new Elements(a.elementType(), left);
    }
    throw wrongType();
  }

  private static AttributeValue replace(
      @Nullable AttributeValue at, List<Step> steps, @Nullable AttributeValue replacement)
      throws ServiceException {
    List<Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case Name(String name) -> {
        if (!(at instanceof Members map)) {
          throw badPath();
        }
        var members = new TreeMap<>(map.members());
        AttributeValue next =
            rest.isEmpty() ? replacement : replace(members.get(name), rest, replacement);
        if (next == null) {
          members.remove(name);
        } else {
          members.put(name, next);
        }
        yield new Members(members);
      }
      case Index(int index) -> {
        if (!(at instanceof Items list)) {
          throw badPath();
        }
        var items = new ArrayList<>(list.items());
        boolean exists = index < items.size();
        if (!rest.isEmpty()) {
          if (!exists) {
            throw badPath();
          }
          items.set(index, replace(items.get(index), rest, replacement));
        } else if (replacement == null) {
          items.remove(index);
        } else if (exists) {
          items.set(index, replacement);
        } else {
          items.add(replacement);
        }
        yield new Items(items);
      }
    };
  }

  private static ServiceException badPath() {
    return Refusals.invalid(
        "The document path provided in the update expression is invalid for update");
  }
}
