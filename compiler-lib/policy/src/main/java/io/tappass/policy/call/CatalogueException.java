package io.tappass.policy.call;

/** A catalogue that cannot be loaded; the message names the tool and what is wrong with it. */
public final class CatalogueException extends Exception {
  CatalogueException(String message) {
    super(message);
  }
}
