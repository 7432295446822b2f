package io.tappass.host.follow;

import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.SourceException;
import io.tappass.host.pull.SourceException.Kind;
import io.tappass.trust.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that keeps what it is told to, and fails when it is told to. */
public final class FakeStore implements BundleSource {
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile @Nullable Kind failure;

  /** Puts an object, whatever was there. */
  public void put(String path, byte[] bytes) {
    objects.put(path, bytes.clone());
  }

  /** Removes an object. */
  public void remove(String path) {
    objects.remove(path);
  }

  /** What is at a path. */
  public byte[] bytes(String path) {
    byte[] bytes = objects.get(path);
    if (bytes == null) {
      throw new IllegalArgumentException("nothing at " + path);
    }
    return bytes.clone();
  }

  /** Lets every read fail; null ends it. */
  public void fail(@Nullable Kind kind) {
    failure = kind;
  }

  /** Reads so far. */
  public int reads() {
    return reads.get();
  }

  @Override
  public Fetched fetch(String path, int bytesMax, Optional<String> tag) throws SourceException {
    reads.incrementAndGet();
    Kind kind = failure;
    if (kind != null) {
      throw new SourceException(kind, path);
    }
    byte[] bytes = objects.get(path);
    if (bytes == null) {
      return new NotFound();
    }
    if (bytes.length > bytesMax) {
      throw new SourceException(Kind.NONSENSE, path + " is too large");
    }
    String now = Sha256.digest(bytes);
    return tag.isPresent() && tag.get().equals(now)
        ? new Unchanged()
        : new Found(bytes.clone(), Optional.of(now));
  }

  @Override
  public void close() {}
}
