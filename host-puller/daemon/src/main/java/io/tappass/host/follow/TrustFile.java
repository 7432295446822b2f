package io.tappass.host.follow;

import io.tappass.host.state.DurableFiles;
import io.tappass.trust.Refusal;
import io.tappass.trust.TrustState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the host trusts, on disk and in memory; {@code trust.json}. Safe for several threads. */
public final class TrustFile {
  private static final int BYTES_MAX = 1 << 20;

  private final Path file;
  private TrustState state;
  private TrustState written;

  private TrustFile(Path file, TrustState state) {
    this.file = file;
    this.state = state;
    this.written = state;
  }

  /**
   * The state of a data folder, or nothing before the first enrolment.
   *
   * @throws IOException if it cannot be read, or is no such state: the host then trusts nothing
   */
  public static Optional<TrustFile> open(Path dataFolder) throws IOException {
    Path file = file(dataFolder);
    Optional<byte[]> bytes = DurableFiles.read(file, BYTES_MAX);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TrustFile(file, TrustState.read(bytes.get())));
    } catch (Refusal e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Writes the first state of a data folder. */
  public static TrustFile create(Path dataFolder, TrustState first) throws IOException {
    Path file = file(dataFolder);
    DurableFiles.replace(file, first.write());
    return new TrustFile(file, first);
  }

  private static Path file(Path dataFolder) {
    return dataFolder.resolve("trust.json");
  }

  /** The state in memory, which is never below the one on disk. */
  public synchronized TrustState state() {
    return state;
  }

  /** Changes the state in memory; {@link #persist} makes it durable. */
  public synchronized void update(UnaryOperator<TrustState> change) {
    state = change.apply(state);
  }

  /** Returns once the state is on disk. */
  public synchronized void persist() throws IOException {
    if (!state.equals(written)) {
      DurableFiles.replace(file, state.write());
      written = state;
    }
  }
}
