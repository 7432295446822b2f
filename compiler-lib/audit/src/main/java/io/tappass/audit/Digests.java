package io.tappass.audit;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** Digests as they stand in documents: {@code sha256:} and 64 lower-case hexadecimal digits. */
final class Digests {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Digests() {}

  static String require(String name, String text) {
    if (!DIGEST.matcher(text).matches()) {
      throw new IllegalArgumentException(name + " is no digest: " + text);
    }
    return text;
  }

  static String of(byte[] bytes) {
    return "sha256:" + HexFormat.of().formatHex(MerkleHash.sha256().digest(bytes));
  }
}
