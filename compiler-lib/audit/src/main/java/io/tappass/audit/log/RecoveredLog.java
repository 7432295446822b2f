package io.tappass.audit.log;

import io.tappass.audit.ChainLedger;
import io.tappass.audit.CompactRange;
import io.tappass.audit.SignedNote;
import java.util.List;
import java.util.Optional;

/**
 * One epoch as it was found.
 *
 * @param extents the segments, each with the bytes of it that hold
 * @param newest the newest checkpoint that holds
 * @param coveredSize records that it covers
 * @param torn where the bytes start that do not hold, if there are any
 * @param damage why the epoch cannot be met, if it cannot
 */
record RecoveredLog(
    String origin,
    ChainLedger ledger,
    CompactRange tree,
    List<Extent> extents,
    Optional<SignedNote> newest,
    long coveredSize,
    Optional<Torn> torn,
    Optional<Damage> damage) {

  /**
   * A segment and how much of it holds.
   *
   * @param bytes from its start
   */
  record Extent(SegmentName name, long bytes) {}

  /**
   * Bytes after the valid prefix.
   *
   * @param bytes in all
   * @param reason why the first of them are no record
   */
  record Torn(long bytes, String reason) {}

  /**
   * A promise of the log that its files do not keep.
   *
   * @param signedSize records that were promised
   */
  record Damage(long signedSize, String reason) {}

  long size() {
    return tree.size();
  }
}
