package io.tappass.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Inclusion and consistency proofs of RFC 6962, section 2.1, made from the hashes of all leaves and
 * checked by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
 */
public final class MerkleProof {
  private MerkleProof() {}

  /** The root of the tree over these leaves. */
  public static byte[] root(List<byte[]> leafHashes) {
    var range = new CompactRange();
    leafHashes.forEach(range::append);
    return range.root();
  }

  /**
   * The hashes that lead from one leaf to the root, lowest first.
   *
   * @throws IllegalArgumentException if there is no leaf of that index
   */
  public static List<byte[]> inclusion(List<byte[]> leafHashes, int index) {
    if (index < 0 || index >= leafHashes.size()) {
      throw new IllegalArgumentException("no leaf " + index + " in " + leafHashes.size());
    }
    List<byte[]> proof = new ArrayList<>();
    path(leafHashes, index, proof);
    return List.copyOf(proof);
  }

  private static void path(List<byte[]> leaves, int index, List<byte[]> proof) {
    if (leaves.size() == 1) {
      return;
    }
    int split = split(leaves.size());
    if (index < split) {
      path(leaves.subList(0, split), index, proof);
      proof.add(root(leaves.subList(split, leaves.size())));
    } else {
      path(leaves.subList(split, leaves.size()), index - split, proof);
      proof.add(root(leaves.subList(0, split)));
    }
  }

  /**
   * The hashes that show that the tree of the first {@code oldSize} leaves is a prefix of the tree
   * of all of them.
   *
   * @throws IllegalArgumentException unless 1 <= oldSize <= number of leaves
   */
  public static List<byte[]> consistency(List<byte[]> leafHashes, int oldSize) {
    if (oldSize < 1 || oldSize > leafHashes.size()) {
      throw new IllegalArgumentException("no prefix " + oldSize + " of " + leafHashes.size());
    }
    List<byte[]> proof = new ArrayList<>();
    subproof(oldSize, leafHashes, true, proof);
    return List.copyOf(proof);
  }

  private static void subproof(
      int oldSize, List<byte[]> leaves, boolean complete, List<byte[]> proof) {
    if (oldSize == leaves.size()) {
      if (!complete) {
        proof.add(root(leaves));
      }
      return;
    }
    int split = split(leaves.size());
    if (oldSize <= split) {
      subproof(oldSize, leaves.subList(0, split), complete, proof);
      proof.add(root(leaves.subList(split, leaves.size())));
    } else {
      subproof(oldSize - split, leaves.subList(split, leaves.size()), false, proof);
      proof.add(root(leaves.subList(0, split)));
    }
  }

  /** The largest power of two below {@code size}. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  /** Whether the proof leads from the leaf to the root (RFC 9162, section 2.1.3.2). */
  public static boolean includes(
      byte[] leafHash, long index, long size, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    byte[] hash = leafHash;
    for (byte[] sibling : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        hash = MerkleHash.node(sibling, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        hash = MerkleHash.node(hash, sibling);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && MessageDigest.isEqual(hash, root);
  }

  /**
   * Whether the proof shows the older tree to be a prefix of the newer (RFC 9162, section 2.1.4.2).
   * Nothing can be said about a prefix of no leaves: false.
   */
  public static boolean consistent(
      long oldSize, byte[] oldRoot, long newSize, byte[] newRoot, List<byte[]> proof) {
    if (oldSize < 1 || oldSize > newSize) {
      return false;
    }
    if (oldSize == newSize) {
      return proof.isEmpty() && MessageDigest.isEqual(oldRoot, newRoot);
    }
    boolean powerOfTwo = Long.bitCount(oldSize) == 1;
    if (proof.isEmpty() && !powerOfTwo) {
      return false;
    }
    long fn = oldSize - 1;
    long sn = newSize - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    int next = powerOfTwo ? 0 : 1;
    byte[] fr = powerOfTwo ? oldRoot : proof.getFirst();
    byte[] sr = fr;
    for (byte[] hash : proof.subList(next, proof.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = MerkleHash.node(hash, fr);
        sr = MerkleHash.node(hash, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = MerkleHash.node(sr, hash);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && MessageDigest.isEqual(fr, oldRoot) && MessageDigest.isEqual(sr, newRoot);
  }
}
