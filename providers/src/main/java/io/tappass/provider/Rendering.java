package io.tappass.provider;

import java.util.List;

/**
 * What one provider makes of one policy.
 *
 * @param files go into the provider's own folder of the generation, all switched at once
 * @param bootstrap what the target needs once, outside the generation, to find those files
 * @param probes attempts with the verdict that the policy gives, to be run after the switch
 * @param effectiveAt when the target acts on a switch
 */
public record Rendering(
    List<RenderedFile> files,
    List<BootstrapLink> bootstrap,
    List<Probe> probes,
    EffectiveAt effectiveAt) {

  public Rendering {
    files = List.copyOf(files);
    bootstrap = List.copyOf(bootstrap);
    probes = List.copyOf(probes);
    if (files.stream().map(RenderedFile::path).distinct().count() != files.size()) {
      throw new IllegalArgumentException("two files of one path");
    }
  }

  /** When a target acts on new files; the names are those of the receipt. */
  public enum EffectiveAt {
    /** At the next call. */
    NOW("now"),
    /** When the target reads its files again by itself. */
    NEXT_REFRESH("next refresh"),
    /** When the target, or the process it governs, is started again. */
    RESTART("restart");

    private final String text;

    EffectiveAt(String text) {
      this.text = text;
    }

    /** As the receipt writes it. */
    public String text() {
      return text;
    }
  }

  /**
   * One file.
   *
   * @param path relative, of plain segments
   * @param mode permission bits, such as 0644
   * @param bytes whole
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by digest, never by equals
  public record RenderedFile(String path, int mode, byte[] bytes) {
    /** Bytes of one file. */
    public static final int BYTES_MAX = 4 << 20;

    public RenderedFile {
      if (!path.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")) {
        throw new IllegalArgumentException("not a plain relative path: " + path);
      }
      if ((mode & ~0777) != 0 || (mode & 0022) != 0) {
        throw new IllegalArgumentException("a rendered file others may write: " + path);
      }
      if (bytes.length > BYTES_MAX) {
        throw new IllegalArgumentException("a rendered file over 4 MiB: " + path);
      }
      bytes = bytes.clone();
    }
  }

  /**
   * A symbolic link at a place the target looks at, to a file of the generation in force.
   *
   * @param place a name of the host's configuration, such as {@code claude-code.managed}, never a
   *     path: where it lies is the host's decision
   * @param name file name within that place
   * @param file the rendered file it shows
   */
  public record BootstrapLink(String place, String name, String file) {}
}
