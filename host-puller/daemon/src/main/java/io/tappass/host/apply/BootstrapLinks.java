package io.tappass.host.apply;

import io.tappass.host.state.DurableFiles;
import io.tappass.provider.Rendering.BootstrapLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The symlinks by which targets find the generation in force. They show {@code current}, so they
 * are made once and a switch does not touch them. Nothing that is not ours is ever replaced.
 */
final class BootstrapLinks {
  private BootstrapLinks() {}

  /**
   * Makes those that are missing.
   *
   * @throws IOException if something else is at one of the places, or a place is a symlink
   */
  static void ensure(SandboxFolder folder, SandboxSite site, List<RenderedProvider> rendered)
      throws IOException {
    for (RenderedProvider provider : rendered) {
      for (BootstrapLink link : provider.rendering().bootstrap()) {
        Path at = at(site, link);
        Path target = target(folder, provider, link);
        if (!shows(at, target)) {
          if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(at + " is there already and is not ours");
          }
          DurableFiles.switchLink(at, target);
        }
      }
    }
  }

  /** Those that are not as they should be, one line each. */
  static List<String> damage(
      SandboxFolder folder, SandboxSite site, List<RenderedProvider> rendered) {
    List<String> damage = new ArrayList<>();
    for (RenderedProvider provider : rendered) {
      for (BootstrapLink link : provider.rendering().bootstrap()) {
        Path at = at(site, link);
        try {
          if (!shows(at, target(folder, provider, link))) {
            damage.add(at + " does not show " + provider.id() + "/" + link.file());
          }
        } catch (IOException e) {
          damage.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return damage;
  }

  private static boolean shows(Path at, Path target) throws IOException {
    return Files.isSymbolicLink(at) && Files.readSymbolicLink(at).equals(target);
  }

  private static Path at(SandboxSite site, BootstrapLink link) {
    Path place = site.places().get(link.place());
    if (place == null) {
      throw new IllegalStateException("a link that the renderer should have refused: " + link);
    }
    return place.resolve(link.name());
  }

  private static Path target(SandboxFolder folder, RenderedProvider provider, BootstrapLink link) {
    return folder.current().resolve(provider.id()).resolve(link.file());
  }
}
