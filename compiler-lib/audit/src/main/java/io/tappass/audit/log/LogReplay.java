package io.tappass.audit.log;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditRecord;
import io.tappass.audit.ChainLedger;
import io.tappass.audit.CheckpointLine;
import io.tappass.audit.RecordLine;
import io.tappass.audit.StoredLines;
import io.tappass.audit.log.RecoveredLog.Extent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads stored records back in full. */
final class LogReplay {
  private final LogStorage storage;
  private final String host;
  private final long epoch;

  LogReplay(LogStorage storage, String host, long epoch) {
    this.storage = storage;
    this.host = host;
    this.epoch = epoch;
  }

  /** Earlier epochs as far as they hold, then the given part of this one. */
  void forEach(List<Extent> extents, Consumer<AuditRecord> consumer)
      throws IOException, AuditException {
    for (Map.Entry<Long, List<SegmentName>> earlier :
        LogOpener.epochs(storage).headMap(epoch).entrySet()) {
      earlierEpoch(earlier.getKey(), earlier.getValue(), consumer);
    }
    var reader = new RecordLine.Reader();
    for (Extent extent : extents) {
      try (var lines = new StoredLines(storage.read(extent.name().text()))) {
        while (lines.nextOffset() < extent.bytes() && lines.next()) {
          if (!CheckpointLine.isAt(lines.buffer(), lines.start(), lines.end())) {
            consumer.accept(
                AuditRecord.read(reader.read(lines.buffer(), lines.start(), lines.end())));
          }
        }
      }
    }
  }

  private void earlierEpoch(long number, List<SegmentName> names, Consumer<AuditRecord> consumer)
      throws IOException {
    var ledger = new ChainLedger(LogOpener.origin(host, number));
    var reader = new RecordLine.Reader();
    long size = 0;
    for (SegmentName name : names) {
      if (name.first() != size) {
        return;
      }
      try (var lines = new StoredLines(storage.read(name.text()))) {
        while (lines.next()) {
          if (CheckpointLine.isAt(lines.buffer(), lines.start(), lines.end())) {
            continue;
          }
          try {
            RecordLine line = reader.read(lines.buffer(), lines.start(), lines.end());
            ledger.accept(line);
            consumer.accept(AuditRecord.read(line));
            size++;
          } catch (AuditException e) {
            // Here the epoch was given up; a gap record of the next one says so.
            return;
          }
        }
      }
    }
  }
}
