package io.tappass.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hashes of an RFC 6962 Merkle tree (section 2.1), and plain SHA-256. */
public final class MerkleHash {

  /** Bytes of a hash. */
  public static final int BYTES = 32;

  private static final byte[] LEAF_PREFIX = {0};
  private static final byte[] NODE_PREFIX = {1};

  private MerkleHash() {}

  /** The hash of a leaf: SHA-256(0x00 || data). */
  public static byte[] leaf(byte[] data) {
    return leaf(data, 0, data.length);
  }

  /** The hash of the leaf that stands in {@code bytes} from {@code from} to before {@code to}. */
  public static byte[] leaf(byte[] bytes, int from, int to) {
    return leaf(sha256(), bytes, from, to);
  }

  /** The same with a digest that is used again and again. */
  static byte[] leaf(MessageDigest digest, byte[] bytes, int from, int to) {
    digest.update(LEAF_PREFIX);
    digest.update(bytes, from, to - from);
    return digest.digest();
  }

  /** The hash of an inner node: SHA-256(0x01 || left || right). */
  public static byte[] node(byte[] left, byte[] right) {
    return node(sha256(), left, right);
  }

  /** The same with a digest that is used again and again. */
  static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
    digest.update(NODE_PREFIX);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }

  /** The root of the tree without leaves: SHA-256 of nothing. */
  public static byte[] emptyRoot() {
    return sha256().digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
