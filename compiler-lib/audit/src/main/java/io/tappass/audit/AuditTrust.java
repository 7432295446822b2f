package io.tappass.audit;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.trust.Algorithm;
import io.tappass.trust.KeyRefusedException;
import io.tappass.trust.VerifyingKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Whose signatures an auditor trusts, for which logs and up to where: the trust file of the offline
 * verifier (docs/spec/record.md, section 5).
 */
public record AuditTrust(List<TrustedLog> logs) {

  /** The file's schema. */
  public static final String SCHEMA = "tappass.audit-trust.v1";

  /** Bytes of the file. */
  public static final int BYTES_MAX = 1 << 20;

  private static final String LOGS = "logs";
  private static final String LOG = "log";
  private static final String ALGORITHM = "algorithm";
  private static final String SPKI = "spki";
  private static final String REVOKED = "revoked";
  private static final String EPOCH = "epoch";
  private static final String SIZE_MAX = "size_max";

  /**
   * One key of one log.
   *
   * @param log {@code tappass/<org>/<host>}, without the epoch
   * @param revoked empty for a key in good standing
   */
  public record TrustedLog(String log, VerifyingKey key, List<Revoked> revoked) {
    public TrustedLog {
      Identifiers.require(LOG, log);
      revoked = List.copyOf(revoked);
    }

    /** Whether a checkpoint of that epoch and size counts. */
    boolean counts(long epoch, long size) {
      long revokedEpochMax = 0;
      for (Revoked entry : revoked) {
        if (entry.epoch() == epoch && size > entry.sizeMax()) {
          return false;
        }
        revokedEpochMax = Math.max(revokedEpochMax, entry.epoch());
      }
      return revoked.isEmpty() || epoch <= revokedEpochMax;
    }
  }

  /**
   * The end of a key's use.
   *
   * @param epoch of the log in which it was revoked; later ones do not count at all
   * @param sizeMax the largest checkpoint of that epoch that counts
   */
  public record Revoked(long epoch, long sizeMax) {
    public Revoked {
      if (epoch < 1 || sizeMax < 0) {
        throw new IllegalArgumentException("revoked from epoch " + epoch + " size " + sizeMax);
      }
    }
  }

  public AuditTrust {
    logs = List.copyOf(logs);
  }

  /** Trust in one key for one log. */
  public static AuditTrust of(String log, VerifyingKey key) {
    return new AuditTrust(List.of(new TrustedLog(log, key, List.of())));
  }

  private static VerifyingKey key(String algorithm, String spki)
      throws JsonShapeException, KeyRefusedException {
    Algorithm known =
        Algorithm.find(algorithm)
            .orElseThrow(
                () -> new JsonShapeException("trust.logs.algorithm " + algorithm + " is unknown"));
    return VerifyingKey.of(known, Base64.getDecoder().decode(spki));
  }

  /** The file. */
  public byte[] write() {
    List<JsonValue> entries = new ArrayList<>();
    for (TrustedLog entry : logs) {
      List<JsonValue> revoked = new ArrayList<>();
      for (Revoked end : entry.revoked()) {
        revoked.add(
            JsonValue.object().put(EPOCH, end.epoch()).put(SIZE_MAX, end.sizeMax()).build());
      }
      entries.add(
          JsonValue.object()
              .put(LOG, entry.log())
              .put(ALGORITHM, entry.key().algorithm().id())
              .put(SPKI, Base64.getEncoder().encodeToString(entry.key().spki()))
              .put(REVOKED, new JsonArray(revoked))
              .build());
    }
    return CanonicalJson.writeOwn(
        JsonValue.object().put("schema", SCHEMA).put(LOGS, new JsonArray(entries)).build());
  }

  /**
   * Reads the file.
   *
   * @throws AuditException NOT_CANONICAL or NOT_A_RECORD naming what is wrong
   */
  public static AuditTrust read(byte[] bytes) throws AuditException {
    try {
      JsonFields file =
          JsonFields.of("trust", CanonicalJson.read(bytes, JsonLimits.bytes(BYTES_MAX)));
      if (!file.string("schema").equals(SCHEMA)) {
        throw new JsonShapeException("trust.schema is not " + SCHEMA);
      }
      List<TrustedLog> logs = new ArrayList<>();
      for (JsonFields entry : file.objects(LOGS)) {
        List<Revoked> revoked = new ArrayList<>();
        for (JsonFields end : entry.objects(REVOKED)) {
          revoked.add(new Revoked(end.integer(EPOCH), end.integer(SIZE_MAX)));
          end.end();
        }
        logs.add(
            new TrustedLog(
                entry.string(LOG), key(entry.string(ALGORITHM), entry.string(SPKI)), revoked));
        entry.end();
      }
      file.end();
      return new AuditTrust(logs);
    } catch (JsonException e) {
      throw new AuditException(
          AuditException.Code.NOT_CANONICAL, e.offset(), String.valueOf(e.getMessage()));
    } catch (JsonShapeException | KeyRefusedException | IllegalArgumentException e) {
      throw new AuditException(
          AuditException.Code.NOT_A_RECORD, 0, "trust file: " + e.getMessage());
    }
  }
}
