package io.tappass.rego.builtin;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A block of PEM (RFC 7468).
 *
 * @param type what stands behind BEGIN
 * @param encoded the base64 between the lines
 * @param rest the text behind the block, without the end of its last line
 */
record Pem(String type, String encoded, String rest) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** The first well-formed block of {@code text}, or null. */
  static @Nullable Pem first(String text) {
    int begin = text.indexOf(BEGIN);
    if (begin < 0 || (begin > 0 && text.charAt(begin - 1) != '\n')) {
      return null;
    }
    int typeEnd = text.indexOf(DASHES, begin + BEGIN.length());
    if (typeEnd < 0) {
      return null;
    }
    String type = text.substring(begin + BEGIN.length(), typeEnd);
    String closing = END + type + DASHES;
    int end = text.indexOf(closing, typeEnd);
    if (end < 0) {
      return null;
    }
    String body = text.substring(typeEnd + DASHES.length(), end);
    String encoded = body.replaceAll("(?m)^[^:\\s]+: .*$", "").replaceAll("\\s", "");
    int after = end + closing.length();
    String rest = text.substring(after).replaceFirst("^[ \\t]*\\r?\\n", "");
    var block = new Pem(type, encoded, rest);
    return block.isBase64() ? block : null;
  }

  private boolean isBase64() {
    try {
      Base64.getDecoder().decode(encoded);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What the block encodes. */
  byte[] bytes() {
    return Base64.getDecoder().decode(encoded);
  }
}
