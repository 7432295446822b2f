package io.tappass.audit.log;

import io.tappass.audit.AuditException;
import io.tappass.audit.ChainLedger;
import io.tappass.audit.Checkpoint;
import io.tappass.audit.CheckpointLine;
import io.tappass.audit.CompactRange;
import io.tappass.audit.NoteKey;
import io.tappass.audit.RecordLine;
import io.tappass.audit.SignedNote;
import io.tappass.audit.StoredLines;
import io.tappass.audit.log.RecoveredLog.Damage;
import io.tappass.audit.log.RecoveredLog.Extent;
import io.tappass.audit.log.RecoveredLog.Torn;
import io.tappass.trust.VerifyingKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one epoch back: the longest prefix in which every line is valid, and whether that prefix
 * keeps every promise that the host signed (docs/spec/record.md, section 4, "Opening").
 */
final class LogRecovery {
  private final LogStorage storage;
  private final NoteKey key;
  private final String origin;
  private final ChainLedger ledger;
  private final CompactRange tree = new CompactRange();
  private final RecordLine.Reader reader = new RecordLine.Reader();
  private final List<Extent> extents = new ArrayList<>();
  private @Nullable SignedNote newest;
  private long coveredSize;
  private @Nullable String tornReason;
  private long tornBytes;
  private long promised = -1;
  private String damageReason = "";

  private LogRecovery(LogStorage storage, String origin, VerifyingKey key) {
    this.storage = storage;
    this.origin = origin;
    this.key = new NoteKey(origin, key);
    this.ledger = new ChainLedger(origin);
  }

  /**
   * Reads the segments of one epoch.
   *
   * @param names of all of them, ascending
   */
  static RecoveredLog recover(
      LogStorage storage, String origin, VerifyingKey key, List<SegmentName> names)
      throws IOException {
    var recovery = new LogRecovery(storage, origin, key);
    for (SegmentName name : names) {
      recovery.segment(name);
    }
    return recovery.result();
  }

  private void segment(SegmentName name) throws IOException {
    // A segment is made only after a commit of all records before it.
    if (tornReason != null) {
      promise(Math.max(name.first(), tree.size()), "bad bytes before " + name.text());
    } else if (name.first() != tree.size()) {
      tear("the segment " + name.text() + " follows " + tree.size() + " records");
      promise(name.first(), "records before " + name.text() + " are missing");
    }
    try (var lines = new StoredLines(storage.read(name.text()))) {
      long valid = 0;
      while (lines.next()) {
        if (tornReason == null) {
          String reason = accept(lines);
          if (reason == null) {
            valid = lines.nextOffset();
            continue;
          }
          tear(name.text() + ":" + lines.number() + ": " + reason);
        }
        tornBytes += lines.nextOffset() - lines.offset();
        lookForPromise(lines);
      }
      extents.add(new Extent(name, valid));
    }
  }

  /** Takes the line as the next of the log; else says why it is not. */
  private @Nullable String accept(StoredLines lines) {
    if (lines.isTooLong() || !lines.isTerminated()) {
      return "a line without an end";
    }
    try {
      if (CheckpointLine.isAt(lines.buffer(), lines.start(), lines.end())) {
        return acceptCheckpoint(CheckpointLine.read(lines.copy()));
      }
      RecordLine line = reader.read(lines.buffer(), lines.start(), lines.end());
      ledger.accept(line);
      tree.append(line.leafHash());
      return null;
    } catch (AuditException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private @Nullable String acceptCheckpoint(SignedNote note) throws AuditException {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    if (!checkpoint.origin().equals(origin)) {
      return "a checkpoint of " + checkpoint.origin();
    }
    if (!checkpoint.says(tree.size(), tree.root())) {
      return "a checkpoint that does not fit the records before it";
    }
    newest = note;
    coveredSize = tree.size();
    return null;
  }

  private void tear(String reason) {
    tornReason = reason;
  }

  private void promise(long size, String reason) {
    if (size > promised) {
      promised = size;
      damageReason = reason;
    }
  }

  /** A checkpoint of ours behind bad bytes was once kept, or would not have been signed. */
  private void lookForPromise(StoredLines lines) {
    if (lines.isTooLong() || !CheckpointLine.isAt(lines.buffer(), lines.start(), lines.end())) {
      return;
    }
    try {
      SignedNote note = CheckpointLine.read(lines.copy());
      note.verify(key);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      boolean fits = checkpoint.size() < tree.size() || checkpoint.says(tree.size(), tree.root());
      if (checkpoint.origin().equals(origin) && !fits) {
        promise(checkpoint.size(), String.valueOf(tornReason));
      }
    } catch (AuditException e) {
      // Torn bytes that look like a checkpoint and are none promise nothing.
    }
  }

  private RecoveredLog result() {
    if (promised < 0 && newest != null) {
      try {
        newest.verify(key);
      } catch (AuditException e) {
        promise(tree.size(), "the newest checkpoint: " + e.getMessage());
      }
    }
    return new RecoveredLog(
        origin,
        ledger,
        tree,
        List.copyOf(extents),
        Optional.ofNullable(newest),
        coveredSize,
        tornReason == null ? Optional.empty() : Optional.of(new Torn(tornBytes, tornReason)),
        promised < 0 ? Optional.empty() : Optional.of(new Damage(promised, damageReason)));
  }
}
