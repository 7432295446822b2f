package io.tappass.audit;

import io.tappass.trust.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key under the name by which signed notes know it (C2SP signed-note v1.0.0).
 *
 * @param name of the key; for a log, its origin
 */
public record NoteKey(String name, VerifyingKey key) {

  /** Bytes of a note's key id. */
  static final int ID_BYTES = 4;

  private static final byte ED25519_TYPE = 1;
  private static final int ED25519_KEY_BYTES = 32;

  public NoteKey {
    Identifiers.require("key name", name);
    if (name.indexOf('+') >= 0) {
      throw new IllegalArgumentException("a key name has no plus sign: " + name);
    }
  }

  /** The key id: a hint to the key, not a proof of it. */
  byte[] id() {
    byte[] spki = key.spki();
    return switch (key.algorithm()) {
      case ED25519 -> {
        var message = new ByteArrayOutputStream();
        message.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        message.write('\n');
        message.write(ED25519_TYPE);
        // The SPKI of an Ed25519 key ends in the 32 bytes of the key (RFC 8410, section 4).
        message.write(spki, spki.length - ED25519_KEY_BYTES, ED25519_KEY_BYTES);
        yield Arrays.copyOf(MerkleHash.sha256().digest(message.toByteArray()), ID_BYTES);
      }
      case ECDSA_P256 -> Arrays.copyOf(MerkleHash.sha256().digest(spki), ID_BYTES);
    };
  }

  /** Whether the signature over {@code message} is of this key. */
  boolean verifies(byte[] message, byte[] signature) {
    return key.verifies(message, signature);
  }
}
