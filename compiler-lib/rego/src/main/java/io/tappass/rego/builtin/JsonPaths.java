package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code json.filter} and {@code json.remove}: what lies under some paths, and all else. */
final class JsonPaths {

  /** The paths as a tree: the next segments, none at the end of a path. */
  private static final class Node {
    private final Map<Value, Node> children = new HashMap<>();
    private boolean isEnd;

    /** Ends a path here; it covers the longer ones that begin like it. */
    void end() {
      children.clear();
      isEnd = true;
    }
  }

  private JsonPaths() {}

  static Family family() {
    return new Family()
        .bind("json.filter", JsonPaths::filter)
        .bind("json.remove", JsonPaths::remove);
  }

  private static Value filter(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    return kept(context, object, tree(context, arguments));
  }

  private static Value remove(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    Value left = without(context, object, tree(context, arguments));
    return left == null ? ObjectValue.EMPTY : left;
  }

  private static Node tree(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    List<Value> paths =
        switch (arguments.get(1)) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.items();
          case Value other -> throw Operands.wrongType(1, other, "set", "array");
        };
    Node root = new Node();
    for (Value path : paths) {
      List<Value> segments = segments(context, path);
      Node at = root;
      for (Value segment : segments) {
        if (at.isEnd) {
          break;
        }
        at = at.children.computeIfAbsent(segment, key -> new Node());
      }
      if (!segments.isEmpty() && !at.isEnd) {
        at.end();
      }
    }
    return root;
  }

  /** The segments of a path given as {@code a/b~1c} or as an array. */
  static List<Value> segments(BuiltinContext context, Value path) throws BuiltinException {
    return switch (path) {
      case StringValue string -> {
        context.chargeSteps(string.value().length() / 8);
        if (string.value().isEmpty()) {
          yield List.of();
        }
        String text = string.value().replaceFirst("^/+", "");
        List<Value> segments = new ArrayList<>();
        for (String part : Strings.parts(context, text, "/", Integer.MAX_VALUE)) {
          segments.add(StringValue.of(part.replace("~1", "/").replace("~0", "~")));
        }
        yield segments;
      }
      case ArrayValue array -> array.items();
      case Value other ->
          throw Operands.wrong(
              1,
              "must be one of {set, array} containing string paths or array of path segments but"
                  + " got "
                  + other.kind().word());
    };
  }

  private static Value kept(BuiltinContext context, Value value, Node node) {
    context.chargeSteps(1);
    if (node.isEnd) {
      return value;
    }
    return switch (value) {
      case ObjectValue object -> {
        ObjectValue.Builder result = ObjectValue.builder();
        for (var entry : object.entries()) {
          Node child = node.children.get(entry.getKey());
          if (child != null) {
            result.put(entry.getKey(), kept(context, entry.getValue(), child));
          }
        }
        yield result.build();
      }
      case ArrayValue array -> {
        List<Value> items = new ArrayList<>();
        for (int at = 0; at < array.size(); at++) {
          Node child = node.children.get(StringValue.of(Integer.toString(at)));
          if (child != null) {
            items.add(kept(context, array.items().get(at), child));
          }
        }
        yield ArrayValue.of(items);
      }
      case SetValue set -> {
        SetValue.Builder members = SetValue.builder();
        for (Value member : set.items()) {
          Node child = node.children.get(member);
          if (child != null) {
            members.add(kept(context, member, child));
          }
        }
        yield members.build();
      }
      case Value scalar -> scalar;
    };
  }

  private static @Nullable Value without(BuiltinContext context, Value value, @Nullable Node node) {
    context.chargeSteps(1);
    if (node == null) {
      return value;
    }
    if (node.isEnd) {
      return null;
    }
    return switch (value) {
      case ObjectValue object -> {
        ObjectValue.Builder result = ObjectValue.builder();
        for (var entry : object.entries()) {
          Value left = without(context, entry.getValue(), node.children.get(entry.getKey()));
          if (left != null) {
            result.put(entry.getKey(), left);
          }
        }
        yield result.build();
      }
      case ArrayValue array -> {
        List<Value> items = new ArrayList<>();
        for (int at = 0; at < array.size(); at++) {
          Node child = node.children.get(StringValue.of(Integer.toString(at)));
          Value left = without(context, array.items().get(at), child);
          if (left != null) {
            items.add(left);
          }
        }
        yield ArrayValue.of(items);
      }
      case SetValue set -> {
        SetValue.Builder members = SetValue.builder();
        for (Value member : set.items()) {
          Value left = without(context, member, node.children.get(member));
          if (left != null) {
            members.add(left);
          }
        }
        yield members.build();
      }
      case Value scalar -> scalar;
    };
  }
}
