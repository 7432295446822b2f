package io.tappass.host.apply;

import io.tappass.host.apply.Manifest.FileDigest;
import io.tappass.host.apply.Manifest.ProviderFiles;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.value.Digests;
import io.tappass.provider.Rendering.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One sandbox's folder: generations, the symlink that shows the one in force, the mark. Layout and
 * order of writes: {@code docs/spec/host.md}.
 */
public final class SandboxFolder {
  private static final String GENERATIONS = "generations";
  private static final String CURRENT = "current";
  private static final String MARK = "applied.json";
  private static final String MANIFEST = "manifest.json";
  private static final String POLICY = "policy.json";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path folder;

  private SandboxFolder(Path folder) {
    this.folder = folder;
  }

  /** Creates what is missing; refuses a symlink in the place of any folder. */
  public static SandboxFolder open(Path dataFolder, SandboxId sandbox) throws IOException {
    DurableFiles.requireFolder(dataFolder);
    Path sandboxes = dataFolder.resolve("sandboxes");
    DurableFiles.ensureFolder(sandboxes);
    SandboxFolder opened = new SandboxFolder(sandboxes.resolve(sandbox.value()));
    DurableFiles.ensureFolder(opened.folder);
    DurableFiles.ensureFolder(opened.folder.resolve(GENERATIONS));
    return opened;
  }

  /** As {@link #open}, for a reader that changes nothing. */
  public static SandboxFolder at(Path dataFolder, SandboxId sandbox) {
    return new SandboxFolder(dataFolder.resolve("sandboxes").resolve(sandbox.value()));
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** The symlink that targets read through. */
  public Path current() {
    return folder.resolve(CURRENT);
  }

  /** The name of a generation: release, then the beginning of the policy's digest. */
  static String name(long release, String policyDigest) {
    String hex = policyDigest.substring(policyDigest.indexOf(':') + 1);
    return String.format(Locale.ROOT, "%012d-%s", release, hex.substring(0, 16));
  }

  /** The mark, or nothing where nothing was ever applied. */
  public Optional<AppliedMark> mark() throws IOException {
    Optional<byte[]> bytes = DurableFiles.read(folder.resolve(MARK), AppliedMark.BYTES_MAX);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(AppliedMark.read(bytes.get()));
    } catch (JsonException | JsonShapeException e) {
      throw new IOException(MARK + ": " + e.getMessage(), e);
    }
  }

  /**
   * Step 8: writes a generation and forces it. One of that name that is there already stays if it
   * is whole and the same.
   */
  String stage(
      Activation activation,
      List<RenderedProvider> rendered,
      Manifest manifest,
      Milestone.Observer observer)
      throws IOException {
    requireFolders();
    observer.reached(Milestone.STAGING);
    Path generations = folder.resolve(GENERATIONS);
    String name = freeName(activation, manifest);
    if (Files.exists(generations.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      observer.reached(Milestone.STAGED);
      return name;
    }
    Path fresh = generations.resolve(name + DurableFiles.UNFINISHED);
    DurableFiles.deleteTree(fresh);
    createFolder(fresh);
    for (RenderedProvider provider : rendered) {
      Path providerFolder = fresh.resolve(provider.id());
      createFolder(providerFolder);
      for (RenderedFile file : provider.rendering().files()) {
        Path target = providerFolder.resolve(file.path());
        createParents(providerFolder, target);
        DurableFiles.writeNew(target, file.bytes(), mode(file.mode()));
      }
      forceTree(providerFolder);
    }
    DurableFiles.writeNew(fresh.resolve(POLICY), activation.bytes(), PRIVATE);
    DurableFiles.writeNew(fresh.resolve(MANIFEST), manifest.write(), PUBLIC);
    DurableFiles.forceFolder(fresh);
    observer.reached(Milestone.FILES_WRITTEN);
    Files.move(fresh, generations.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.forceFolder(generations);
    observer.reached(Milestone.STAGED);
    return name;
  }

  /** A name that is free, or taken by the very same generation. */
  private String freeName(Activation activation, Manifest manifest) throws IOException {
    String name = name(activation.release(), activation.digest());
    for (int attempt = 0; attempt < 100; attempt++) {
      String candidate = attempt == 0 ? name : name + "-" + attempt;
      Path place = folder.resolve(GENERATIONS).resolve(candidate);
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)
          || damage(candidate, activation.digest(), Digests.sha256(manifest.write())).isEmpty()) {
        return candidate;
      }
    }
    throw new IOException("a hundred damaged generations of " + name);
  }

  /** Step 9, second half. */
  void writeMark(AppliedMark mark) throws IOException {
    DurableFiles.replace(folder.resolve(MARK), mark.write(), PUBLIC);
  }

  /** Step 10: one rename. */
  void switchTo(String generation) throws IOException {
    requireFolders();
    DurableFiles.switchLink(current(), Path.of(GENERATIONS, generation));
  }

