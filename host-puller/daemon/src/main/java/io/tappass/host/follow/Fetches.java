package io.tappass.host.follow;

import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.BundleSource.Found;
import io.tappass.host.pull.BundleSource.NotFound;
import io.tappass.host.pull.BundleSource.Unchanged;
import io.tappass.host.pull.SourceException;
import io.tappass.host.pull.SourceException.Kind;
import java.util.Optional;

/** Reads of immutable objects, as the steps of the verifier want them. */
final class Fetches {
  private final BundleSource source;

  Fetches(BundleSource source) {
    this.source = source;
  }

  /** An object that must be there. */
  byte[] required(String path, int bytesMax) throws SourceException {
    return find(path, bytesMax)
        .orElseThrow(() -> new SourceException(Kind.NONSENSE, path + " is absent"));
  }

  /**
   * An object that may be absent. A store that lets nobody list answers 403 for what is not there;
   * to withhold one of these objects widens nothing.
   */
  Optional<byte[]> optional(String path, int bytesMax) throws SourceException {
    try {
      return find(path, bytesMax);
    } catch (SourceException e) {
      if (e.kind() == Kind.FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<byte[]> find(String path, int bytesMax) throws SourceException {
    return switch (source.fetch(path, bytesMax, Optional.empty())) {
      case Found found -> Optional.of(found.bytes());
      case NotFound ignored -> Optional.empty();
      case Unchanged ignored ->
          throw new SourceException(Kind.NONSENSE, path + ": unchanged, and nothing is at hand");
    };
  }
}
