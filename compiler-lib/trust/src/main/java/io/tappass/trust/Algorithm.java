package io.tappass.trust;

import java.util.Optional;

/** How a key signs; always taken from the trusted key entry, never from a message. */
public enum Algorithm {
  /** RFC 8032 Ed25519; signatures of exactly 64 bytes. */
  ED25519("ed25519"),
  /** ECDSA over P-256 with SHA-256; signatures in strict DER. */
  ECDSA_P256("ecdsa-p256");

  private final String id;

  Algorithm(String id) {
    this.id = id;
  }

  /** The name in documents. */
  public String id() {
    return id;
  }

  /** The algorithm of that name. */
  public static Optional<Algorithm> find(String id) {
    for (Algorithm algorithm : values()) {
      if (algorithm.id.equals(id)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
