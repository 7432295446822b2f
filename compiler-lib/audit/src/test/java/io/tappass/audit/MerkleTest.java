package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTest {
  private static final int LEAVES_MAX = 40;

  /** RFC 6962, section 2.1, word for word and slow: the hash of leaves from..to. */
  private static byte[] naiveRoot(List<byte[]> data) {
    if (data.isEmpty()) {
      return MerkleHash.sha256().digest();
    }
    if (data.size() == 1) {
      return hash(0, data.getFirst());
    }
    int k = 1;
    while (k * 2 < data.size()) {
      k *= 2;
    }
    return hash(1, naiveRoot(data.subList(0, k)), naiveRoot(data.subList(k, data.size())));
  }

  private static byte[] hash(int prefix, byte[]... parts) {
    var digest = MerkleHash.sha256();
    digest.update((byte) prefix);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      leaves.add(("leaf " + index).getBytes(StandardCharsets.UTF_8));
    }
    return leaves;
  }

  private static List<byte[]> hashes(List<byte[]> data) {
    return data.stream().map(MerkleHash::leaf).toList();
  }

  @Test
  void roots_are_those_of_the_naive_reference_for_every_size() {
    for (int size = 0; size <= LEAVES_MAX; size++) {
      List<byte[]> data = leaves(size);
      assertThat(MerkleProof.root(hashes(data))).isEqualTo(naiveRoot(data));
    }
  }

  @Test
  void roots_are_the_published_ones_of_certificate_transparency() {
    // The test vectors that the reference implementations of RFC 6962 share.
    String[] inputs = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657"};
    var range = new CompactRange();
    assertThat(HexFormat.of().formatHex(range.root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (String input : inputs) {
      range.append(MerkleHash.leaf(HexFormat.of().parseHex(input)));
    }
    range.append(MerkleHash.leaf(HexFormat.of().parseHex("606162636465666768696a6b6c6d6e6f")));
    assertThat(HexFormat.of().formatHex(range.root()))
        .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  }

  @Test
  void every_inclusion_proof_verifies_and_no_altered_one_does() {
    var random = new Random(6962);
    for (int size = 1; size <= LEAVES_MAX; size++) {
      List<byte[]> hashes = hashes(leaves(size));
      byte[] root = MerkleProof.root(hashes);
      for (int index = 0; index < size; index++) {
        List<byte[]> proof = MerkleProof.inclusion(hashes, index);
        byte[] leaf = hashes.get(index);
        assertThat(MerkleProof.includes(leaf, index, size, proof, root)).isTrue();
        assertThat(MerkleProof.includes(flip(leaf, random), index, size, proof, root)).isFalse();
        assertThat(MerkleProof.includes(leaf, index, size, proof, flip(root, random))).isFalse();
        for (List<byte[]> altered : altered(proof, random)) {
          assertThat(MerkleProof.includes(leaf, index, size, altered, root)).isFalse();
        }
        for (int other = 0; other < size; other++) {
          assertThat(MerkleProof.includes(leaf, other, size, proof, root))
              .isEqualTo(other == index);
        }
        assertThat(MerkleProof.includes(leaf, size, size, proof, root)).isFalse();
        assertThat(MerkleProof.includes(leaf, -1, size, proof, root)).isFalse();
      }
    }
  }

  @Test
  void every_consistency_proof_verifies_and_no_altered_one_does() {
    var random = new Random(9162);
    for (int size = 1; size <= LEAVES_MAX; size++) {
      List<byte[]> hashes = hashes(leaves(size));
      byte[] root = MerkleProof.root(hashes);
      for (int old = 1; old <= size; old++) {
        byte[] oldRoot = MerkleProof.root(hashes.subList(0, old));
        List<byte[]> proof = MerkleProof.consistency(hashes, old);
        assertThat(MerkleProof.consistent(old, oldRoot, size, root, proof)).isTrue();
        assertThat(MerkleProof.consistent(old, flip(oldRoot, random), size, root, proof)).isFalse();
        assertThat(MerkleProof.consistent(old, oldRoot, size, flip(root, random), proof)).isFalse();
        for (List<byte[]> altered : altered(proof, random)) {
          assertThat(MerkleProof.consistent(old, oldRoot, size, root, altered)).isFalse();
        }
        assertThat(MerkleProof.consistent(0, oldRoot, size, root, proof)).isFalse();
        assertThat(MerkleProof.consistent(size + 1, oldRoot, size, root, proof)).isFalse();
      }
    }
  }

  private static byte[] flip(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static List<List<byte[]>> altered(List<byte[]> proof, Random random) {
    List<List<byte[]>> all = new ArrayList<>();
    List<byte[]> longer = new ArrayList<>(proof);
    longer.add(new byte[MerkleHash.BYTES]);
    all.add(longer);
    for (int index = 0; index < proof.size(); index++) {
      List<byte[]> flipped = new ArrayList<>(proof);
      flipped.set(index, flip(proof.get(index), random));
      all.add(flipped);
      List<byte[]> shorter = new ArrayList<>(proof);
      shorter.remove(index);
      all.add(shorter);
    }
    return all;
  }
}
