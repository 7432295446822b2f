package io.tappass.control;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.Registry.Head;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Forward;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TileTree;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts a release and its tiles into the store under a number that is nobody else's, signed once.
 *
 * <p>A publisher that died, or that was overtaken, leaves numbers behind that no head names. One
 * that says exactly what is to be released now is taken over as it is, so that a publisher that
 * dies again and again neither signs again nor counts up; every other one is skipped.
 */
final class PlaceRelease {
  /** Numbers that publishers may have left behind. */
  static final int NUMBERS_TRIED_MAX = 1000;

  /**
   * A release in the store.
   *
   * @param objects that hosts read on their way from the release to a leaf, by path
   */
  record Placed(Release release, SortedMap<String, byte[]> objects) {}

  private final Root root;
  private final DocumentSigner releaseKey;
  private final Registry registry;
  private final BundleStore store;
  private final InstantSource clock;
  private final String compilerName;

  PlaceRelease(
      Root root,
      DocumentSigner releaseKey,
      Registry registry,
      BundleStore store,
      InstantSource clock,
      String compilerName) {
    this.root = root;
    this.releaseKey = releaseKey;
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    this.compilerName = compilerName;
  }

  /**
   * Places what was compiled on top of the head.
   *
   * @param head that the compile started from
   * @param previous the release it names
   */
  Placed place(
      CompiledRelease compiled, TileTree tree, Optional<Head> head, Optional<Release> previous)
      throws StoreException, StopException, SigningException {
    long first = head.map(Head::number).orElse(0L) + 1;
    for (long number = first; number < first + NUMBERS_TRIED_MAX; number++) {
      SortedMap<String, byte[]> objects = tiles(tree, number);
      if (!putUnlessTaken(objects)) {
        continue;
      }
      Release wanted = release(compiled, tree, previous, number, now());
      String path = StorePaths.release(number);
      Optional<byte[]> there = read(path);
      if (there.isEmpty()) {
        requireStill(head);
        byte[] envelope = wanted.sign(List.of(releaseKey));
        if (envelope.length > DocumentLimits.RELEASE_BYTES_MAX) {
          throw new StopException(
              new Stop.Failed("release " + number + " is larger than hosts accept"));
        }
        there =
            store.putOnce(path, envelope) == PutOutcome.CONFLICT
                ? read(path)
                : Optional.of(envelope);
      }
      Optional<Release> same = there.flatMap(envelope -> same(envelope, compiled, tree, previous));
      if (same.isPresent() && same.get().number() == number) {
        objects.put(path, there.orElseThrow());
        return new Placed(same.get(), objects);
      }
    }
    throw new StopException(
        new Stop.Failed("the " + NUMBERS_TRIED_MAX + " numbers from " + first + " are taken"));
  }

  /** The release in that envelope, if it is ours and says what is to be released now. */
  private Optional<Release> same(
      byte[] envelope, CompiledRelease compiled, TileTree tree, Optional<Release> previous) {
    try {
      Release there = open(root, envelope);
      Release wanted = release(compiled, tree, previous, there.number(), there.releasedAt());
      return there.equals(wanted) ? Optional.of(there) : Optional.empty();
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  /** Verifies a release as a host would. */
  static Release open(Root root, byte[] envelope) throws Refusal {
    return Release.read(
        Dsse.verify(
            envelope,
            DocumentLimits.RELEASE_BYTES_MAX,
            PayloadTypes.RELEASE,
            root.keysOf(Role.RELEASE),
            root.thresholdOf(Role.RELEASE)));
  }

  private Optional<byte[]> read(String path) throws StoreException {
    return store.read(path, DocumentLimits.RELEASE_BYTES_MAX).map(StoredObject::bytes);
  }

  /** Who was overtaken while compiling does not sign. */
  private void requireStill(Optional<Head> head) throws StoreException, StopException {
    if (!registry.head().equals(head)) {
      throw new StopException(
          new Stop.RetryAfter(Duration.ofMillis(200), "another publisher was faster"));
    }
  }

  private static SortedMap<String, byte[]> tiles(TileTree tree, long number) {
    SortedMap<String, byte[]> objects = new TreeMap<>();
    for (TileTree.StoredTile tile : tree.tiles()) {
      objects.put(StorePaths.tile(number, tile.level(), tile.index()), tile.bytes());
    }
    return objects;
  }

  private boolean putUnlessTaken(SortedMap<String, byte[]> objects) throws StoreException {
    for (var object : objects.entrySet()) {
      if (store.putOnce(object.getKey(), object.getValue()) == PutOutcome.CONFLICT) {
        return false;
      }
    }
    return true;
  }

  private Release release(
      CompiledRelease compiled,
      TileTree tree,
      Optional<Release> previous,
      long number,
      Instant releasedAt) {
    return new Release(
        root.org(),
        root.epoch(),
        number,
        previous.map(Release::digest),
        new Forward(),
        compiled.commit(),
        compiled.treeDigest(),
        compiled.enrolmentsDigest(),
        tree.root(),
        compilerName,
        selfCheck(compiled),
        List.of(),
        ScopeReport.stalled(compiled.scopes()),
        releasedAt);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** What the second compiler gave, by sandbox; equal to the first or nothing is signed. */
  private static String selfCheck(CompiledRelease reproduced) {
    var report = JsonValue.object().put("commit", reproduced.commit());
    reproduced
        .sandboxes()
        .forEach((sandbox, documents) -> report.put(sandbox, Digest.of(documents.policy())));
    return Digest.of(CanonicalJson.writeOwn(report.build()));
  }
}
