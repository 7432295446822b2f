package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import java.util.ArrayList;
import java.util.List;

/** Members of a tile. */
final class TileJson {
  static final String SCHEMA_MEMBER = "schema";
  static final String LEVEL = "level";
  static final String LEAVES = "leaves";
  static final String CHILDREN = "children";
  static final String FIRST = "first";
  static final String DIGEST = "digest";

  private TileJson() {}

  static List<Leaf> leaves(JsonFields fields) throws JsonShapeException {
    List<Leaf> leaves = new ArrayList<>();
    for (JsonFields entry : fields.objects(LEAVES)) {
      leaves.add(Leaf.read(entry));
    }
    return leaves;
  }

  static List<Tile.Child> children(JsonFields fields) throws JsonShapeException {
    List<Tile.Child> children = new ArrayList<>();
    for (JsonFields entry : fields.objects(CHILDREN)) {
      children.add(new Tile.Child(entry.string(FIRST), entry.string(DIGEST)));
      entry.end();
    }
    return children;
  }
}
