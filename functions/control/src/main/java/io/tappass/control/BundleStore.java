package io.tappass.control;

import java.util.Optional;

/**
 * Where everything that hosts read is published: immutable objects under the paths of {@code
 * io.tappass.trust.StorePaths}, and the lease, the only object that is ever replaced.
 */
public interface BundleStore {

  /** What became of {@link #putOnce}. */
  enum PutOutcome {
    /** The object is there now, and this call wrote it. */
    WRITTEN,
    /** The object was there with the very same bytes. */
    SAME,
    /** The object was there with other bytes; nothing was changed. */
    CONFLICT
  }

  /**
   * An object as it is stored.
   *
   * @param bytes whole
   * @param version an opaque tag of these bytes, for {@link #replace}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes go to a verifier
  record StoredObject(byte[] bytes, String version) {}

  /**
   * Writes an object that is never replaced. Of many concurrent writers exactly one gets {@code
   * WRITTEN}. A retried write whose first answer was lost reads back and answers {@code SAME}.
   */
  PutOutcome putOnce(String path, byte[] bytes) throws StoreException;

  /**
   * Replaces an object if it is still the version named, or creates it if none is named.
   *
   * @return whether this call wrote it; false means that somebody else was faster
   */
  boolean replace(String path, byte[] bytes, Optional<String> expectedVersion)
      throws StoreException;

  /**
   * Reads an object whole.
   *
   * @param bytesMax larger objects are a permanent failure
   */
  Optional<StoredObject> read(String path, int bytesMax) throws StoreException;
}
