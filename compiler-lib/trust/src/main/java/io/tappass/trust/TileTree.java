package io.tappass.trust;

import io.tappass.trust.Release.TilesRoot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All tiles of a release: a 256-ary Merkle B-tree over the leaves in the order of their slots, so
 * that a host finds its own leaf, or the proof that there is none, by one tile for each level.
 *
 * @param tiles every tile, level by level from 0, each level by index
 */
public record TileTree(TilesRoot root, List<StoredTile> tiles) {

  /**
   * One tile as it is stored.
   *
   * @param index of the tile in its level; a child's is its parent's times 256 plus its position
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; written to the store
  public record StoredTile(int level, long index, byte[] bytes) {}

  public TileTree {
    tiles = List.copyOf(tiles);
  }

  /**
   * Builds the tiles of these leaves, in whatever order they are given.
   *
   * @throws IllegalArgumentException if two leaves have one slot
   */
  public static TileTree build(List<Leaf> leaves) {
    List<Leaf> sorted = leaves.stream().sorted(Comparator.comparing(Leaf::slot)).toList();
    List<Tile> level = new ArrayList<>();
    for (int from = 0; from < sorted.size() || level.isEmpty(); from += Tile.ENTRIES_MAX) {
      int to = Math.min(from + Tile.ENTRIES_MAX, sorted.size());
      level.add(new Tile.LeafTile(sorted.subList(from, to)));
    }
    Form.strictlySorted("slots", sorted.stream().map(Leaf::slot).toList());
    List<StoredTile> stored = new ArrayList<>();
    for (int height = 0; ; height++) {
      List<Tile.Child> children = store(height, level, stored);
      if (level.size() == 1) {
        String top = Sha256.digest(stored.getLast().bytes());
        return new TileTree(new TilesRoot(height + 1, top), stored);
      }
      level = parents(height + 1, children);
    }
  }

  private static List<Tile.Child> store(int height, List<Tile> level, List<StoredTile> stored) {
    List<Tile.Child> children = new ArrayList<>();
    for (Tile tile : level) {
      byte[] bytes = tile.write();
      stored.add(new StoredTile(height, children.size(), bytes));
      if (!tile.slots().isEmpty()) {
        children.add(new Tile.Child(tile.slots().getFirst(), Sha256.digest(bytes)));
      }
    }
    return children;
  }

  private static List<Tile> parents(int height, List<Tile.Child> children) {
    List<Tile> parents = new ArrayList<>();
    for (int from = 0; from < children.size(); from += Tile.ENTRIES_MAX) {
      int to = Math.min(from + Tile.ENTRIES_MAX, children.size());
      parents.add(new Tile.InnerTile(height, children.subList(from, to)));
    }
    return parents;
  }
}
