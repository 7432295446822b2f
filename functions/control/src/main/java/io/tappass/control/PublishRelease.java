package io.tappass.control;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.CompiledRelease.Documents;
import io.tappass.control.GitSource.CommitId;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.ScopeStatus;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.Leaf;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Forward;
import io.tappass.trust.Release.Stalled;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TileTree;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns the head of the policy branch into a release: compile, compile again by another compiler
 * and compare, publish the documents, sign once, read everything back, advance the head. The lease
 * comes after, from another role. Safe to run twice and beside itself.
 */
public final class PublishRelease {
  /** Numbers that a publisher that died may have left behind. */
  private static final int NUMBERS_TRIED_MAX = 100;

  private static final int REASON_CHARS_MAX = 200;

  /** What came of it. */
  public sealed interface Outcome {}

  /** A new release is the head. */
  public record Published(long number, String digest, String commit) implements Outcome {}

  /** The head is what the branch and the enrolments say already. */
  public record Unchanged(String reason) implements Outcome {}

  /** Nothing was released. */
  public record Stopped(Stop stop) implements Outcome {}

  private final Root root;
  private final DocumentSigner releaseKey;
  private final GitSource git;
  private final Registry registry;
  private final BundleStore store;
  private final CompileCommit compile;
  private final CompileCommit independentCompile;
  private final InstantSource clock;
  private final String compilerName;

  /**
   * @param compile makes what is published
   * @param independentCompile shares no state with {@code compile}; only what both agree on is
   *     signed
   * @param compilerName name and version, stands in every release
   */
  public PublishRelease(
      Root root,
      DocumentSigner releaseKey,
      GitSource git,
      Registry registry,
      BundleStore store,
      CompileCommit compile,
      CompileCommit independentCompile,
      InstantSource clock,
      String compilerName) {
    this.root = root;
    this.releaseKey = releaseKey;
    this.git = git;
    this.registry = registry;
    this.store = store;
    this.compile = compile;
    this.independentCompile = independentCompile;
    this.clock = clock;
    this.compilerName = compilerName;
  }

  /** Publishes where the branch points now, if that is news. */
  public Outcome publish() {
    try {
      Optional<CommitId> commit = git.fetchHead();
      if (commit.isEmpty()) {
        return new Unchanged("the branch does not exist yet");
      }
      return publish(commit.get());
    } catch (GitException e) {
      return new Stopped(Stop.of(e));
    } catch (StoreException e) {
      return new Stopped(Stop.of(e));
    } catch (StopException e) {
      return new Stopped(e.stop());
    } catch (SigningException e) {
      return new Stopped(
          new Stop.RetryAfter(
              Duration.ofSeconds(2), "the release was not signed: " + e.getMessage()));
    }
  }

  private Outcome publish(CommitId commit)
      throws GitException, StoreException, StopException, SigningException {
    Optional<Head> head = registry.head();
    requireForward(head, commit);
    EnrolmentSet enrolments = EnrolmentSet.read(registry, root);
    Optional<Release> previous =
        head.isPresent() ? Optional.of(released(head.get())) : Optional.empty();
    if (previous.isPresent()
        && previous.get().commit().equals(commit.hex())
        && previous.get().enrolmentsDigest().equals(enrolments.digest())) {
      return new Unchanged("release " + previous.get().number() + " is of this commit");
    }
    if (enrolments.active().isEmpty()) {
      return new Unchanged("no sandbox is enrolled yet");
    }
    CompiledRelease compiled = compile.compile(commit, enrolments, head);
    registry.recordCompile(commit.hex(), clock.instant(), compiled.scopes());
    if (!compiled.isReleasable()) {
      throw new StopException(new Stop.Stalled(firstReason(compiled.scopes())));
    }
    // INVARIANT: only what a second compiler reproduced, byte for byte, is signed.
    if (!independentCompile.compile(commit, enrolments, head).equals(compiled)) {
      throw new StopException(
          new Stop.Failed("the second compile of " + commit.hex() + " gave other bytes"));
    }
    return publish(compiled, head, previous);
  }

  /**
   * INVARIANT: the released commit is an ancestor of every later one; a rewind releases nothing.
   */
  private void requireForward(Optional<Head> head, CommitId commit)
      throws GitException, StopException {
    if (head.isPresent()
        && !head.get().commit().equals(commit.hex())
        && !git.isAncestor(new CommitId(head.get().commit()), commit)) {
      throw new StopException(
          new Stop.Stalled(
              "history_rewritten: the branch is at "
                  + commit.hex()
                  + ", which does not descend from the released "
                  + head.get().commit()));
    }
  }

  /** The release that the head names, verified as a host would. */
  private Release released(Head head) throws StoreException, StopException {
    StoredObject stored =
        store
            .read(StorePaths.release(head.number()), DocumentLimits.RELEASE_BYTES_MAX)
            .orElseThrow(() ->
                new StopException(
                    new Stop.Failed("release " + head.number() + " is gone from the store")));
    try {
      Release release = verify(stored.bytes());
      if (release.number() != head.number() || !release.digest().equals(head.digest())) {
        throw new StopException(
            new Stop.Failed("release " + head.number() + " is not what the head names"));
      }
      return release;
    } catch (Refusal e) {
      throw new StopException(
          new Stop.Failed("release " + head.number() + " does not verify: " + e.getMessage()));
    }
  }

