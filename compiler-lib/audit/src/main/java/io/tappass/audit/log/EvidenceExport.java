package io.tappass.audit.log;

import io.tappass.audit.AuditException;
import io.tappass.audit.ChainLedger;
import io.tappass.audit.Checkpoint;
import io.tappass.audit.CheckpointLine;
import io.tappass.audit.CompactRange;
import io.tappass.audit.PackManifest;
import io.tappass.audit.RecordLine;
import io.tappass.audit.SignedNote;
import io.tappass.audit.StoredLines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes an evidence pack from a log's files, also while a host log appends to them: it takes what
 * the newest complete checkpoint covers (docs/spec/record.md, section 5).
 */
public final class EvidenceExport {

  /** Checkpoints of an epoch in a pack. */
  public static final int CHECKPOINTS_MAX = 256;

  private final LogStorage storage;
  private final String host;
  private final Path target;

  private EvidenceExport(LogStorage storage, String host, Path target) {
    this.storage = storage;
    this.host = host;
    this.target = target;
  }

  /**
   * Writes the pack into {@code target}, which must not exist or be empty.
   *
   * @param host {@code tappass/<org>/<host>}
   * @param documents policies, releases and the like by their path under {@code documents/}
   */
  public static PackManifest write(
      LogStorage storage, String host, Path target, SortedMap<String, byte[]> documents)
      throws IOException {
    Files.createDirectories(target);
    try (var entries = Files.list(target)) {
      if (entries.findAny().isPresent()) {
        throw new IOException("the folder for the pack is not empty: " + target);
      }
    }
    return new EvidenceExport(storage, host, target).write(documents);
  }

  private PackManifest write(SortedMap<String, byte[]> documents) throws IOException {
    List<PackManifest.Epoch> epochs = new ArrayList<>();
    for (Map.Entry<Long, List<SegmentName>> entry : LogOpener.epochs(storage).entrySet()) {
      epochs.add(new EpochExport(entry.getKey()).write(entry.getValue()));
    }
    List<PackManifest.Document> listed = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : documents.entrySet()) {
      String file = "documents/" + entry.getKey();
      listed.add(PackManifest.Document.of(file, entry.getValue()));
      write(file, entry.getValue());
    }
    var manifest = new PackManifest(host, epochs, listed);
    write(PackManifest.FILE, manifest.write());
    return manifest;
  }

  private Path path(String file) throws IOException {
    Path path = target.resolve(file);
    Files.createDirectories(path.resolve("..").normalize());
    return path;
  }

  private void write(String file, byte[] bytes) throws IOException {
    Files.write(path(file), bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** One epoch on its way into the pack. */
  private final class EpochExport {
    private final long epoch;
    private final ChainLedger ledger;
    private final CompactRange tree = new CompactRange();
    private final RecordLine.Reader reader = new RecordLine.Reader();
    private final List<PackManifest.Segment> segments = new ArrayList<>();
    private final ThinnedNotes notes = new ThinnedNotes(CHECKPOINTS_MAX);
    private boolean isTorn;
    private long coveredSize;

    EpochExport(long epoch) {
      this.epoch = epoch;
      this.ledger = new ChainLedger(LogOpener.origin(host, epoch));
    }

    PackManifest.Epoch write(List<SegmentName> names) throws IOException {
      for (SegmentName name : names) {
        isTorn |= name.first() != tree.size();
        segment(name);
      }
      String folder = "epochs/" + epoch + "/";
      EvidenceExport.this.write(folder + "checkpoints", notes.write());
      return new PackManifest.Epoch(epoch, coveredSize, folder + "checkpoints", segments);
    }

    private void segment(SegmentName name) throws IOException {
      String file =
          String.format(Locale.ROOT, "epochs/%d/records/%020d.jsonl", epoch, name.first());
      long first = tree.size();
      long written = 0;
      long coveredBytes = 0;
      try (var lines = new StoredLines(storage.read(name.text()));
          OutputStream out =
              new BufferedOutputStream(
                  Files.newOutputStream(path(file), StandardOpenOption.CREATE_NEW), 1 << 16)) {
        while (lines.next()) {
          if (CheckpointLine.isAt(lines.buffer(), lines.start(), lines.end())) {
            if (checkpoint(lines)) {
              coveredBytes = written;
            }
          } else if (!isTorn && accept(lines)) {
            out.write(lines.buffer(), lines.start(), lines.end() - lines.start());
            out.write('\n');
            written += lines.end() - lines.start() + 1;
          } else {
            isTorn = true;
          }
        }
      }
      keep(file, first, coveredBytes, written);
    }

    /** Drops the records after the newest checkpoint, which nothing covers yet. */
    private void keep(String file, long first, long coveredBytes, long written) throws IOException {
      if (coveredBytes < written) {
        try (FileChannel channel =
            FileChannel.open(target.resolve(file), StandardOpenOption.WRITE)) {
          channel.truncate(coveredBytes);
        }
      }
      if (coveredBytes == 0) {
        Files.delete(target.resolve(file));
      } else {
        segments.add(new PackManifest.Segment(file, coveredSize - first, coveredBytes));
      }
    }

    private boolean accept(StoredLines lines) {
      if (lines.isTooLong() || !lines.isTerminated()) {
        return false;
      }
      try {
        RecordLine line = reader.read(lines.buffer(), lines.start(), lines.end());
        ledger.accept(line);
        tree.append(line.leafHash());
        return true;
      } catch (AuditException e) {
        return false;
      }
    }

    /**
     * Takes a checkpoint into the pack; whether it covers the records so far. One behind bad bytes
     * goes along too: it shows what was promised.
     */
    private boolean checkpoint(StoredLines lines) {
      if (lines.isTooLong() || !lines.isTerminated()) {
        return false;
      }
      try {
        SignedNote note = CheckpointLine.read(lines.copy());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        boolean covers = !isTorn && checkpoint.says(tree.size(), tree.root());
        if (covers) {
          coveredSize = tree.size();
          notes.add(note);
        } else if (checkpoint.size() > tree.size()) {
          notes.addPromise(note);
        }
        return covers;
      } catch (AuditException e) {
        isTorn = true;
        return false;
      }
    }
  }

  /** A bounded choice of notes, evenly spread, the newest always among them. */
  private static final class ThinnedNotes {
    private final int max;
    private final List<SignedNote> notes = new ArrayList<>();
    private final List<SignedNote> promises = new ArrayList<>();
    private SignedNote newest = new SignedNote("", List.of());
    private long seen;
    private long step = 1;

    ThinnedNotes(int max) {
      this.max = max;
    }

    void add(SignedNote note) {
      newest = note;
      if (seen++ % step != 0) {
        return;
      }
      if (notes.size() == max - 2) {
        for (int index = notes.size() - 1; index > 0; index -= 2) {
          notes.remove(index);
        }
        step *= 2;
      }
      notes.add(note);
    }

    /** Keeps the largest of the promises that were not met: they ascend. */
    void addPromise(SignedNote note) {
      promises.clear();
      promises.add(note);
    }

    byte[] write() {
      var out = new StringBuilder();
      for (SignedNote note : notes) {
        out.append(note.write()).append('\n');
      }
      if (!notes.isEmpty() && !notes.getLast().equals(newest)) {
        out.append(newest.write()).append('\n');
      }
      for (SignedNote note : promises) {
        out.append(note.write()).append('\n');
      }
      return out.toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
