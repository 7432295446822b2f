package io.tappass.control;

/** The fake keeps the contract that the real adapters keep. */
final class FakeBundleStoreTest extends BundleStoreContract {
  private final FakeBundleStore store = new FakeBundleStore();

  @Override
  protected BundleStore store() {
    return store;
  }
}
