package io.tappass.host.apply;

import io.tappass.host.apply.ApplyRefused.Kind;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.provider.Provider;
import io.tappass.provider.RenderException;
import io.tappass.provider.Rendering;
import io.tappass.provider.Rendering.BootstrapLink;
import io.tappass.provider.Rendering.RenderedFile;
import io.tappass.provider.TargetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Step 7: renders a policy by every provider of its runtime. Pure but for what it is given. */
final class Renderer {

  /** Files of one provider. */
  static final int FILES_MAX = 64;

  /** Bytes of all files of one provider. */
  static final long BYTES_MAX = 4L << 20;

  /** Names that are ours within a generation. */
  private static final Pattern LINK_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  private final Map<String, Provider> providers;

  Renderer(List<Provider> providers) {
    this.providers = new TreeMap<>();
    providers.forEach(provider -> this.providers.put(provider.id(), provider));
  }

  /**
   * Everything that the policy's rings are served with.
   *
   * @throws ApplyRefused if a ring cannot be served as it must be
   */
  List<RenderedProvider> render(CompiledPolicy policy, SandboxSite site) throws ApplyRefused {
    for (Ring ring : policy.rings().required()) {
      if (!policy.rings().served().containsKey(ring)) {
        throw refused("ring_missing", ring.wireName() + " is required and nothing serves it");
      }
    }
    List<RenderedProvider> rendered = new ArrayList<>();
    for (var entry : policy.rings().served().entrySet()) {
      Provider provider = providers.get(entry.getValue());
      if (provider == null || provider.ring() != entry.getKey()) {
        if (policy.rings().required().contains(entry.getKey())) {
          throw refused(
              "unknown_provider",
              entry.getValue() + " does not serve " + entry.getKey().wireName() + " here");
        }
        continue;
      }
      rendered.add(render(provider, policy, site));
    }
    return rendered;
  }

  private static RenderedProvider render(Provider provider, CompiledPolicy policy, SandboxSite site)
      throws ApplyRefused {
    TargetVersion version = site.versions().get(provider.id());
    if (version == null) {
      throw refused("target_version", "no version of " + provider.id() + " was found on this host");
    }
    try {
      Rendering rendering = provider.render(policy, site.host(), version);
      check(provider.id(), rendering, site);
      return new RenderedProvider(provider, version, rendering);
    } catch (RenderException e) {
      throw refused("render_failed", provider.id() + ": " + e.getMessage());
    }
  }

  private static void check(String provider, Rendering rendering, SandboxSite site)
      throws ApplyRefused {
    long bytes = rendering.files().stream().mapToLong(file -> file.bytes().length).sum();
    if (rendering.files().size() > FILES_MAX || bytes > BYTES_MAX) {
      throw refused("target_path", provider + " renders too many files, or too large ones");
    }
    List<String> paths = rendering.files().stream().map(RenderedFile::path).toList();
    for (BootstrapLink link : rendering.bootstrap()) {
      // The allow-list of target paths: a place that the configuration names, one plain name in it.
      if (!site.places().containsKey(link.place())
          || !LINK_NAME.matcher(link.name()).matches()
          || !paths.contains(link.file())) {
        throw refused(
            "target_path",
            provider + " wants " + link.name() + " at " + link.place() + ", which is not allowed");
      }
    }
  }

  private static ApplyRefused refused(String code, String message) {
    return new ApplyRefused(Kind.POLICY, code, message);
  }
}