  private Release verify(byte[] envelope) throws Refusal {
    return Release.read(
        Dsse.verify(
            envelope,
            DocumentLimits.RELEASE_BYTES_MAX,
            PayloadTypes.RELEASE,
            root.keysOf(Role.RELEASE),
            root.thresholdOf(Role.RELEASE)));
  }

  private Outcome publish(CompiledRelease compiled, Optional<Head> head, Optional<Release> previous)
      throws StoreException, StopException, SigningException {
    SortedMap<String, byte[]> documents = new TreeMap<>();
    List<Leaf> leaves = new ArrayList<>();
    for (Documents sandbox : compiled.sandboxes().values()) {
      String policy = Digest.of(sandbox.policy());
      String provenance = Digest.of(sandbox.provenance());
      String coverage = Digest.of(sandbox.coverage());
      documents.put(StorePaths.policy(policy), sandbox.policy());
      documents.put(StorePaths.provenance(provenance), sandbox.provenance());
      documents.put(StorePaths.coverage(coverage), sandbox.coverage());
      leaves.add(new Leaf(sandbox.slot(), policy, provenance, coverage));
    }
    putAll(documents);
    TileTree tree = TileTree.build(leaves);
    Placed placed = place(compiled, tree, head, previous);
    readBack(documents);
    readBack(placed.objects());
    Release release = placed.release();
    var next = new Head(release.number(), release.digest(), compiled.commit(), compiled.sources());
    if (!registry.advanceHead(head, next)) {
      throw new StopException(
          new Stop.RetryAfter(
              Duration.ofMillis(200), "another publisher was faster than " + release.number()));
    }
    return new Published(release.number(), release.digest(), compiled.commit());
  }

  /** A release in the store, with its tiles, under a number that is nobody else's. */
  private record Placed(Release release, SortedMap<String, byte[]> objects) {}

  /**
   * Takes the next number whose objects nobody has written: a publisher that died, or that is being
   * overtaken, leaves a number behind that no head and no lease will ever name.
   */
  private Placed place(
      CompiledRelease compiled, TileTree tree, Optional<Head> head, Optional<Release> previous)
      throws StoreException, StopException, SigningException {
    long first = head.map(Head::number).orElse(0L) + 1;
    for (long number = first; number < first + NUMBERS_TRIED_MAX; number++) {
      SortedMap<String, byte[]> objects = objects(tree, number);
      if (!putUnlessTaken(objects)) {
        continue;
      }
      Release release = release(compiled, tree, previous, number);
      byte[] envelope = release.sign(List.of(releaseKey));
      String path = StorePaths.release(number);
      if (store.putOnce(path, envelope) != PutOutcome.CONFLICT) {
        objects.put(path, envelope);
        return new Placed(release, objects);
      }
    }
    throw new StopException(
        new Stop.Failed("the " + NUMBERS_TRIED_MAX + " numbers from " + first + " are taken"));
  }

  private static SortedMap<String, byte[]> objects(TileTree tree, long number) {
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

  private void putAll(SortedMap<String, byte[]> objects) throws StoreException, StopException {
    for (var object : objects.entrySet()) {
      if (store.putOnce(object.getKey(), object.getValue()) == PutOutcome.CONFLICT) {
        throw new StopException(
            new Stop.Failed(object.getKey() + " is in the store with other bytes"));
      }
    }
  }

  private void readBack(SortedMap<String, byte[]> objects) throws StoreException, StopException {
    for (var object : objects.entrySet()) {
      Optional<StoredObject> stored = store.read(object.getKey(), object.getValue().length);
      if (stored.isEmpty() || !Arrays.equals(stored.get().bytes(), object.getValue())) {
        throw new StopException(
            new Stop.Failed(object.getKey() + " does not read back as it was written"));
      }
    }
  }

  private Release release(
      CompiledRelease compiled, TileTree tree, Optional<Release> previous, long number) {
    List<Stalled> stalled =
        compiled.scopes().stream()
            .filter(scope -> !scope.state().equals("ok"))
            .map(scope -> new Stalled(scope.scope(), scope.state(), firstLine(scope.reason())))
            .sorted(Comparator.comparing(Stalled::scope))
            .toList();
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
        stalled,
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  /** What the second compiler gave, by sandbox; equal to the first or nothing is signed. */
  private static String selfCheck(CompiledRelease reproduced) {
    var report = JsonValue.object().put("commit", reproduced.commit());
    reproduced
        .sandboxes()
        .forEach((sandbox, documents) -> report.put(sandbox, Digest.of(documents.policy())));
    return Digest.of(CanonicalJson.writeOwn(report.build()));
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("no reason given");
    return line.length() <= REASON_CHARS_MAX ? line : line.substring(0, REASON_CHARS_MAX);
  }

  private static String firstReason(List<ScopeStatus> scopes) {
    return scopes.stream()
        .filter(scope -> !scope.state().equals("ok"))
        .map(scope -> scope.scope() + ": " + firstLine(scope.reason()))
        .findFirst()
        .orElse("nothing was releasable");
  }
}
