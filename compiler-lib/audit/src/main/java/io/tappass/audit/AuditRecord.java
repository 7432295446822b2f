package io.tappass.audit;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import java.util.Optional;

/**
 * A record read in full: every member named and typed, none unknown.
 *
 * @param counts of a session.close
 */
public record AuditRecord(
    RecordDraft draft, ChainPosition position, String fingerprint, Optional<SessionCounts> counts) {

  /**
   * Reads all members of a stored record.
   *
   * @throws AuditException NOT_A_RECORD naming the member that is missing, unknown or misshapen
   */
  public static AuditRecord read(RecordLine line) throws AuditException {
    try {
      return RecordJsonReader.read(
          CanonicalJson.read(line.shared(), JsonLimits.bytes(RecordLine.BYTES_MAX)));
    } catch (JsonException e) {
      throw new AuditException(
          AuditException.Code.NOT_CANONICAL, e.offset(), String.valueOf(e.getMessage()));
    } catch (JsonShapeException | IllegalArgumentException e) {
      throw new AuditException(AuditException.Code.NOT_A_RECORD, 0, String.valueOf(e.getMessage()));
    }
  }

  /** The session id, or {@link SessionChain#HOST}. */
  public String session() {
    return position.chain();
  }

  /** What it says. */
  public RecordBody body() {
    return draft.body();
  }
}
