package io.tappass.localstack.s3;

import io.tappass.localstack.durable.DurableFile;
import io.tappass.localstack.durable.Journal;
import io.tappass.localstack.s3.Retention.Mode;
import io.tappass.localstack.wire.ServiceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Buckets and versions in memory, bodies and every change in a journal. Each method is atomic; what
 * it did or saw is durable only after {@link #awaitDurable}.
 */
final class S3Store implements Closeable {

  /** A journal is rewritten at start when it is this long and less than half of it is needed. */
  private static final long REWRITE_BYTES_MIN = 8 * 1024 * 1024;

  /** The id of a version written while the bucket was not versioned. */
  static final String NULL_VERSION = "null";

  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Journal journal;
  private final Map<String, Contents> buckets;

  /** A bucket and its versions by key, oldest first. */
  private static final class Contents {
    private Bucket bucket;
    private final NavigableMap<String, List<ObjectVersion>> versions =
        new TreeMap<>(S3Listing.BY_UTF8);

    private Contents(Bucket bucket) {
      this.bucket = bucket;
    }
  }

  /** What a conditional write expects of the current version. */
  record Expectation(@Nullable String ifMatch, boolean ifNoneMatch) {}

  private S3Store(
      InstantSource clock, RandomGenerator random, Journal journal, Map<String, Contents> buckets) {
    this.clock = clock;
    this.random = random;
    this.journal = journal;
    this.buckets = buckets;
  }

  static S3Store open(Path folder, InstantSource clock, RandomGenerator random) throws IOException {
    DurableFile.makeFolder(folder);
    Path file = folder.resolve("journal");
    S3Store store = replay(file, clock, random);
    long needed = 0;
    for (Contents contents : store.buckets.values()) {
      for (List<ObjectVersion> versions : contents.versions.values()) {
        for (ObjectVersion version : versions) {
          needed += version.size() + 1024L;
        }
      }
    }
    if (store.journal.size() < REWRITE_BYTES_MIN || store.journal.size() < 2 * needed) {
      return store;
    }
    Journal.rewrite(file, store::writeAll);
    store.close();
    return replay(file, clock, random);
  }

  private static S3Store replay(Path file, InstantSource clock, RandomGenerator random)
      throws IOException {
    var buckets = new TreeMap<String, Contents>();
    Journal journal =
        Journal.open(file, (payload, at) -> apply(buckets, S3Record.decode(payload, at)));
    return new S3Store(clock, random, journal, buckets);
  }

  private void writeAll(Journal fresh) throws IOException {
    long queued = 0;
    for (Contents contents : buckets.values()) {
      fresh.append(new S3Record.PutBucket(contents.bucket).encode());
      for (List<ObjectVersion> versions : contents.versions.values()) {
        for (ObjectVersion version : versions) {
          byte[] body = journal.read(version.bodyAt(), version.size());
          fresh.append(new S3Record.AddVersion(contents.bucket.name(), version, body).encode());
          queued += body.length;
          if (queued > REWRITE_BYTES_MIN) {
            fresh.awaitDurable();
            queued = 0;
          }
        }
      }
    }
  }

  private static void apply(Map<String, Contents> buckets, S3Record change) throws IOException {
    switch (change) {
      case S3Record.PutBucket(Bucket bucket) -> {
        Contents contents = buckets.get(bucket.name());
        if (contents == null) {
          buckets.put(bucket.name(), new Contents(bucket));
        } else {
          contents.bucket = bucket;
        }
      }
      case S3Record.AddVersion(String bucket, ObjectVersion version, byte[] ignored) -> {
        List<ObjectVersion> versions =
            existing(buckets, bucket)
                .versions
                .computeIfAbsent(version.key(), key -> new ArrayList<>());
        if (version.id().equals(NULL_VERSION)) {
          versions.removeIf(old -> old.id().equals(NULL_VERSION));
        }
        versions.add(version);
      }
      case S3Record.LockVersion lockChange -> {
        List<ObjectVersion> versions =
            existing(buckets, lockChange.bucket())
                .versions
                .getOrDefault(lockChange.key(), new ArrayList<>());
        versions.replaceAll(old ->
            old.id().equals(lockChange.id())
                ? old.withLock(lockChange.retention(), lockChange.isHeld())
                : old);
      }
      case S3Record.RemoveVersion(String bucket, String key, String id) -> {
        NavigableMap<String, List<ObjectVersion>> all = existing(buckets, bucket).versions;
        List<ObjectVersion> versions = all.getOrDefault(key, new ArrayList<>());
        versions.removeIf(old -> old.id().equals(id));
        if (versions.isEmpty()) {
          all.remove(key);
        }
      }
    }
  }

  private static Contents existing(Map<String, Contents> buckets, String name) throws IOException {
    Contents contents = buckets.get(name);
    if (contents == null) {
      throw new IOException("a record of a bucket that was never made: " + name);
    }
    return contents;
  }

  private long record(S3Record change) throws IOException {
    byte[] payload = change.encode();
    long payloadAt = journal.append(payload);
    apply(
        buckets,
        change instanceof S3Record.AddVersion(String bucket, ObjectVersion version, byte[] body)
            ? new S3Record.AddVersion(
                bucket, version.withBodyAt(payloadAt + S3Record.bodyAt(payload)), body)
            : change);
    return payloadAt;
  }

  private Contents contents(String bucket) throws ServiceException {
    Contents contents = buckets.get(bucket);
    if (contents == null) {
      throw S3Refusals.noSuchBucket();
    }
    return contents;
  }

  /** Something done under the lock. */
  @FunctionalInterface
  private interface Locked<T> {
    T run() throws ServiceException, IOException;
  }

  private <T> T locked(Locked<T> work) throws ServiceException, IOException {
    lock.lock();
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  /** Returns once everything done so far is on disk. */
  void awaitDurable() throws IOException {
    journal.awaitDurable();
  }

  /** The body of a version. */
  byte[] body(ObjectVersion version) throws IOException {
    journal.awaitDurable();
    return journal.read(version.bodyAt(), version.size());
  }

  /** Makes a bucket; false if it is there already, which changes nothing. */
  boolean createBucket(String name, boolean lockEnabled) throws ServiceException, IOException {
    return locked(() -> {
      if (buckets.containsKey(name)) {
        return false;
      }
      record(
          new S3Record.PutBucket(
              new Bucket(name, clock.instant(), lockEnabled, lockEnabled, null)));
      return true;
    });
  }

  Bucket bucket(String name) throws ServiceException, IOException {
    return locked(() -> contents(name).bucket);
  }

  void enableVersioning(String name) throws ServiceException, IOException {
    locked(() -> record(new S3Record.PutBucket(contents(name).bucket.withVersioning())));
  }

  void configureLock(String name, @Nullable DefaultRetention retention)
      throws ServiceException, IOException {
    locked(() -> {
      Bucket bucket = contents(name).bucket;
      if (!bucket.versioned()) {
        throw new ServiceException(
            409,
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
      }
      return record(new S3Record.PutBucket(bucket.withLock(retention)));
    });
  }

  /** The current version of a key, a delete marker perhaps. */
  Optional<ObjectVersion> current(String bucket, String key) throws ServiceException, IOException {
    return locked(() -> {
      List<ObjectVersion> versions = contents(bucket).versions.get(key);
      return versions == null ? Optional.empty() : Optional.of(versions.getLast());
    });
  }

  Optional<ObjectVersion> version(String bucket, String key, String id)
      throws ServiceException, IOException {
    return locked(() ->
        contents(bucket).versions.getOrDefault(key, List.of()).stream()
            .filter(version -> version.id().equals(id))
            .findFirst());
  }

  /** All versions of the keys with a prefix, by key, newest first within a key. */
  List<ObjectVersion> versions(String bucket, String prefix) throws ServiceException, IOException {
    return locked(() -> {
      Collection<List<ObjectVersion>> keys =
          contents(bucket).versions.tailMap(prefix, true).values();
      var all = new ArrayList<ObjectVersion>();
      for (List<ObjectVersion> versions : keys) {
        if (!versions.getFirst().key().startsWith(prefix)) {
          break;
        }
        all.addAll(versions.reversed());
      }
      return all;
    });
  }

  /** Adds a version if the current one is as expected, and gives it an id and a retention. */
  ObjectVersion put(String bucket, ObjectVersion draft, byte[] body, Expectation expectation)
      throws ServiceException, IOException {
    return locked(() -> {
      Contents contents = contents(bucket);
      List<ObjectVersion> versions = contents.versions.get(draft.key());
      ObjectVersion current = versions == null ? null : versions.getLast();
      requireExpected(expectation, current == null || current.isMarker() ? null : current);
      Instant now = clock.instant();
      Retention retention = draft.retention();
      DefaultRetention byDefault = contents.bucket.defaultRetention();
      if (retention == null && byDefault != null) {
        retention = byDefault.from(now);
      }
      var version =
          new ObjectVersion(
              draft.key(),
              contents.bucket.versioned() ? newId() : NULL_VERSION,
              false,
              draft.etag(),
              body.length,
              now,
              draft.headers(),
              draft.checksums(),
              retention,
              draft.isHeld(),
              0);
      record(new S3Record.AddVersion(bucket, version, body));
      return version;
    });
  }

  private static void requireExpected(Expectation expectation, @Nullable ObjectVersion current)
      throws ServiceException {
    if (expectation.ifNoneMatch() && current != null) {
      throw S3Refusals.preconditionFailed();
    }
    String ifMatch = expectation.ifMatch();
    if (ifMatch != null) {
      if (current == null) {
        throw S3Refusals.noSuchKey();
      }
      if (!S3Listing.matches(ifMatch, current.etag())) {
        throw S3Refusals.preconditionFailed();
      }
    }
  }

  private String newId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Hides a key behind a delete marker, or removes it where the bucket keeps no versions. */
  Optional<ObjectVersion> delete(String bucket, String key) throws ServiceException, IOException {
    return locked(() -> {
      Contents contents = contents(bucket);
      if (!contents.bucket.versioned()) {
        if (contents.versions.containsKey(key)) {
          record(new S3Record.RemoveVersion(bucket, key, NULL_VERSION));
        }
        return Optional.empty();
      }
      ObjectVersion marker = ObjectVersion.marker(key, newId(), clock.instant());
      record(new S3Record.AddVersion(bucket, marker, new byte[0]));
      return Optional.of(marker);
    });
  }

  /**
   * Removes one version for good.
   *
   * @param mayBypass whether a GOVERNANCE retention is no obstacle
   * @return the version, if there was one
   */
  Optional<ObjectVersion> deleteVersion(String bucket, String key, String id, boolean mayBypass)
      throws ServiceException, IOException {
    return locked(() -> {
      Optional<ObjectVersion> found = version(bucket, key, id);
      if (found.isPresent()) {
        ObjectVersion version = found.get();
        Retention retention = version.retention();
        boolean isRetained =
            retention != null
                && retention.holdsAt(clock.instant())
                && !(retention.mode() == Mode.GOVERNANCE && mayBypass);
        if (version.isHeld() || isRetained) {
          throw S3Refusals.locked();
        }
        record(new S3Record.RemoveVersion(bucket, key, id));
      }
      return found;
    });
  }

  /** Sets a retention; nobody shortens COMPLIANCE, only a bypass shortens GOVERNANCE. */
  void retain(String bucket, String key, String id, Retention wanted, boolean mayBypass)
      throws ServiceException, IOException {
    locked(() -> {
      ObjectVersion version = version(bucket, key, id).orElseThrow(S3Refusals::noSuchVersion);
      Retention present = version.retention();
      if (present != null && present.holdsAt(clock.instant())) {
        boolean isShorter = wanted.until().isBefore(present.until());
        boolean isWeaker = present.mode() == Mode.COMPLIANCE && wanted.mode() != present.mode();
        boolean bypassed = present.mode() == Mode.GOVERNANCE && mayBypass;
        if ((isShorter || isWeaker) && !bypassed) {
          throw S3Refusals.locked();
        }
      }
      return record(new S3Record.LockVersion(bucket, key, id, wanted, version.isHeld()));
    });
  }

  /** Sets or lifts a legal hold. */
  void hold(String bucket, String key, String id, boolean held)
      throws ServiceException, IOException {
    locked(() -> {
      ObjectVersion version = version(bucket, key, id).orElseThrow(S3Refusals::noSuchVersion);
      return record(new S3Record.LockVersion(bucket, key, id, version.retention(), held));
    });
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
