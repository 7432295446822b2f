package io.tappass.rego.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Strings as bytes and back, without loss.
 *
 * <p>A string of Rego may hold any bytes. Java's cannot, so a byte that is not part of valid UTF-8
 * is held as the lone surrogate U+DC00 + byte (U+DC80 to U+DCFF) and becomes that byte again; in
 * JSON it becomes U+FFFD, as OPA writes it.
 */
public final class Utf8 {
  private static final int ESCAPE = 0xDC00;

  private Utf8() {}

  /** The string of these bytes. */
  public static String decode(byte[] bytes) {
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    if (ascii) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int count = 0; count < result.length(); count++) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  /** The bytes of this string. */
  public static byte[] encode(String text) {
    if (isWellFormed(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var out = new java.io.ByteArrayOutputStream(text.length() + 16);
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      if (isEscape(text, at)) {
        out.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
        out.write(text.charAt(at) - ESCAPE);
        from = at + 1;
      }
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** How many bytes {@link #encode} gives, without building them. */
  public static int length(String text) {
    int length = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isHighSurrogate(c)) {
        length += 2;
      } else if (Character.isLowSurrogate(c)) {
        length += isEscape(text, at) ? 1 : 2;
      } else {
        length += 3;
      }
    }
    return length;
  }

  /** Whether the string holds no byte outside valid UTF-8. */
  public static boolean isWellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at)) && isLone(text, at)) {
        return false;
      }
    }
    return true;
  }

  /** The string with U+FFFD in the place of every byte outside valid UTF-8. */
  public static String wellFormed(String text) {
    if (isWellFormed(text)) {
      return text;
    }
    var out = new StringBuilder(text);
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at)) && isLone(text, at)) {
        out.setCharAt(at, '\uFFFD');
      }
    }
    return out.toString();
  }

  private static boolean isEscape(String text, int at) {
    char c = text.charAt(at);
    return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF && isLone(text, at);
  }

  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
  }
}
