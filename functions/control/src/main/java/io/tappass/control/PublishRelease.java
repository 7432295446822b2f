package io.tappass.control;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.CompiledRelease.Documents;
import io.tappass.control.GitSource.CommitId;
import io.tappass.control.Registry.CompileStatus;
import io.tappass.control.Registry.Head;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Leaf;
import io.tappass.trust.Refusal;
import io.tappass.trust.Release;
import io.tappass.trust.Root;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TileTree;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
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
  /** What came of it. */
  public sealed interface Outcome {}

  /** A new release is the head. */
  public record Published(long number, String digest, String commit) implements Outcome {}

  /** The head is what the branch and the enrolments say already. */
  public record Unchanged(String reason) implements Outcome {}

  /** Nothing was released. */
  public record Stopped(Stop stop) implements Outcome {}

  private final Root root;
  private final GitSource git;
  private final Registry registry;
  private final BundleStore store;
  private final CompileCommit compile;
  private final CompileCommit independentCompile;
  private final InstantSource clock;
  private final PublishRevocations revocations;
  private final PlaceRelease place;

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
    this.git = git;
    this.registry = registry;
    this.store = store;
    this.compile = compile;
    this.independentCompile = independentCompile;
    this.clock = clock;
    this.revocations = new PublishRevocations(store);
    this.place = new PlaceRelease(root, releaseKey, registry, store, clock, compilerName);
  }

  /** Publishes where the branch points now, if that is news. Never throws. */
  public Outcome publish() {
    try {
      // INVARIANT: the head first, then what is compiled. Enrolments and branch are then never
      // older than those of the head, and who is overtaken afterwards does not advance: neither a
      // revoked sandbox nor an older commit ever comes back on top of a newer release.
      Optional<Head> head = registry.head();
      EnrolmentSet enrolments = EnrolmentSet.read(registry, root);
      revocations.publish(enrolments);
      Optional<CommitId> commit = git.fetchHead();
      if (commit.isEmpty() && head.isEmpty()) {
        return new Unchanged("the branch does not exist yet");
      }
      return publish(requireForward(head, commit), enrolments, head);
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
    } catch (RuntimeException | StackOverflowError e) {
      // A defect of ours that some input brings to light must not end the loop that calls this:
      // leases go on for what is released.
      return new Stopped(new Stop.Failed("publishing crashed: " + e));
    }
  }

  private Outcome publish(CommitId commit, EnrolmentSet enrolments, Optional<Head> head)
      throws GitException, StoreException, StopException, SigningException {
    Optional<Release> previous =
        head.isPresent() ? Optional.of(released(head.get())) : Optional.empty();
    if (previous.isPresent()
        && previous.get().commit().equals(commit.hex())
        && previous.get().enrolmentsDigest().equals(enrolments.digest())) {
      refreshStatus(commit, enrolments, head);
      return new Unchanged("release " + previous.get().number() + " is of this commit");
    }
    // Once there is a release, the last sandbox to leave must leave it too.
    if (previous.isEmpty() && enrolments.active().isEmpty()) {
      return new Unchanged("no sandbox is enrolled yet");
    }
    CompiledRelease compiled = compile.compile(commit, enrolments, head);
    registry.recordCompile(commit.hex(), clock.instant(), compiled.scopes());
    if (!compiled.isReleasable()) {
      throw new StopException(new Stop.Stalled(ScopeReport.firstReason(compiled.scopes())));
    }
    // INVARIANT: only what a second compiler reproduced, byte for byte, is signed.
    if (!independentCompile.compile(commit, enrolments, head).equals(compiled)) {
      throw new StopException(
          new Stop.Failed("the second compile of " + commit.hex() + " gave other bytes"));
    }
    return publish(compiled, head, previous);
  }

  /** A slower publisher may have left the status of an older commit behind. */
  private void refreshStatus(CommitId commit, EnrolmentSet enrolments, Optional<Head> head)
      throws GitException, StoreException {
    Optional<CompileStatus> last = registry.lastCompile();
    if (last.isEmpty() || !last.get().commit().equals(commit.hex())) {
      CompiledRelease compiled = compile.compile(commit, enrolments, head);
      registry.recordCompile(commit.hex(), clock.instant(), compiled.scopes());
    }
  }

  /**
   * INVARIANT: the released commit is an ancestor of every later one; a branch that was rewound or
   * removed releases nothing.
   */
  private CommitId requireForward(Optional<Head> head, Optional<CommitId> commit)
      throws GitException, StopException {
    if (commit.isPresent()
        && (head.isEmpty()
            || head.get().commit().equals(commit.get().hex())
            || git.isAncestor(new CommitId(head.get().commit()), commit.get()))) {
      return commit.get();
    }
    String found = commit.map(at -> "at " + at.hex()).orElse("gone");
    String released = head.map(Head::commit).orElse("nothing");
    throw new StopException(
        new Stop.Stalled(
            "history_rewritten: the branch is "
                + found
                + ", which does not descend from the released "
                + released));
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
      Release release = PlaceRelease.open(root, stored.bytes());
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

  private Outcome publish(CompiledRelease compiled, Optional<Head> head, Optional<Release> previous)
      throws StoreException, StopException, SigningException {
    SortedMap<String, byte[]> documents = new TreeMap<>();
    List<Leaf> leaves = new ArrayList<>();
    for (var entry : compiled.sandboxes().entrySet()) {
      Documents sandbox = entry.getValue();
      if (sandbox.policy().length > DocumentLimits.POLICY_BYTES_MAX) {
        throw new StopException(
            new Stop.Failed("the policy of " + entry.getKey() + " is larger than hosts accept"));
      }
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
    PlaceRelease.Placed placed = place.place(compiled, tree, head, previous);
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
}
