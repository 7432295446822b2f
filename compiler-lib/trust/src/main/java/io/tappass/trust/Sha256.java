package io.tappass.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 in the two spellings of TapPass: bare hexadecimal for ids, {@code sha256:} for digests.
 */
public final class Sha256 {

  /** What every digest starts with. */
  public static final String PREFIX = "sha256:";

  private static final int HEX_CHARS = 64;

  private Sha256() {}

  /** {@code sha256:} and 64 lower-case hexadecimal digits. */
  public static String digest(byte[] bytes) {
    return PREFIX + hex(bytes);
  }

  /** 64 lower-case hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(of(bytes));
  }

  /** The 32 bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether the text is a digest as {@link #digest} writes it. */
  public static boolean isDigest(String text) {
    return text.startsWith(PREFIX) && isHex(text.substring(PREFIX.length()));
  }

  /** Whether the text is 64 lower-case hexadecimal digits. */
  public static boolean isHex(String text) {
    return text.length() == HEX_CHARS && text.chars().allMatch(Sha256::isHexDigit);
  }

  private static boolean isHexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
