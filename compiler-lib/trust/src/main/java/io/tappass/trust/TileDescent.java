package io.tappass.trust;

import io.tappass.trust.Tile.InnerTile;
import io.tappass.trust.Tile.LeafTile;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes down the tiles of one release towards one slot. */
final class TileDescent {
  private final Checks checks;
  private final Release release;
  private final String slot;

  TileDescent(Checks checks, Release release, String slot) {
    this.checks = checks;
    this.release = release;
    this.slot = slot;
  }

  <X extends Exception> Leaf find(TileSource<X> tiles) throws Refusal, X {
    int level = release.tiles().levels() - 1;
    long index = 0;
    String digest = release.tiles().root();
    String first = null;
    while (true) {
      String path = StorePaths.tile(release.number(), level, index);
      Tile tile = read(tiles.tile(path), path, level, digest);
      requireFirst(path, first, tile);
      switch (tile) {
        case LeafTile leaves -> {
          return leaf(leaves);
        }
        case InnerTile inner -> {
          // Below the first slot of all nothing can stand; the leftmost leaf then proves it.
          int position = Math.max(0, floor(inner.slots()));
          Tile.Child child = inner.children().get(position);
          digest = child.digest();
          first = child.first();
          index = index * Tile.ENTRIES_MAX + position;
          level--;
        }
      }
    }
  }

  private Tile read(byte[] bytes, String path, int level, String digest) throws Refusal {
    checks.require(
        Check.SIZE,
        bytes.length <= DocumentLimits.TILE_BYTES_MAX,
        () -> new Refusal.Oversized(path, DocumentLimits.TILE_BYTES_MAX, bytes.length));
    String found = Sha256.digest(bytes);
    checks.require(
        Check.TILE_DIGEST,
        found.equals(digest),
        () -> new Refusal.TileDigestMismatch(path, digest, found));
    return Tile.read(bytes, level);
  }

  private static void requireFirst(String path, @Nullable String first, Tile tile) throws Refusal {
    if (first != null && (tile.slots().isEmpty() || !tile.slots().getFirst().equals(first))) {
      throw new Refusal.Malformed(path, "a tile that does not start where its parent says");
    }
  }

  private Leaf leaf(LeafTile tile) throws Refusal {
    int position = Math.max(0, floor(tile.slots()));
    if (tile.leaves().isEmpty()) {
      throw new Refusal.LeafAbsent("tile", slot, "a release for nobody");
    }
    Leaf nearest = tile.leaves().get(position);
    checks.require(
        Check.LEAF_SLOT,
        nearest.slot().equals(slot),
        () -> new Refusal.LeafAbsent("tile", slot, "nearest is slot " + nearest.slot()));
    return nearest;
  }

  /** The position of the last slot that is not above ours, or -1 if all are. */
  private int floor(List<String> slots) {
    int found = Collections.binarySearch(slots, slot);
    return found >= 0 ? found : -found - 2;
  }
}
