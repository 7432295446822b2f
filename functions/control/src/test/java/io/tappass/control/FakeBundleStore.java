package io.tappass.control;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A bundle store in memory; can be told to fail after a number of writes. */
public final class FakeBundleStore implements BundleStore {
  private final Map<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private final AtomicLong versions = new AtomicLong();
  private final AtomicLong writesLeft = new AtomicLong(Long.MAX_VALUE);

  /** Lets that many writes succeed; every later one fails as unreachable. */
  public void failAfterWrites(long writes) {
    writesLeft.set(writes);
  }

  /** All paths, sorted. */
  public Iterable<String> paths() {
    return objects.keySet();
  }

  /** Breaks an object behind everybody's back. */
  public void corrupt(String path, byte[] bytes) {
    objects.put(path, new StoredObject(bytes.clone(), "v" + versions.incrementAndGet()));
  }

  @Override
  public synchronized PutOutcome putOnce(String path, byte[] bytes) throws StoreException {
    spend();
    StoredObject there = objects.get(path);
    if (there != null) {
      return Arrays.equals(there.bytes(), bytes) ? PutOutcome.SAME : PutOutcome.CONFLICT;
    }
    objects.put(path, new StoredObject(bytes.clone(), "v" + versions.incrementAndGet()));
    return PutOutcome.WRITTEN;
  }

  @Override
  public synchronized boolean replace(String path, byte[] bytes, Optional<String> expectedVersion)
      throws StoreException {
    spend();
    Optional<String> there = Optional.ofNullable(objects.get(path)).map(StoredObject::version);
    if (!there.equals(expectedVersion)) {
      return false;
    }
    objects.put(path, new StoredObject(bytes.clone(), "v" + versions.incrementAndGet()));
    return true;
  }

  @Override
  public Optional<StoredObject> read(String path, int bytesMax) throws StoreException {
    StoredObject there = objects.get(path);
    if (there != null && there.bytes().length > bytesMax) {
      throw new StoreException(StoreException.Kind.PERMANENT, path + " is larger than " + bytesMax);
    }
    return Optional.ofNullable(there);
  }

  private void spend() throws StoreException {
    if (writesLeft.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      throw new StoreException(StoreException.Kind.RETRYABLE, "the store is unreachable");
    }
  }
}
