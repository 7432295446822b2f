package io.tappass.host.apply;

import io.tappass.provider.Provider;
import io.tappass.provider.Rendering;
import io.tappass.provider.TargetVersion;

/** What one provider made of the policy. */
record RenderedProvider(Provider provider, TargetVersion version, Rendering rendering) {
  String id() {
    return provider.id();
  }
}
