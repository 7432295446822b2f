package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One node of the Merkle B-tree of a release: at most 256 leaves or children, ordered by slot. */
public sealed interface Tile {

  /** Entries of one tile. */
  int ENTRIES_MAX = 256;

  /** The schema of a tile. */
  String SCHEMA = "tappass.tile.v1";

  /** Slots of the entries, ascending. */
  List<String> slots();

  /** The tile's canonical bytes. */
  byte[] write();

  /**
   * A tile of level 0.
   *
   * @param leaves by slot; empty only in the one tile of a release for nobody
   */
  record LeafTile(List<Leaf> leaves) implements Tile {
    public LeafTile {
      leaves = List.copyOf(leaves);
      Form.atMost(ENTRIES_MAX, TileJson.LEAVES, leaves.size());
      Form.strictlySorted(TileJson.LEAVES, leaves.stream().map(Leaf::slot).toList());
    }

    @Override
    public List<String> slots() {
      return leaves.stream().map(Leaf::slot).toList();
    }

    @Override
    public byte[] write() {
      return CanonicalJson.writeOwn(
          JsonValue.object()
              .put(TileJson.SCHEMA_MEMBER, SCHEMA)
              .put(TileJson.LEVEL, 0)
              .put(TileJson.LEAVES, Form.array(leaves, Leaf::toJson))
              .build());
    }
  }

  /**
   * A tile above.
   *
   * @param level from 1
   * @param children by first slot; never empty
   */
  record InnerTile(int level, List<Child> children) implements Tile {
    public InnerTile {
      children = List.copyOf(children);
      Form.atLeast(1, TileJson.LEVEL, level);
      Form.atLeast(1, TileJson.CHILDREN, children.size());
      Form.atMost(ENTRIES_MAX, TileJson.CHILDREN, children.size());
      Form.strictlySorted(TileJson.CHILDREN, children.stream().map(Child::first).toList());
    }

    @Override
    public List<String> slots() {
      return children.stream().map(Child::first).toList();
    }

    @Override
    public byte[] write() {
      return CanonicalJson.writeOwn(
          JsonValue.object()
              .put(TileJson.SCHEMA_MEMBER, SCHEMA)
              .put(TileJson.LEVEL, level)
              .put(
                  TileJson.CHILDREN,
                  Form.array(
                      children,
                      child ->
                          JsonValue.object()
                              .put(TileJson.FIRST, child.first())
                              .put(TileJson.DIGEST, child.digest())
                              .build()))
              .build());
    }
  }

  /**
   * What an inner tile says of one below it.
   *
   * @param first the lowest slot below
   * @param digest of the tile's bytes
   */
  record Child(String first, String digest) {
    public Child {
      Form.hex(TileJson.FIRST, first);
      Form.digest(TileJson.DIGEST, digest);
    }
  }

  /** The slot of a sandbox: salted, so that a tile does not say who else is enrolled. */
  static String slot(String salt, String sandbox) {
    String text =
        "tappass.slot.v1\n" + Form.nonce("salt", salt) + "\n" + Form.name("sandbox", sandbox);
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the bytes of a tile that must be of this level.
   *
   * @throws Refusal.Malformed if they are no such tile
   */
  static Tile read(byte[] bytes, int level) throws Refusal.Malformed {
    return Form.read(
        "tile",
        bytes,
        DocumentLimits.TILE_BYTES_MAX,
        fields -> {
          String schema = fields.string(TileJson.SCHEMA_MEMBER);
          long found = fields.integer(TileJson.LEVEL);
          if (!schema.equals(SCHEMA) || found != level) {
            throw new JsonShapeException(
                "wanted " + SCHEMA + " of level " + level + ", found " + schema + " of " + found);
          }
          return level == 0
              ? new LeafTile(TileJson.leaves(fields))
              : new InnerTile(level, TileJson.children(fields));
        });
  }
}
