package io.tappass.control;

import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.LeaseMark;
import io.tappass.control.Registry.StoredKill;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Envelope;
import io.tappass.trust.Lease;
import io.tappass.trust.Lease.Kill;
import io.tappass.trust.Lease.KillScope;
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
import java.util.Locale;
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
    this.life = life;
  }

  /**
   * {@link #refresh} if the published lease is older than {@code age}, names another release than
   * the head, or cannot be read.
   */
  public Outcome refreshIfOlder(Duration age) {
    try {
      Optional<Head> head = registry.head();
      Optional<StoredObject> stored =
          store.read(StorePaths.LEASE, DocumentLimits.DOCUMENT_BYTES_MAX);
      if (head.isPresent() && stored.isPresent()) {
        // Only its age is read here; hosts verify it, and a forged one is replaced when it is due.
        Lease lease =
            Lease.read(
                Envelope.read(stored.get().bytes(), DocumentLimits.DOCUMENT_BYTES_MAX).payload());
        if (lease.release().number() == head.get().number()
            && lease.issuedAt().plus(age).isAfter(clock.instant())) {
          return new Skipped("the lease is fresh");
        }
      }
    } catch (StoreException e) {
      return new Stopped(Stop.of(e));
    } catch (Refusal | JsonException | JsonShapeException e) {
      return refresh();
    }
    return refresh();
  }

  /** Publishes a fresh lease for the head; safe to run twice and beside itself. */
  public Outcome refresh() {
    try {
      Optional<Head> head = registry.head();
      if (head.isEmpty()) {
        return new Skipped("no release yet");
      }
      Optional<LeaseMark> mark = registry.leaseMark();
      long release = head.get().number();
      if (mark.isPresent() && release < mark.get().releaseNumber()) {
        return new Stopped(
            new Stop.Failed(
                "the head went down to "
                    + release
                    + " after a lease for "
                    + mark.get().releaseNumber()));
      }
      Optional<StoredObject> before =
          store.read(StorePaths.LEASE, DocumentLimits.DOCUMENT_BYTES_MAX);
      long expected = mark.map(LeaseMark::serial).orElse(0L);
      long serial = expected + 1;
      // The mark first: a lease that was signed is never signed again with another content.
      if (!registry.advanceLease(expected, serial, release)) {
        return new Skipped("another refresher was faster");
      }
      byte[] envelope = lease(head.get(), serial).sign(List.of(leaseKey));
      if (!store.replace(StorePaths.LEASE, envelope, before.map(StoredObject::version))) {
        return new Skipped("another refresher was faster");
      }
      return new Refreshed(serial, release);
    } catch (StoreException e) {
      return new Stopped(Stop.of(e));
    } catch (SigningException e) {
      return new Stopped(
          new Stop.RetryAfter(
              Duration.ofSeconds(2), "the lease was not signed: " + e.getMessage()));
    }
  }

  private Lease lease(Head head, long serial) throws StoreException {
    Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<Kill> kills = new ArrayList<>();
    for (StoredKill kill : registry.kills()) {
      kills.add(
          new Kill(
              KillScope.valueOf(kill.scope().toUpperCase(Locale.ROOT)), kill.id(), kill.epoch()));
    }
    kills.sort(Lease.killOrder());
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
