package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code json.patch}: RFC 6902, also over sets, whose members are their own keys. */
final class JsonPatch {
  private final BuiltinContext context;

  private JsonPatch(BuiltinContext context) {
    this.context = context;
  }

  static Family family() {
    return new Family().bind("json.patch", JsonPatch::patch);
  }

  private static @Nullable Value patch(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    var patch = new JsonPatch(context);
    Value document = arguments.getFirst();
    for (Value operation : Operands.array(arguments, 1).items()) {
      if (!(operation instanceof ObjectValue object)) {
        throw BuiltinException.failed(
            "must be an array of JSON-Patch objects, but at least one element is not an object");
      }
      document = patch.applied(document, object);
    }
    return document;
  }

  private @Nullable Value applied(@Nullable Value document, ObjectValue operation)
      throws BuiltinException {
    Value pathGiven = required(operation, "path");
    Value op = required(operation, "op");
    if (!(op instanceof StringValue name)) {
      throw BuiltinException.failed(
          "attribute 'op' must be a string but found: " + op.kind().word());
    }
    List<Value> path = JsonPaths.segments(context, pathGiven);
    return switch (name.value()) {
      case "add" -> inserted(document, path, 0, required(operation, "value"));
      case "remove" -> removed(document, path, 0);
      case "replace" -> {
        Value rest = removed(document, path, 0);
        yield inserted(rest, path, 0, required(operation, "value"));
      }
      case "move" -> {
        List<Value> from = JsonPaths.segments(context, required(operation, "from"));
        Value moved = at(document, from);
        yield inserted(removed(document, from, 0), path, 0, moved);
      }
      case "copy" -> {
        List<Value> from = JsonPaths.segments(context, required(operation, "from"));
        yield inserted(document, path, 0, at(document, from));
      }
      case "test" -> {
        Value found = at(document, path);
        Value wanted = required(operation, "value");
        if (!found.equals(wanted)) {
          throw BuiltinException.failed(
              "value from EditTree != patch value.\n\nExpected: "
                  + GoText.of(wanted)
                  + "\n\nFound: "
                  + GoText.of(found));
        }
        yield document;
      }
      default -> throw BuiltinException.failed("unrecognized op: '" + name.value() + "'");
    };
  }

  private static Value required(ObjectValue operation, String name) throws BuiltinException {
    Value value = operation.find(name);
    if (value == null) {
      throw BuiltinException.failed("missing required attribute '" + name + "'");
    }
    return value;
  }

  private Value at(@Nullable Value document, List<Value> path) throws BuiltinException {
    Value value = present(document);
    for (Value segment : path) {
      value = child(value, segment);
    }
    return value;
  }

  private static Value present(@Nullable Value document) throws BuiltinException {
    if (document == null) {
      throw BuiltinException.failed("nil value encountered where composite value was expected");
    }
    return document;
  }

  private static Value child(Value value, Value segment) throws BuiltinException {
    Value found =
        switch (value) {
          case ObjectValue object -> object.find(segment);
          case SetValue set -> set.contains(segment) ? segment : null;
          case ArrayValue array -> {
            int index = index(array, segment);
            yield index < array.size() ? array.items().get(index) : null;
          }
          case Value other -> throw noComposite(other);
        };
    if (found == null) {
      throw BuiltinException.failed(
          "path "
              + GoText.of(segment)
              + " does not exist in "
              + value.kind().word()
              + " term "
              + GoText.of(value));
    }
    return found;
  }

  private static BuiltinException noComposite(Value found) {
    return BuiltinException.failed("expected composite type, found value: " + GoText.of(found));
  }

