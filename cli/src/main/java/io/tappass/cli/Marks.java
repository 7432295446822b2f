package io.tappass.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The few signs that decorate what people read. Text of policies and answers is always UTF-8; only
 * these become ASCII where the terminal says that it cannot show more ({@code LANG=C}).
 *
 * @param rule a piece of a line
 * @param cut what stands for the rest of a cell
 */
public record Marks(String good, String bad, String rule, String cut, boolean isUnicode) {
  private static final Marks UNICODE = new Marks("✔", "✘", "─", "…", true);
  private static final Marks ASCII = new Marks("+", "X", "-", "~", false);

  /** What this process's standard output can show. */
  public static Marks here() {
    return of(System.getProperty("stdout.encoding", "UTF-8"));
  }

  static Marks of(String charset) {
    try {
      return Charset.forName(charset).equals(StandardCharsets.UTF_8) ? UNICODE : ASCII;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return ASCII;
    }
  }

  /** The sign of a check. */
  public String of(boolean isGood) {
    return isGood ? good : bad;
  }

  /** Arrows as this terminal can show them. */
  public String arrows(String text) {
    return isUnicode ? text : text.replace('▸', '>').replace("→", "->");
  }
}
