package io.tappass.json;

/**
 * How much a parse may take in.
 *
 * @param bytesMax of the whole text
 * @param depthMax of nested arrays and objects; a scalar has depth 0
 * @param numberCharsMax of one number
 */
public record JsonLimits(int bytesMax, int depthMax, int numberCharsMax) {

  /** Depth of every signed document. */
  public static final int DEPTH_MAX = 32;

  /** Characters of a number. */
  public static final int NUMBER_CHARS_MAX = 400;

  /** A limit of bytes, with the usual depth and length of numbers. */
  public static JsonLimits bytes(int bytesMax) {
    return new JsonLimits(bytesMax, DEPTH_MAX, NUMBER_CHARS_MAX);
  }

  /** The same limits with another depth. */
  public JsonLimits withDepth(int depth) {
    return new JsonLimits(bytesMax, depth, numberCharsMax);
  }
}
