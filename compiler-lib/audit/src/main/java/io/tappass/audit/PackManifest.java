package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an evidence pack should hold: its {@code pack.json}. It is not signed; everything it says is
 * compared with what is signed.
 *
 * @param log {@code tappass/<org>/<host>}
 * @param epochs ascending
 * @param documents sorted by file
 */
public record PackManifest(String log, List<Epoch> epochs, List<Document> documents) {

  /** The file's name in the pack. */
  public static final String FILE = "pack.json";

  /** The file's schema. */
  public static final String SCHEMA = "tappass.evidence.v1";

  /** Bytes of the file. */
  public static final int BYTES_MAX = 16 << 20;

  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,9}");

  /**
   * One epoch of the log.
   *
   * @param size records
   * @param checkpoints the file with its checkpoints
   */
  public record Epoch(long number, long size, String checkpoints, List<Segment> segments) {
    public Epoch {
      requirePath(checkpoints);
      segments = List.copyOf(segments);
    }
  }

  /** A file of records. */
  public record Segment(String file, long records, long bytes) {
    public Segment {
      requirePath(file);
    }
  }

  /**
   * A file beside the records.
   *
   * @param sha256 {@code sha256:} and 64 hexadecimal digits
   */
  public record Document(String file, String sha256) {
    public Document {
      requirePath(file);
      Digests.require("document digest", sha256);
    }

    /** The document of these bytes. */
    public static Document of(String file, byte[] bytes) {
      return new Document(file, Digests.of(bytes));
    }
  }

  public PackManifest {
    Identifiers.require("log", log);
    epochs = List.copyOf(epochs);
    documents = List.copyOf(documents);
  }

  private static void requirePath(String file) {
    if (!PATH.matcher(file).matches()) {
      throw new IllegalArgumentException("no path of a pack: " + file);
    }
  }

  /** All files of the pack, this one too. */
  Set<String> files() {
    var files = new TreeSet<String>();
    files.add(FILE);
    epochs.forEach(epoch -> {
      files.add(epoch.checkpoints());
      epoch.segments().forEach(segment -> files.add(segment.file()));
    });
    documents.forEach(document -> files.add(document.file()));
    return files;
  }

  /** The file. */
  public byte[] write() {
    List<JsonValue> epochList = new ArrayList<>();
    for (Epoch epoch : epochs) {
      List<JsonValue> segments = new ArrayList<>();
      for (Segment segment : epoch.segments()) {
        segments.add(
            JsonValue.object()
                .put("bytes", segment.bytes())
                .put("file", segment.file())
                .put("records", segment.records())
                .build());
      }
      epochList.add(
          JsonValue.object()
              .put("checkpoints", epoch.checkpoints())
              .put("epoch", epoch.number())
              .put("segments", new JsonArray(segments))
              .put("size", epoch.size())
              .build());
    }
    List<JsonValue> documentList = new ArrayList<>();
    for (Document document : documents) {
      documentList.add(
          JsonValue.object().put("file", document.file()).put("sha256", document.sha256()).build());
    }
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("documents", new JsonArray(documentList))
            .put("epochs", new JsonArray(epochList))
            .put("log", log)
            .put("schema", SCHEMA)
            .build());
  }

  /**
   * Reads the file.
   *
   * @throws AuditException BAD_MANIFEST naming what is wrong
   */
  public static PackManifest read(byte[] bytes) throws AuditException {
    try {
      JsonFields file =
          JsonFields.of("pack", CanonicalJson.read(bytes, JsonLimits.bytes(BYTES_MAX)));
      if (!file.string("schema").equals(SCHEMA)) {
        throw new JsonShapeException("pack.schema is not " + SCHEMA);
      }
      List<Epoch> epochs = new ArrayList<>();
      for (JsonFields epoch : file.objects("epochs")) {
        epochs.add(epoch(epoch));
        epoch.end();
      }
      List<Document> documents = new ArrayList<>();
      for (JsonFields document : file.objects("documents")) {
        documents.add(new Document(document.string("file"), document.string("sha256")));
        document.end();
      }
      var manifest = new PackManifest(file.string("log"), epochs, documents);
      file.end();
      return manifest;
    } catch (JsonException e) {
      throw new AuditException(
          Code.BAD_MANIFEST, Math.max(e.offset(), 0), String.valueOf(e.getMessage()));
    } catch (JsonShapeException | IllegalArgumentException e) {
      throw new AuditException(Code.BAD_MANIFEST, 0, String.valueOf(e.getMessage()));
    }
  }

  private static Epoch epoch(JsonFields epoch) throws JsonShapeException {
    List<Segment> segments = new ArrayList<>();
    for (JsonFields segment : epoch.objects("segments")) {
      segments.add(
          new Segment(
              segment.string("file"), segment.integer("records"), segment.integer("bytes")));
      segment.end();
    }
    return new Epoch(
        epoch.integer("epoch"), epoch.integer("size"), epoch.string("checkpoints"), segments);
  }
}
