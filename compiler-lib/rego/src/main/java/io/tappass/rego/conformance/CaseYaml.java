package io.tappass.rego.conformance;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML as values, numbers with every digit they are written with. */
public final class CaseYaml {
  private static final int CHARS_MAX = 64 << 20;

  private CaseYaml() {}

  /** One document, or null where there is none. */
  public static Value read(String text) throws IOException {
    var settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setCodePointLimit(CHARS_MAX).build();
    try {
      Node node = new Compose(settings).composeString(text).orElse(null);
      return node == null ? NullValue.NULL : value(node);
    } catch (YamlEngineException | NumberFormatException e) {
      throw new IOException("not YAML: " + e.getMessage(), e);
    }
  }

  private static Value value(Node node) throws IOException {
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence -> {
        var items = new ArrayList<Value>();
        for (Node item : sequence.getValue()) {
          items.add(value(item));
        }
        yield ArrayValue.of(items);
      }
      case MappingNode mapping -> {
        var builder = ObjectValue.builder();
        for (var member : mapping.getValue()) {
          Value key = value(member.getKeyNode());
          // JSON has only strings as names.
          Value name =
              key instanceof StringValue || !(member.getKeyNode() instanceof ScalarNode scalar)
                  ? key
                  : StringValue.of(scalar.getValue());
          builder.put(name, value(member.getValueNode()));
        }
        yield builder.build();
      }
      default -> throw new IOException("a YAML node of an unknown kind");
    };
  }

  private static Value scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return NullValue.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return BooleanValue.of(text.equalsIgnoreCase("true"));
    }
    if (tag.equals(Tag.INT) && text.startsWith("0x")) {
      return NumberValue.of(Long.parseLong(text.substring(2), 16));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return NumberValue.parse(text.startsWith("+") ? text.substring(1) : text);
    }
    return StringValue.of(text);
  }
}
