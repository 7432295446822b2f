package io.tappass.control;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.LeaseMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A store and a registry in a folder, each write one atomic rename or link, so that a process may
 * be killed anywhere. For one process at a time; says where it is, before and after every write.
 */
final class FolderBackend {
  private final Path folder;
  private final Consumer<String> points;

  FolderBackend(Path folder, Consumer<String> points) {
    this.folder = folder;
    this.points = points;
  }

  BundleStore store() {
    return new Store();
  }

  /** What publishing and leases touch is in the folder; the rest is in memory. */
  Registry registry() throws StoreException {
    return new DurableRegistry();
  }

  private Optional<byte[]> content(String name) {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, byte[] bytes) {
    points.accept("before " + kind(name));
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, bytes);
      points.accept("between " + kind(name));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    points.accept("after " + kind(name));
  }

  private static String kind(String name) {
    return name.replaceAll("[0-9a-f]{64}", "DIGEST").replaceAll("[0-9]+", "N");
  }

  private final class Store implements BundleStore {
    @Override
    public PutOutcome putOnce(String path, byte[] bytes) {
      Optional<byte[]> there = content("store/" + path);
      if (there.isPresent()) {
        return java.util.Arrays.equals(there.get(), bytes) ? PutOutcome.SAME : PutOutcome.CONFLICT;
      }
      write("store/" + path, bytes);
      return PutOutcome.WRITTEN;
    }

    @Override
    public boolean replace(String path, byte[] bytes, Optional<String> expectedVersion) {
      Optional<String> version = content("store/" + path).map(Digest::of);
      if (!version.equals(expectedVersion)) {
        return false;
      }
      write("store/" + path, bytes);
      return true;
    }

    @Override
    public Optional<StoredObject> read(String path, int bytesMax) {
      return content("store/" + path).map(bytes -> new StoredObject(bytes, Digest.of(bytes)));
    }
  }

  private final class DurableRegistry implements Registry {
    private final FakeRegistry memory = new FakeRegistry();

    DurableRegistry() throws StoreException {
      Path enrolments = folder.resolve("enrolments");
      if (!Files.isDirectory(enrolments)) {
        return;
      }
      try (Stream<Path> files = Files.list(enrolments)) {
        for (Path file : files.toList()) {
          memory.appendEnrolment(
              new StoredEnrolment(file.getFileName().toString(), 1, Files.readAllBytes(file)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean appendEnrolment(StoredEnrolment enrolment) throws StoreException {
      write("enrolments/" + enrolment.sandbox(), enrolment.envelope());
      return memory.appendEnrolment(enrolment);
    }

    @Override
    public List<StoredEnrolment> enrolments() throws StoreException {
      return memory.enrolments();
    }

    @Override
    public Optional<Head> head() {
      return content("head")
          .map(bytes -> {
            List<String> lines = lines(bytes);
            var sources = new java.util.TreeMap<String, String>();
            for (String line : lines.subList(3, lines.size())) {
              sources.put(
                  line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
            }
            return new Head(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2), sources);
          });
    }

    @Override
    public boolean advanceHead(Optional<Head> expected, Head next) {
      if (!head().equals(expected)) {
        return false;
      }
      List<String> lines = new ArrayList<>();
      lines.add(Long.toString(next.number()));
      lines.add(next.digest());
      lines.add(next.commit());
      next.sources().forEach((scope, commit) -> lines.add(scope + " " + commit));
      write("head", bytes(lines));
      return true;
    }

    @Override
    public boolean advanceLease(long expectedSerial, long nextSerial, long releaseNumber) {
      if (leaseMark().map(LeaseMark::serial).orElse(0L) != expectedSerial) {
        return false;
      }
      write("lease", bytes(List.of(Long.toString(nextSerial), Long.toString(releaseNumber))));
      return true;
    }

    @Override
    public Optional<LeaseMark> leaseMark() {
      return content("lease")
          .map(bytes ->
              new LeaseMark(
                  Long.parseLong(lines(bytes).get(0)), Long.parseLong(lines(bytes).get(1))));
    }

    @Override
    public void recordCompile(String commit, Instant at, List<ScopeStatus> scopes)
        throws StoreException {
      points.accept("before recordCompile");
      memory.recordCompile(commit, at, scopes);
      points.accept("after recordCompile");
    }

    @Override
    public Optional<CompileStatus> lastCompile() throws StoreException {
      return memory.lastCompile();
    }

    @Override
    public AppliedOutcome recordApplied(Applied applied) throws StoreException {
      return memory.recordApplied(applied);
    }

    @Override
    public List<Applied> applied() throws StoreException {
      return memory.applied();
    }

    @Override
    public boolean firstDelivery(String id, Instant now, Instant expiresAt) throws StoreException {
      return memory.firstDelivery(id, now, expiresAt);
    }

    @Override
    public boolean putTicket(String digest, byte[] ticket, Instant expiresAt)
        throws StoreException {
      return memory.putTicket(digest, ticket, expiresAt);
    }

    @Override
    public Optional<byte[]> redeemTicket(String digest, Instant now) throws StoreException {
      return memory.redeemTicket(digest, now);
    }

    @Override
    public boolean appendKill(StoredKill kill) throws StoreException {
      return memory.appendKill(kill);
    }

    @Override
    public List<StoredKill> kills() throws StoreException {
      return memory.kills();
    }
  }

  private static List<String> lines(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] bytes(List<String> lines) {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }
}
