package io.tappass.json;

/**
 * Well-formed JSON of another shape than the document it should be; the message names the member.
 */
public final class JsonShapeException extends Exception {
  /**
   * @param message the path of the member and what is wrong with it
   */
  public JsonShapeException(String message) {
    super(message);
  }
}
