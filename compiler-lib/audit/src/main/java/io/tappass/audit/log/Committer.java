package io.tappass.audit.log;

import io.tappass.audit.Checkpoint;
import io.tappass.audit.CheckpointLine;
import io.tappass.audit.CompactRange;
import io.tappass.audit.RecordLine;
import io.tappass.audit.SignedNote;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes batches of records: one write, one signed checkpoint, one sync. Used by one thread only.
 * After any exception it must not be used again: what the disk then holds is not known.
 */
final class Committer {

  /** A record that waits, and who waits for it. */
  record Pending(RecordLine line, CompletableFuture<Durable> durable) {}

  /**
   * The state of the log after a commit.
   *
   * @param bytesWritten by this commit
   * @param extents of all segments of the epoch
   */
  record Committed(
      SignedNote note, long size, long bytesWritten, List<RecoveredLog.Extent> extents) {}

  private final LogStorage storage;
  private final DocumentSigner signer;
  private final HostLogOptions options;
  private final String origin;
  private final long epoch;
  private final CompactRange tree;
  private final List<RecoveredLog.Extent> earlier;
  private RecoveredLog.Extent current;
  private LogFile file;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

  Committer(
      LogStorage storage,
      DocumentSigner signer,
      HostLogOptions options,
      long epoch,
      RecoveredLog recovered,
      LogFile file) {
    this.storage = storage;
    this.signer = signer;
    this.options = options;
    this.origin = recovered.origin();
    this.epoch = epoch;
    this.tree = recovered.tree();
    this.earlier = new ArrayList<>(recovered.extents());
    this.current = earlier.removeLast();
    this.file = file;
  }

  Committed commit(List<Pending> batch) throws IOException, SigningException {
    if (current.bytes() > 0 && current.bytes() >= options.segmentBytesMax()) {
      roll();
    }
    int recordBytes = 0;
    for (Pending pending : batch) {
      recordBytes += pending.line().length() + 1;
      tree.append(pending.line().leafHash());
    }
    var checkpoint = new Checkpoint(origin, tree.size(), tree.root());
    SignedNote note = SignedNote.sign(checkpoint.write(), origin, signer);
    byte[] checkpointLine = CheckpointLine.write(note);
    fill(batch, recordBytes, checkpointLine);
    int written = buffer.remaining();
    writeAll();
    file.sync();
    current = new RecoveredLog.Extent(current.name(), current.bytes() + written);
    List<RecoveredLog.Extent> extents = new ArrayList<>(earlier);
    extents.add(current);
    return new Committed(note, tree.size(), written, extents);
  }

  private void fill(List<Pending> batch, int recordBytes, byte[] checkpointLine) {
    int needed = recordBytes + checkpointLine.length + 1;
    if (buffer.capacity() < needed) {
      buffer = ByteBuffer.allocateDirect(Math.max(needed, buffer.capacity() * 2));
    }
    buffer.clear();
    for (Pending pending : batch) {
      pending.line().copyTo(buffer);
      buffer.put((byte) '\n');
    }
    buffer.put(checkpointLine).put((byte) '\n').flip();
  }

  private void writeAll() throws IOException {
    while (buffer.hasRemaining()) {
      if (file.write(buffer) <= 0) {
        throw new IOException("the file took no bytes");
      }
    }
  }

  private void roll() throws IOException {
    file.close();
    var name = new SegmentName(epoch, tree.size());
    file = storage.create(name.text());
    storage.syncFolder();
    earlier.add(current);
    current = new RecoveredLog.Extent(name, 0);
  }

  void close() throws IOException {
    file.close();
  }
}
