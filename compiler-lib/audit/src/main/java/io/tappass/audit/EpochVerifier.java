package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams the records of one epoch against its checkpoints. */
final class EpochVerifier {
  /** Different policy digests that are remembered. */
  static final int POLICIES_MAX = 100_000;

  /**
   * What was found in an epoch without failure.
   *
   * @param cut the first checkpoint that counts more records than there are
   * @param gap the gap record that the epoch starts with
   */
  record Found(
      VerificationReport.EpochReport report,
      Optional<PackCheckpoint> cut,
      Optional<RecordLine> gap) {}

  private final Path pack;
  private final PackManifest.Epoch epoch;
  private final List<PackCheckpoint> checkpoints;
  private final Map<String, Long> policies;
  private final ClockWatch clock;
  private final ChainLedger ledger;
  private final CompactRange tree = new CompactRange();
  private final RecordLine.Reader reader = new RecordLine.Reader();
  private int nextCheckpoint;
  private int metCheckpoints;
  private @Nullable RecordLine gap;
  // Where the first record stands that the last met checkpoint does not cover.
  private String rangeFile;
  private long rangeLine = 1;
  private long rangeOffset;
  private long rangeIndex;

  /**
   * @param checkpoints verified by their signatures, in any order
   * @param policies counts the policy digests that records name
   */
  EpochVerifier(
      Path pack,
      String base,
      PackManifest.Epoch epoch,
      List<PackCheckpoint> checkpoints,
      Map<String, Long> policies,
      ClockWatch clock) {
    this.pack = pack;
    this.epoch = epoch;
    this.checkpoints =
        checkpoints.stream()
            .sorted(Comparator.comparingLong(found -> found.checkpoint().size()))
            .toList();
    this.policies = policies;
    this.clock = clock;
    this.ledger = new ChainLedger(base + "/" + epoch.number());
    this.rangeFile = epoch.checkpoints();
  }

  Found verify() throws IOException, VerificationStop {
    refuseForks();
    compare(epoch.checkpoints(), 0, 0);
    for (PackManifest.Segment segment : epoch.segments()) {
      segment(segment);
    }
    Optional<PackCheckpoint> cut =
        nextCheckpoint < checkpoints.size()
            ? Optional.of(checkpoints.get(nextCheckpoint))
            : Optional.empty();
    if (cut.isEmpty() && rangeIndex < tree.size()) {
      throw new VerificationStop(
          Code.UNSIGNED_RECORDS,
          rangeFile,
          rangeLine,
          rangeOffset,
          "no checkpoint covers record " + rangeIndex + " and later");
    }
    String root =
        metCheckpoints == 0 ? "" : checkpoints.get(metCheckpoints - 1).checkpoint().rootText();
    var report =
        new VerificationReport.EpochReport(
            epoch.number(),
            tree.size(),
            metCheckpoints,
            root,
            ledger.closedSessions(),
            List.copyOf(ledger.openSessions()));
    return new Found(report, cut, Optional.ofNullable(gap));
  }

  private void refuseForks() throws VerificationStop {
    if (checkpoints.isEmpty()) {
      throw new VerificationStop(
          Code.NO_CHECKPOINT, epoch.checkpoints(), 0, 0, "the epoch has no checkpoint");
    }
    for (int index = 1; index < checkpoints.size(); index++) {
      Checkpoint one = checkpoints.get(index - 1).checkpoint();
      PackCheckpoint other = checkpoints.get(index);
      if (one.size() == other.checkpoint().size() && !one.equals(other.checkpoint())) {
        throw new VerificationStop(
            Code.FORK,
            other.file(),
            other.line(),
            other.offset(),
            "two signed checkpoints of "
                + one.size()
                + " records: roots "
                + one.rootText()
                + " and "
                + other.checkpoint().rootText());
      }
    }
  }

  private void segment(PackManifest.Segment segment) throws IOException, VerificationStop {
    long before = tree.size();
    String file = segment.file();
    try (var lines =
        new StoredLines(Files.newInputStream(pack.resolve(file), LinkOption.NOFOLLOW_LINKS))) {
      while (lines.next()) {
        record(file, lines);
      }
      long records = tree.size() - before;
      if (records != segment.records() || lines.nextOffset() != segment.bytes()) {
        // A cut tail is told as such below, by the checkpoint that counts more.
        boolean isCutTail =
            segment.equals(epoch.segments().getLast()) && nextCheckpoint < checkpoints.size();
        if (!isCutTail) {
          throw new VerificationStop(
              Code.MANIFEST_MISMATCH,
              file,
              lines.number(),
              lines.nextOffset(),
              records
                  + " records in "
                  + lines.nextOffset()
                  + " bytes where "
                  + PackManifest.FILE
                  + " lists "
                  + segment.records()
                  + " in "
                  + segment.bytes());
        }
      }
    }
  }

  private void record(String file, StoredLines lines) throws VerificationStop {
    try {
      if (!lines.isTerminated()) {
        throw new AuditException(
            Code.UNTERMINATED_LINE, lines.end() - lines.start(), "a line without a newline");
      }
      if (lines.isTooLong()) {
        throw new AuditException(Code.TOO_LARGE, RecordLine.BYTES_MAX, "a line too long");
      }
      if (tree.size() == rangeIndex) {
        rangeFile = file;
        rangeLine = lines.number();
        rangeOffset = lines.offset();
      }
      RecordLine line = reader.read(lines.buffer(), lines.start(), lines.end());
      ledger.accept(line);
      clock.see(line, file, lines.number());
      if (tree.size() == 0 && line.kind() == RecordKind.GAP) {
        gap = line;
      }
      if (policies.size() < POLICIES_MAX) {
        line.policyDigest().ifPresent(digest -> policies.merge(digest, 1L, Long::sum));
      }
      tree.append(line.leafHash());
    } catch (AuditException e) {
      throw new VerificationStop(
          e.code(),
          file,
          lines.number(),
          lines.offset() + Math.max(e.offset(), 0),
          String.valueOf(e.getMessage()));
    }
    compare(file, lines.number(), lines.offset());
  }

  /** Compares the tree with each checkpoint of its size. */
  private void compare(String file, long line, long offset) throws VerificationStop {
    while (nextCheckpoint < checkpoints.size()
        && checkpoints.get(nextCheckpoint).checkpoint().size() == tree.size()) {
      PackCheckpoint found = checkpoints.get(nextCheckpoint);
      if (!found.checkpoint().says(tree.size(), tree.root())) {
        throw new VerificationStop(
            Code.ROOT_MISMATCH,
            rangeIndex < tree.size() ? rangeFile : file,
            rangeIndex < tree.size() ? rangeLine : line,
            rangeIndex < tree.size() ? rangeOffset : offset,
            "records "
                + rangeIndex
                + " to "
                + (tree.size() - 1)
                + " are not those that the checkpoint of "
                + tree.size()
                + " records at "
                + found.file()
                + ":"
                + found.line()
                + " was signed over");
      }
      nextCheckpoint++;
      metCheckpoints++;
      rangeIndex = tree.size();
    }
  }
}
