package io.tappass.host.follow;

import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.SandboxState;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The state of a sandbox for those who start work in it, {@code state.json}; a look at it costs no
 * question to the daemon, and one that is too old says no.
 *
 * @param state as it was concluded
 * @param release in force, or 0
 * @param decidesUntil end of lease and grace; no work is started after it
 */
public record StateFile(SandboxState state, long release, Optional<Instant> decidesUntil) {
  private static final String SCHEMA = "tappass.state.v1";
  private static final String NAME = "state.json";
  private static final int BYTES_MAX = 4096;

  public StateFile {
    decidesUntil = decidesUntil.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Whether work may be started at {@code now}. */
  public boolean mayStart(Instant now) {
    return state.mayStart() && decidesUntil.isPresent() && now.isBefore(decidesUntil.get());
  }

  /** Replaces the file in a sandbox's folder. */
  public void write(Path sandboxFolder) throws IOException {
    var object =
        JsonValue.object().put("schema", SCHEMA).put("state", state.text()).put("release", release);
    decidesUntil.ifPresent(time -> object.put("decides_until", time.toString()));
    DurableFiles.replace(
        sandboxFolder.resolve(NAME),
        CanonicalJson.writeOwn(object.build()),
        PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Reads the file; nothing where there is none. */
  public static Optional<StateFile> read(Path sandboxFolder) throws IOException {
    Optional<byte[]> bytes = DurableFiles.read(sandboxFolder.resolve(NAME), BYTES_MAX);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonFields fields =
          JsonFields.of("state", CanonicalJson.read(bytes.get(), JsonLimits.bytes(BYTES_MAX)));
      if (!fields.string("schema").equals(SCHEMA)) {
        throw new IOException(NAME + ": schema is not " + SCHEMA);
      }
      String text = fields.string("state");
      SandboxState state =
          SandboxState.of(text)
              .orElseThrow(() -> new IOException(NAME + ": unknown state " + text));
      var read =
          new StateFile(
              state,
              fields.integer("release"),
              fields.optionalString("decides_until").map(Instant::parse));
      fields.end();
      return Optional.of(read);
    } catch (JsonException | JsonShapeException | DateTimeException e) {
      throw new IOException(NAME + ": " + e.getMessage(), e);
    }
  }
}
