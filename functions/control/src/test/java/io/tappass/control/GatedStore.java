package io.tappass.control;

import java.util.Optional;

/** A store that lets something else happen once, right before a write. */
final class GatedStore implements BundleStore {
  private final BundleStore store;
  Runnable beforeReplace = () -> {};

  GatedStore(BundleStore store) {
    this.store = store;
  }

  @Override
  public PutOutcome putOnce(String path, byte[] bytes) throws StoreException {
    return store.putOnce(path, bytes);
  }

  @Override
  public boolean replace(String path, byte[] bytes, Optional<String> expectedVersion)
      throws StoreException {
    Runnable first = beforeReplace;
    beforeReplace = () -> {};
    first.run();
    return store.replace(path, bytes, expectedVersion);
  }

  @Override
  public Optional<StoredObject> read(String path, int bytesMax) throws StoreException {
    return store.read(path, bytesMax);
  }
}
