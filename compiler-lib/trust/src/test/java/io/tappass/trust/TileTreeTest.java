package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TileTreeTest {

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 1, 1", "256, 1, 1", "257, 2, 3", "3000, 2, 13", "65537, 3, 260"})
  void every_leaf_is_found_and_everybody_else_is_proved_absent(int count, int levels, int tiles)
      throws Exception {
    List<Leaf> leaves = leaves(count);
    TileTree tree = TileTree.build(leaves);
    assertThat(tree.root().levels()).isEqualTo(levels);
    assertThat(tree.tiles()).hasSize(tiles);

    Map<String, byte[]> store = store(tree);
    for (int index = 0; index < count; index += Math.max(1, count / 60)) {
      assertThat(find(tree, store, leaves.get(index).slot())).isEqualTo(leaves.get(index));
    }
    for (String slot : List.of("0".repeat(64), "f".repeat(64), Sha256.hex(new byte[] {7, 7, 7}))) {
      assertThatThrownBy(() -> find(tree, store, slot)).isInstanceOf(Refusal.LeafAbsent.class);
    }
  }

  @Test
  void the_order_in_which_leaves_are_given_changes_no_byte() {
    List<Leaf> leaves = leaves(600);
    TileTree tree = TileTree.build(leaves);
    List<Leaf> shuffled = new ArrayList<>(leaves);
    Collections.shuffle(shuffled, new Random(42));

    assertThat(TileTree.build(shuffled).root()).isEqualTo(tree.root());
  }

  @Test
  void one_changed_leaf_changes_one_tile_for_each_level() {
    List<Leaf> leaves = leaves(3000);
    Map<String, byte[]> before = store(TileTree.build(leaves));
    Leaf old = leaves.get(1234);
    leaves.set(
        1234, new Leaf(old.slot(), Scene.text("new policy"), old.provenance(), old.coverage()));
    Map<String, byte[]> after = store(TileTree.build(leaves));

    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(
            after.keySet().stream()
                .filter(path -> !Arrays.equals(before.get(path), after.get(path))))
        .hasSize(2);
  }

  @Test
  void two_leaves_in_one_slot_are_refused() {
    Leaf leaf = leaves(1).getFirst();

    assertThatIllegalArgumentException().isThrownBy(() -> TileTree.build(List.of(leaf, leaf)));
  }

  @Test
  void a_tile_of_the_same_release_at_another_place_is_refused() {
    List<Leaf> leaves = leaves(600);
    TileTree tree = TileTree.build(leaves);
    Map<String, byte[]> store = store(tree);
    byte[] first = store.get(StorePaths.tile(1, 0, 0));
    store.put(StorePaths.tile(1, 0, 0), store.get(StorePaths.tile(1, 0, 1)));
    store.put(StorePaths.tile(1, 0, 1), first);

    for (Leaf leaf : leaves.subList(0, 50)) {
      if (leaf.slot().compareTo("5") < 0) {
        assertThatThrownBy(() -> find(tree, store, leaf.slot()))
            .isInstanceOf(Refusal.TileDigestMismatch.class);
      }
    }
  }

  @Test
  void a_parent_that_lies_about_the_first_slot_is_malformed() {
    Leaf leaf = leaves(1).getFirst();
    byte[] bottom = new Tile.LeafTile(List.of(leaf)).write();
    byte[] top =
        new Tile.InnerTile(1, List.of(new Tile.Child("0".repeat(64), Sha256.digest(bottom))))
            .write();
    var root = new Release.TilesRoot(2, Sha256.digest(top));
    var tree = new TileTree(root, List.of());
    Map<String, byte[]> store = new HashMap<>();
    store.put(StorePaths.tile(1, 1, 0), top);
    store.put(StorePaths.tile(1, 0, 0), bottom);

    assertThatThrownBy(() -> find(tree, store, leaf.slot())).isInstanceOf(Refusal.Malformed.class);
  }

  @Test
  void a_tile_of_another_level_or_order_is_malformed() {
    byte[] tile = new Tile.LeafTile(List.of()).write();
    assertThatThrownBy(() -> Tile.read(tile, 1)).isInstanceOf(Refusal.Malformed.class);

    List<Leaf> two = leaves(2).stream().sorted((a, b) -> b.slot().compareTo(a.slot())).toList();
    assertThatIllegalArgumentException().isThrownBy(() -> new Tile.LeafTile(two));
  }

  @Test
  void a_slot_is_the_digest_of_salt_and_name() {
    assertThat(Tile.slot(Scene.SALT, "sb-laptop"))
        .isEqualTo(Scene.text("tappass.slot.v1\n" + Scene.SALT + "\nsb-laptop").substring(7))
        .isNotEqualTo(Tile.slot("f".repeat(32), "sb-laptop"));
  }

  private static Leaf find(TileTree tree, Map<String, byte[]> store, String slot) throws Refusal {
    return new TileDescent(Checks.ALL, release(tree), slot)
        .<RuntimeException>find(path -> Scene.at(store, path));
  }

  private static Release release(TileTree tree) {
    return new Release(
        "acme",
        1,
        1,
        Optional.empty(),
        new Release.Forward(),
        "c".repeat(40),
        Scene.text("tree"),
        Scene.text("enrolments"),
        tree.root(),
        "tappass",
        Scene.text("self-check"),
        List.of(),
        List.of(),
        Scene.NOW);
  }

  private static Map<String, byte[]> store(TileTree tree) {
    Map<String, byte[]> store = new HashMap<>();
    tree.tiles()
        .forEach(tile -> store.put(StorePaths.tile(1, tile.level(), tile.index()), tile.bytes()));
    return store;
  }

  private static List<Leaf> leaves(int count) {
    List<Leaf> leaves = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      leaves.add(
          new Leaf(
              Tile.slot(Scene.SALT, "sb-" + index),
              Scene.text("policy " + index),
              Scene.text("provenance " + index),
              Scene.text("coverage " + index)));
    }
    return leaves;
  }
}
