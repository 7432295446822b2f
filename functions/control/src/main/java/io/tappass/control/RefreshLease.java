package io.tappass.control;

import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.LeaseMark;
import io.tappass.control.Registry.StoredKill;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.Lease;
import io.tappass.trust.Lease.Kill;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.ReleaseName;
import io.tappass.trust.Root;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says, again and again, that the newest release is still the current one. The only holder of the
 * lease key; keeps its own high-water mark and refuses to lease a lower release.
 */
public final class RefreshLease {

  /** What came of a refresh. */
  public sealed interface Outcome {}

  /** A lease with this serial is published. */
  public record Refreshed(long serial, long release) implements Outcome {}

  /** There is no release yet, or somebody else was faster: nothing to do. */
  public record Skipped(String reason) implements Outcome {}

  /** Nothing was published. */
  public record Stopped(Stop stop) implements Outcome {}

  private final Root root;
  private final DocumentSigner leaseKey;
  private final Registry registry;
  private final BundleStore store;
  private final InstantSource clock;
  private final Duration life;

  /**
   * @param life of a lease, {@code docs/spec/delivery.md}
   */
  public RefreshLease(
      Root root,
      DocumentSigner leaseKey,
      Registry registry,
      BundleStore store,
      InstantSource clock,
      Duration life) {
    this.root = root;
    this.leaseKey = leaseKey;
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    if (life.isNegative() || life.isZero() || life.compareTo(Lease.LIFE_MAX) > 0) {
      throw new IllegalArgumentException("a lease lives at most " + Lease.LIFE_MAX);
    }
    this.life = life;
  }

  /**
   * {@link #refresh}, unless the published lease is ours, younger than {@code age}, and says what a
   * new one would say. Never throws.
   */
  public Outcome refreshIfOlder(Duration age) {
    return guarded(() -> isFresh(age) ? new Skipped("the lease is fresh") : replace());
  }

  /** Publishes a fresh lease for the head; safe to run twice and beside itself. Never throws. */
  public Outcome refresh() {
    return guarded(this::replace);
  }

  private interface Step {
    Outcome run() throws StoreException, StopException, SigningException;
  }

  private static Outcome guarded(Step step) {
    try {
      return step.run();
    } catch (StoreException e) {
      return new Stopped(Stop.of(e));
    } catch (StopException e) {
      return new Stopped(e.stop());
    } catch (SigningException e) {
      return new Stopped(
          new Stop.RetryAfter(
              Duration.ofSeconds(2), "the lease was not signed: " + e.getMessage()));
    } catch (RuntimeException e) {
      return new Stopped(new Stop.Failed("the lease refresh crashed: " + e));
    }
  }

  private boolean isFresh(Duration age) throws StoreException, StopException {
    Optional<Head> head = registry.head();
    Optional<LeaseMark> mark = registry.leaseMark();
    Optional<StoredObject> stored = readLease();
    if (head.isEmpty() || mark.isEmpty() || stored.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    try {
      Lease lease =
          Lease.read(
              Dsse.verify(
                  stored.get().bytes(),
                  DocumentLimits.DOCUMENT_BYTES_MAX,
                  PayloadTypes.LEASE,
                  List.of(leaseKey.key()),
                  1));
      return lease.serial() == mark.get().serial()
          && lease.root() == root.number()
          && lease.release().equals(new ReleaseName(head.get().number(), head.get().digest()))
          && !lease.issuedAt().isAfter(now)
          && lease.issuedAt().plus(age).isAfter(now)
          && lease.kills().equals(kills());
    } catch (Refusal e) {
      // Whoever replaced it could do so; hosts do not take it, and it is replaced right away.
      return false;
    }
  }

  private Outcome replace() throws StoreException, StopException, SigningException {
    Optional<Head> head = registry.head();
    if (head.isEmpty()) {
      return new Skipped("no release yet");
    }
    Optional<LeaseMark> mark = registry.leaseMark();
    long release = head.get().number();
    // INVARIANT: a lease never names a lower release than the lease before it.
    if (mark.isPresent() && release < mark.get().releaseNumber()) {
      throw new StopException(
          new Stop.Failed(
              "the head went down to "
                  + release
                  + " after a lease for "
                  + mark.get().releaseNumber()));
    }
    // Read before the serial is taken: whoever takes a later one then finds the object changed.
    Optional<StoredObject> before = readLease();
    List<Kill> kills = kills();
    long expected = mark.map(LeaseMark::serial).orElse(0L);
    long serial = expected + 1;
    // The mark first: a serial that was signed is never signed again with another content.
    if (!registry.advanceLease(expected, serial, release)) {
      return new Skipped("another refresher was faster");
    }
    byte[] envelope = lease(head.get(), serial, kills).sign(List.of(leaseKey));
    if (envelope.length > DocumentLimits.DOCUMENT_BYTES_MAX) {
      throw new StopException(new Stop.Failed("the lease is larger than hosts accept"));
    }
    if (!store.replace(StorePaths.LEASE, envelope, before.map(StoredObject::version))) {
      return new Skipped("another refresher was faster");
    }
    return new Refreshed(serial, release);
  }

  private Optional<StoredObject> readLease() throws StoreException {
    return store.read(StorePaths.LEASE, DocumentLimits.DOCUMENT_BYTES_MAX);
  }

  /**
   * Every kill in force, as leases list them.
   *
   * @throws StopException if one of them makes no sense, or there are too many: no lease is signed
   *     that leaves a kill out
   */
  private List<Kill> kills() throws StoreException, StopException {
    List<Kill> kills = new ArrayList<>();
    for (StoredKill kill : registry.kills()) {
      kills.add(
          KillScopes.read(kill)
              .orElseThrow(
                  () -> new StopException(new Stop.Failed("the registry holds no kill: " + kill))));
    }
    if (kills.size() > Lease.KILLS_MAX) {
      throw new StopException(
          new Stop.Failed(kills.size() + " kills; a lease lists " + Lease.KILLS_MAX));
    }
    kills.sort(Lease.killOrder());
    return kills;
  }

  private Lease lease(Head head, long serial, List<Kill> kills) {
    Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new Lease(
        root.org(),
        root.number(),
        new ReleaseName(head.number(), head.digest()),
        serial,
        issued,
        issued.plus(life),
        kills);
  }
}
