package io.tappass.provider;

/** A policy that a target cannot take; the message names the section and the entry. */
public final class RenderException extends Exception {
  public RenderException(String message) {
    super(message);
  }
}
