package io.tappass.control;

import org.junit.jupiter.api.Nested;

/** The fakes keep the contracts that the real adapters keep. */
final class FakesTest {

  @Nested
  final class BundleStoreFake extends BundleStoreContract {
    private final FakeBundleStore store = new FakeBundleStore();

    @Override
    protected BundleStore store() {
      return store;
    }
  }

  @Nested
  final class RegistryFake extends RegistryContract {
    private final FakeRegistry registry = new FakeRegistry();

    @Override
    protected Registry registry() {
      return registry;
    }
  }
}
