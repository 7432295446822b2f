package io.tappass.provider.landlock;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Ring;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.PolicyFixtures;
import io.tappass.provider.Provider;
import io.tappass.provider.ProviderContract;
import io.tappass.provider.TargetVersion;
import java.util.List;
import java.util.Map;

/** Landlock keeps what every provider has to keep. */
final class LandlockContractTest extends ProviderContract {
  @Override
  protected Provider provider() {
    return new LandlockProvider();
  }

  @Override
  protected CompiledPolicy policy() {
    return PolicyFixtures.policy(
        Map.of(Ring.KERNEL, "landlock"),
        new KernelBaseline(
            List.of(PathPattern.parse("/srv/data/**"), PathPattern.parse("/srv/hosts")),
            List.of(PathPattern.parse("/usr/**")),
            List.of(PathPattern.parse("/dev/null")),
            List.of(8443)),
        new FilesystemLists(
            new ClosedList<>(
                List.of(
                    PathPattern.parse("${workspace}/**"), PathPattern.parse("${home}/notes/**")),
                List.of(PathPattern.parse("${home}/.ssh/**"))),
            new ClosedList<>(List.of(PathPattern.parse("${workspace}/**")), List.of())));
  }

  @Override
  protected TargetVersion version() {
    return TargetVersion.parse("7");
  }
}
