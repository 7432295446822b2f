package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a log says about itself: so many records, and the root over them (C2SP tlog-checkpoint
 * v1.0.0, without extension lines).
 *
 * @param origin of the log
 * @param size records
 * @param root 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record Checkpoint(String origin, long size, byte[] root) {
  private static final int SIZE_DIGITS_MAX = 15;

  public Checkpoint {
    Identifiers.require("origin", origin);
    if (size < 0 || root.length != MerkleHash.BYTES) {
      throw new IllegalArgumentException("no checkpoint: " + size + " records");
    }
    root = root.clone();
  }

  @Override
  public byte[] root() {
    return root.clone();
  }

  /** Whether both say the same. */
  public boolean says(long size, byte[] root) {
    return this.size == size && Arrays.equals(this.root, root);
  }

  /** The root in base64. */
  public String rootText() {
    return Base64.getEncoder().encodeToString(root);
  }

  /** The text to sign. */
  public String write() {
    return origin + "\n" + size + "\n" + rootText() + "\n";
  }

  /** Reads the text of a checkpoint. */
  public static Checkpoint parse(String text) throws AuditException {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "a checkpoint has three lines");
    }
    if (!Identifiers.isValid(lines[0])) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "no origin: " + lines[0]);
    }
    try {
      if (lines[1].length() > SIZE_DIGITS_MAX) {
        throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "no size: " + lines[1]);
      }
      var checkpoint =
          new Checkpoint(lines[0], Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2]));
      if (!checkpoint.write().equals(text)) {
        throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "a checkpoint in an unusual spelling");
      }
      return checkpoint;
    } catch (IllegalArgumentException e) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "no checkpoint: " + e.getMessage());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that
        && origin.equals(that.origin)
        && says(that.size, that.root);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size) * 31 + Arrays.hashCode(root);
  }

  @Override
  public String toString() {
    return origin + " " + size + " " + rootText();
  }
}
