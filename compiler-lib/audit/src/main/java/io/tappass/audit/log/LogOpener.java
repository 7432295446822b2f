package io.tappass.audit.log;

import io.tappass.audit.ChainLedger;
import io.tappass.audit.CompactRange;
import io.tappass.audit.log.RecoveredLog.Damage;
import io.tappass.audit.log.RecoveredLog.Extent;
import io.tappass.trust.DocumentSigner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Opens a log for appending: reads it back, cuts a torn write, or starts a new epoch. */
final class LogOpener {
  private static final int REASON_CHARS_MAX = 500;

  /**
   * A log that is ready for its first commit.
   *
   * @param bytesUsed of all files of all epochs
   */
  record Opened(
      RecoveredLog recovered,
      Opening opening,
      Committer committer,
      LogReplay replay,
      long bytesUsed) {}

  private final LogStorage storage;
  private final DocumentSigner signer;
  private final String host;
  private final HostLogOptions options;

  LogOpener(LogStorage storage, DocumentSigner signer, String host, HostLogOptions options) {
    this.storage = storage;
    this.signer = signer;
    this.host = host;
    this.options = options;
  }

  Opened open() throws IOException {
    NavigableMap<Long, List<SegmentName>> epochs = epochs(storage);
    if (epochs.isEmpty()) {
      return startEpoch(1, new Opening.Fresh());
    }
    Map.Entry<Long, List<SegmentName>> last = epochs.lastEntry();
    long epoch = last.getKey();
    RecoveredLog recovered = recover(epoch, last.getValue());
    if (recovered.damage().isPresent()) {
      return startEpoch(epoch + 1, gap(epoch, recovered));
    }
    List<SegmentName> before = epochs.getOrDefault(epoch - 1, List.of());
    if (recovered.size() == 0 && !before.isEmpty()) {
      // A crash came between the start of this epoch and its gap record: tell it now.
      return goOn(epoch, recovered, Optional.of(gap(epoch - 1, recover(epoch - 1, before))));
    }
    return goOn(epoch, recovered, Optional.empty());
  }

  private RecoveredLog recover(long epoch, List<SegmentName> names) throws IOException {
    return LogRecovery.recover(storage, origin(host, epoch), signer.key(), names);
  }

  private static Opening gap(long epoch, RecoveredLog recovered) {
    Damage damage =
        recovered
            .damage()
            .orElse(new Damage(recovered.coveredSize(), "the epoch was left for a new one"));
    return new Opening.NewEpoch(
        epoch, damage.signedSize(), recovered.coveredSize(), damage.reason());
  }

  /** The segments of each epoch, in order. */
  static NavigableMap<Long, List<SegmentName>> epochs(LogStorage storage) throws IOException {
    var epochs = new TreeMap<Long, List<SegmentName>>();
    for (String file : storage.names()) {
      Optional<SegmentName> name = SegmentName.parse(file);
      if (name.isEmpty()) {
        throw new IOException("a file that is not of a log: " + file);
      }
      epochs.computeIfAbsent(name.get().epoch(), key -> new ArrayList<>()).add(name.get());
    }
    return epochs;
  }

  static String origin(String host, long epoch) {
    return host + "/" + epoch;
  }

  /** A reason that fits a record whatever damaged bytes it quotes. */
  static String brief(String reason) {
    var brief = new StringBuilder();
    for (int at = 0; at < Math.min(reason.length(), REASON_CHARS_MAX); at++) {
      char c = reason.charAt(at);
      brief.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return brief.toString();
  }

  private Opened startEpoch(long epoch, Opening opening) throws IOException {
    if (epoch > SegmentName.EPOCH_MAX) {
      throw new IOException("no epoch after " + SegmentName.EPOCH_MAX);
    }
    var name = new SegmentName(epoch, 0);
    String origin = origin(host, epoch);
    LogFile file = storage.create(name.text());
    storage.syncFolder();
    var recovered =
        new RecoveredLog(
            origin,
            new ChainLedger(origin),
            new CompactRange(),
            List.of(new Extent(name, 0)),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());
    return opened(epoch, recovered, opening, file);
  }

  private Opened goOn(long epoch, RecoveredLog recovered, Optional<Opening> known)
      throws IOException {
    Extent last = recovered.extents().getLast();
    LogFile file = storage.open(last.name().text());
    long dropped = recovered.torn().map(RecoveredLog.Torn::bytes).orElse(0L);
    if (dropped > 0) {
      file.truncate(last.bytes());
    }
    // What was read may be in the page cache only, and the name too: a crash may have come between.
    file.sync();
    storage.syncFolder();
    Opening found =
        dropped > 0
            ? new Opening.Cut(recovered.size(), dropped)
            : new Opening.Continued(recovered.size());
    return opened(epoch, recovered, known.orElse(found), file);
  }

  private Opened opened(long epoch, RecoveredLog recovered, Opening opening, LogFile file)
      throws IOException {
    long bytesUsed = 0;
    for (String name : storage.names()) {
      bytesUsed += storage.size(name);
    }
    return new Opened(
        recovered,
        opening,
        new Committer(storage, signer, options, epoch, recovered, file),
        new LogReplay(storage, host, epoch),
        bytesUsed);
  }
}
