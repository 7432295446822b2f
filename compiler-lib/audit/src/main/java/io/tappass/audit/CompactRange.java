package io.tappass.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing Merkle tree: the roots of its largest full subtrees, from left to
 * right. Holds one hash for each bit set in the number of leaves, so it costs the same to append to
 * a tree of any size.
 */
public final class CompactRange {
  private final MessageDigest sha256 = MerkleHash.sha256();
  private final List<byte[]> subtrees;
  private long size;

  /** The empty tree. */
  public CompactRange() {
    this.subtrees = new ArrayList<>();
    this.size = 0;
  }

  private CompactRange(List<byte[]> subtrees, long size) {
    this.subtrees = new ArrayList<>(subtrees);
    this.size = size;
  }

  /** A range of the same leaves that grows by itself. */
  public CompactRange copy() {
    return new CompactRange(subtrees, size);
  }

  /** Adds the hash of the next leaf. */
  public void append(byte[] leafHash) {
    byte[] hash = leafHash;
    // Each trailing one bit of the size is a full subtree that the new leaf completes.
    for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
      hash = MerkleHash.node(sha256, subtrees.removeLast(), hash);
    }
    subtrees.add(hash);
    size++;
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** The root of the tree over all leaves so far. */
  public byte[] root() {
    if (subtrees.isEmpty()) {
      return MerkleHash.emptyRoot();
    }
    byte[] hash = subtrees.getLast();
    for (int index = subtrees.size() - 2; index >= 0; index--) {
      hash = MerkleHash.node(sha256, subtrees.get(index), hash);
    }
    return hash.clone();
  }
}