  /** The generation that {@code current} shows. */
  Optional<String> shown() throws IOException {
    try {
      Path target = Files.readSymbolicLink(current());
      return target.getNameCount() == 2 && target.startsWith(GENERATIONS)
          ? Optional.of(target.getFileName().toString())
          : Optional.of("elsewhere");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Step 11: what of a generation on disk differs from what it should be.
   *
   * @return one line for each difference; none means that it is intact
   */
  public List<String> damage(String generation, String policyDigest, String manifestDigest) {
    List<String> damage = new ArrayList<>();
    try {
      Manifest manifest = manifest(generation, manifestDigest);
      if (!manifest.policy().equals(policyDigest)) {
        damage.add(MANIFEST + " is of another policy");
      }
      policyBytes(generation, policyDigest);
      for (ProviderFiles provider : manifest.providers()) {
        damage.addAll(damage(generation, provider));
      }
    } catch (IOException e) {
      damage.add(String.valueOf(e.getMessage()));
    }
    return damage;
  }

  /** What of one provider's files on disk differs; nothing may be missing, added or changed. */
  List<String> damage(String generation, ProviderFiles provider) {
    List<String> damage = new ArrayList<>();
    try {
      ProviderFiles found = reread(generation, provider);
      List<FileDigest> wanted = new ArrayList<>(provider.files());
      for (FileDigest file : found.files()) {
        if (!wanted.remove(file)) {
          damage.add(provider.id() + "/" + file.path() + " is not as it was rendered");
        }
      }
      wanted.forEach(
          file -> damage.add(provider.id() + "/" + file.path() + " is missing or changed"));
    } catch (IOException e) {
      damage.add(String.valueOf(e.getMessage()));
    }
    return damage;
  }

  /** A provider's files as they are on disk. */
  ProviderFiles reread(String generation, ProviderFiles provider) throws IOException {
    Path root = folder.resolve(GENERATIONS).resolve(generation).resolve(provider.id());
    DurableFiles.requireFolder(root);
    List<FileDigest> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.sorted().toList()) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        byte[] bytes = DurableFiles.read(path, RenderedFile.BYTES_MAX).orElse(new byte[0]);
        files.add(
            new FileDigest(root.relativize(path).toString(), mode(path), Digests.sha256(bytes)));
      }
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(e);
    }
    return new ProviderFiles(provider.id(), provider.version(), provider.effectiveAt(), files);
  }

  /** The bytes of a rendered file of the generation in force. */
  public Optional<byte[]> readRendered(String generation, String provider, String path)
      throws IOException {
    return DurableFiles.read(
        folder.resolve(GENERATIONS).resolve(generation).resolve(provider).resolve(path),
        RenderedFile.BYTES_MAX);
  }

  /** The manifest, if it has the digest. */
  public Manifest manifest(String generation, String digest) throws IOException {
    byte[] bytes =
        required(
            folder.resolve(GENERATIONS).resolve(generation).resolve(MANIFEST), Manifest.BYTES_MAX);
    if (!Digests.sha256(bytes).equals(digest)) {
      throw new IOException(MANIFEST + " is not the one that was applied");
    }
    try {
      return Manifest.read(bytes);
    } catch (JsonException | JsonShapeException e) {
      throw new IOException(MANIFEST + ": " + e.getMessage(), e);
    }
  }

  /** The policy's bytes, if they have the digest. */
  byte[] policyBytes(String generation, String digest) throws IOException {
    byte[] bytes =
        required(
            folder.resolve(GENERATIONS).resolve(generation).resolve(POLICY),
            CompiledPolicy.BYTES_MAX);
    if (!Digests.sha256(bytes).equals(digest)) {
      throw new IOException(POLICY + " is not the one that was applied");
    }
    return bytes;
  }

  /** Removes every generation but those named, and what was never finished. */
  void prune(Set<String> kept) throws IOException {
    try (Stream<Path> generations = Files.list(folder.resolve(GENERATIONS))) {
      for (Path generation : generations.toList()) {
        if (!kept.contains(generation.getFileName().toString())) {
          DurableFiles.deleteTree(generation);
        }
      }
    }
  }

  private void requireFolders() throws IOException {
    Path sandboxes = folder.getParent();
    if (sandboxes != null) {
      DurableFiles.requireFolder(sandboxes);
    }
    DurableFiles.requireFolder(folder);
    DurableFiles.requireFolder(folder.resolve(GENERATIONS));
  }

  private static byte[] required(Path file, int bytesMax) throws IOException {
    return DurableFiles.read(file, bytesMax)
        .orElseThrow(() -> new NoSuchFileException(file + " is missing"));
  }

  private static void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void createParents(Path root, Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null && !parent.equals(root) && !Files.exists(parent)) {
      createParents(root, parent);
      createFolder(parent);
    }
  }

  private static void forceTree(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          DurableFiles.forceFolder(path);
        }
      }
    }
  }

  private static Set<PosixFilePermission> mode(int bits) {
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromHighest = PosixFilePermission.values();
    for (int index = 0; index < fromHighest.length; index++) {
      if ((bits & (0400 >> index)) != 0) {
        mode.add(fromHighest[index]);
      }
    }
    return mode;
  }

  private static int mode(Path file) throws IOException {
    int bits = 0;
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    PosixFilePermission[] fromHighest = PosixFilePermission.values();
    for (int index = 0; index < fromHighest.length; index++) {
      if (mode.contains(fromHighest[index])) {
        bits |= 0400 >> index;
      }
    }
    return bits;
  }
}
