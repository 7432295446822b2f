package io.tappass.control;

/** The fake keeps the contract that the real adapters keep. */
final class FakeRegistryTest extends RegistryContract {
  private final FakeRegistry registry = new FakeRegistry();

  @Override
  protected Registry registry() {
    return registry;
  }
}
