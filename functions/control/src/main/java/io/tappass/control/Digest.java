package io.tappass.control;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as documents write them. */
final class Digest {
  private static final String PREFIX = "sha256:";

  private Digest() {}

  /** {@code sha256:} and 64 hexadecimal digits. */
  static String of(byte[] bytes) {
    try {
      return PREFIX + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
