package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint that verifies, and where it was found.
 *
 * @param line of its first line, from 1
 * @param offset of its first byte
 */
record PackCheckpoint(Checkpoint checkpoint, String file, long line, long offset) {

  /**
   * Reads a file of notes, each followed by an empty line, and verifies each.
   *
   * @param base the log without the epoch
   */
  static List<PackCheckpoint> read(
      String file, byte[] bytes, AuditTrust trust, String base, long epoch)
      throws VerificationStop {
    List<PackCheckpoint> checkpoints = new ArrayList<>();
    int start = 0;
    long line = 1;
    while (start < bytes.length) {
      int end = noteEnd(bytes, start);
      if (end < 0) {
        throw new VerificationStop(
            Code.NOT_A_CHECKPOINT, file, line, start, "a note without an empty line after it");
      }
      byte[] note = new byte[end - start];
      System.arraycopy(bytes, start, note, 0, note.length);
      Checkpoint checkpoint = verify(file, line, start, note, trust, base, epoch);
      checkpoints.add(new PackCheckpoint(checkpoint, file, line, start));
      line += lines(note) + 1;
      start = end + 1;
    }
    return checkpoints;
  }

  /** The end of the note that starts there: before the second empty line. */
  private static int noteEnd(byte[] bytes, int start) {
    int emptyLines = 0;
    for (int at = start + 1; at < bytes.length; at++) {
      if (bytes[at] == '\n' && bytes[at - 1] == '\n' && ++emptyLines == 2) {
        return at;
      }
    }
    return -1;
  }

  private static long lines(byte[] note) {
    long lines = 0;
    for (byte b : note) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static Checkpoint verify(
      String file, long line, long offset, byte[] bytes, AuditTrust trust, String base, long epoch)
      throws VerificationStop {
    try {
      SignedNote note = SignedNote.parse(bytes);
      if (!java.util.Arrays.equals(note.write().getBytes(StandardCharsets.UTF_8), bytes)) {
        throw new AuditException(Code.NOT_A_CHECKPOINT, "a note in an unusual spelling");
      }
      return verify(note, trust, base, epoch);
    } catch (AuditException e) {
      throw new VerificationStop(e.code(), file, line, offset, String.valueOf(e.getMessage()));
    }
  }

  /** The checkpoint in a note that a trusted key of that log signed. */
  static Checkpoint verify(SignedNote note, AuditTrust trust, String base, long epoch)
      throws AuditException {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    String origin = base + "/" + epoch;
    if (!checkpoint.origin().equals(origin)) {
      throw new AuditException(
          Code.WRONG_LOG, "a checkpoint of " + checkpoint.origin() + " for " + origin);
    }
    boolean isRevoked = false;
    for (AuditTrust.TrustedLog trusted : trust.logs()) {
      if (!trusted.log().equals(base)) {
        continue;
      }
      try {
        note.verify(new NoteKey(origin, trusted.key()));
      } catch (AuditException e) {
        if (e.code() == Code.UNKNOWN_KEY) {
          continue;
        }
        throw e;
      }
      if (trusted.counts(epoch, checkpoint.size())) {
        return checkpoint;
      }
      isRevoked = true;
    }
    throw isRevoked
        ? new AuditException(
            Code.KEY_REVOKED,
            "the key of this checkpoint of " + checkpoint.size() + " records was revoked before")
        : new AuditException(
            Code.UNKNOWN_KEY, "no key that the trust file names for " + base + " signed this");
  }
}
