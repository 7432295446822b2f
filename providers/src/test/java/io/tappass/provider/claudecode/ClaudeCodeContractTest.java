package io.tappass.provider.claudecode;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Ring;
import io.tappass.provider.PolicyFixtures;
import io.tappass.provider.Provider;
import io.tappass.provider.ProviderContract;
import io.tappass.provider.TargetVersion;
import java.util.Map;

/** Claude Code keeps what every provider has to keep. */
final class ClaudeCodeContractTest extends ProviderContract {
  @Override
  protected Provider provider() {
    return new ClaudeCodeProvider();
  }

  @Override
  protected CompiledPolicy policy() {
    return PolicyFixtures.policy(Map.of(Ring.HARNESS, "claude-code"), KernelBaseline.NONE);
  }

  @Override
  protected TargetVersion version() {
    return TargetVersion.parse("2.1.330");
  }
}
