package io.tappass.host.pull;

import java.util.Optional;

/** Where a host reads what was published, by the paths of {@code io.tappass.trust.StorePaths}. */
public interface BundleSource extends AutoCloseable {

  /** What came of one read. */
  sealed interface Fetched {}

  /**
   * The object, whole.
   *
   * @param tag names these bytes for the next conditional read; empty where the store gave none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes go to the verifier
  record Found(byte[] bytes, Optional<String> tag) implements Fetched {}

  /** There is no such object. */
  record NotFound() implements Fetched {}

  /** The object is still the one that the tag names. */
  record Unchanged() implements Fetched {}

  /**
   * Reads one object.
   *
   * @param bytesMax beyond which the answer is nonsense and is not read to its end
   * @param tag of the bytes at hand; without it, {@link Unchanged} is nonsense
   * @throws SourceException typed by what to do about it; never for an object that is absent
   */
  Fetched fetch(String path, int bytesMax, Optional<String> tag) throws SourceException;

  /** Lets connections go. */
  @Override
  void close();
}