  private Value inserted(@Nullable Value document, List<Value> path, int depth, Value value)
      throws BuiltinException {
    context.chargeSteps(1);
    if (depth == path.size()) {
      return value;
    }
    Value target = present(document);
    Value segment = path.get(depth);
    boolean last = depth == path.size() - 1;
    charge(target);
    return switch (target) {
      case ObjectValue object -> {
        Value child = last ? value : inserted(child(object, segment), path, depth + 1, value);
        yield ObjectValue.builder().putAll(object).put(segment, child).build();
      }
      case SetValue set -> {
        if (last && !segment.equals(value)) {
          throw BuiltinException.failed(
              "set key "
                  + GoText.of(segment)
                  + " does not equal value to be inserted "
                  + GoText.of(value));
        }
        List<Value> members = new ArrayList<>(set.items());
        if (last) {
          members.add(value);
        } else {
          Value child = inserted(child(set, segment), path, depth + 1, value);
          members.remove(segment);
          members.add(child);
        }
        yield SetValue.of(members);
      }
      case ArrayValue array -> {
        List<Value> items = new ArrayList<>(array.items());
        int index = index(array, segment);
        if (last) {
          if (index > items.size()) {
            throw BuiltinException.failed("index for array insertion out of bounds");
          }
          items.add(index, value);
        } else {
          items.set(index, inserted(child(array, segment), path, depth + 1, value));
        }
        yield ArrayValue.of(items);
      }
      default -> throw noComposite(target);
    };
  }

  private @Nullable Value removed(@Nullable Value document, List<Value> path, int depth)
      throws BuiltinException {
    context.chargeSteps(1);
    Value target = present(document);
    if (depth == path.size()) {
      return null;
    }
    Value segment = path.get(depth);
    boolean last = depth == path.size() - 1;
    charge(target);
    return switch (target) {
      case ObjectValue object -> {
        if (last && !object.containsKey(segment)) {
          throw BuiltinException.failed(
              "cannot delete child key " + GoText.of(segment) + " that does not exist");
        }
        ObjectValue.Builder result = ObjectValue.builder().putAll(object);
        yield last
            ? result.remove(segment).build()
            : result.put(segment, nested(object, path, depth)).build();
      }
      case SetValue set -> {
        if (last && !set.contains(segment)) {
          throw BuiltinException.failed(
              "cannot delete child key " + GoText.of(segment) + " that does not exist");
        }
        List<Value> members = new ArrayList<>(set.items());
        members.remove(segment);
        if (!last) {
          members.add(nested(set, path, depth));
        }
        yield SetValue.of(members);
      }
      case ArrayValue array -> {
        List<Value> items = new ArrayList<>(array.items());
        int index = index(array, segment);
        if (last) {
          if (index >= items.size()) {
            throw BuiltinException.failed("index for array delete out of bounds");
          }
          items.remove(index);
        } else {
          items.set(index, nested(array, path, depth));
        }
        yield ArrayValue.of(items);
      }
      default -> throw noComposite(target);
    };
  }

  private Value nested(Value target, List<Value> path, int depth) throws BuiltinException {
    Value rest = removed(child(target, path.get(depth)), path, depth + 1);
    return present(rest);
  }

  /** Every level of a patched document is built anew. */
  private void charge(Value target) {
    long size =
        switch (target) {
          case ObjectValue object -> object.size() * 56L;
          case ArrayValue array -> array.size() * 8L;
          case SetValue set -> set.size() * 40L;
          case Value ignored -> 0;
        };
    context.chargeBytes(size);
    context.chargeSteps(size / 8);
  }

  /** The position that a segment names; {@code -} is behind the last item. */
  private static int index(ArrayValue array, Value segment) throws BuiltinException {
    long index;
    switch (segment) {
      case NumberValue number -> {
        if (!number.isWrittenAsLong()) {
          throw BuiltinException.failed("invalid number type for indexing");
        }
        index = number.longValue();
      }
      case StringValue string -> {
        if (string.value().equals("-")) {
          return array.size();
        }
        if (!string.value().matches("-?[0-9]{1,18}")) {
          throw BuiltinException.failed("invalid string for indexing");
        }
        if (string.value().startsWith("0") && string.value().length() > 1) {
          throw BuiltinException.failed("leading zeros are not allowed in JSON paths");
        }
        index = Long.parseLong(string.value());
      }
      default -> throw BuiltinException.failed("invalid type for indexing");
    }
    if (index < 0 || index > array.size()) {
      throw BuiltinException.failed("index for array insertion out of bounds");
    }
    return (int) index;
  }
}
