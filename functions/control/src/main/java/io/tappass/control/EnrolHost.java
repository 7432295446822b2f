package io.tappass.control;

import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.Enrolment;
import io.tappass.trust.EnrolmentRequest;
import io.tappass.trust.Envelope;
import io.tappass.trust.Lease;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Revocation;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.SigningException;
import io.tappass.trust.Ticket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Lets a sandbox join: an operator issues a one-shot ticket, the host redeems it with a request
 * that its own key signed, and the enrolment key says who it is from now on.
 */
public final class EnrolHost {
  /** How far the host's and our clock may be apart. */
  static final Duration SKEW = Lease.SKEW_MAX;

  /** Documents about one sandbox that others may write in between. */
  private static final int ATTEMPTS_MAX = 5;

  /** What a redemption comes to. */
  public sealed interface Outcome {}

  /** The sandbox is enrolled; the envelope is the host's to keep. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Enrolled(Enrolment enrolment, byte[] envelope) implements Outcome {}

  /** No such ticket, or it was redeemed, or it is too old: 410 to the host, always the same. */
  public record Gone(String reason) implements Outcome {}

  /** The request is none, or does not prove that the host has its key. */
  public record Refused(String reason) implements Outcome {}

  /** Nothing was enrolled; the ticket is spent. */
  public record Stopped(Stop stop) implements Outcome {}

  private final Root root;
  private final String rootDigest;
  private final DocumentSigner enrolmentKey;
  private final Registry registry;
  private final InstantSource clock;
  private final SecureRandom random;

  public EnrolHost(
      Root root,
      DocumentSigner enrolmentKey,
      Registry registry,
      InstantSource clock,
      SecureRandom random) {
    this.root = root;
    this.rootDigest = root.digest();
    this.enrolmentKey = enrolmentKey;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Issues a ticket for a sandbox.
   *
   * @return the signed ticket, to be carried to the host by the operator
   */
  public byte[] issue(SandboxIdentity identity) throws StoreException, SigningException {
    if (!identity.org().equals(root.org())) {
      throw new IllegalArgumentException("a sandbox of another org: " + identity.org());
    }
    Instant now = now();
    var ticket =
        new Ticket(identity, root.number(), rootDigest, hex(32), now, now.plus(Ticket.LIFE_MAX));
    byte[] envelope = ticket.sign(List.of(enrolmentKey));
    if (!registry.putTicket(ticket.digest(), envelope, ticket.expiresAt().plus(SKEW))) {
      throw new StoreException(StoreException.Kind.PERMANENT, "that ticket was issued before");
    }
    return envelope;
  }

  /**
   * Redeems the ticket that a host's request names. The ticket is spent by the first request that
   * proves to come from the holder of a key; whatever goes wrong after that needs another ticket.
   *
   * @param request DSSE bytes, as the host posted them
   */
  public Outcome redeem(byte[] request) {
    try {
      EnrolmentRequest claimed =
          EnrolmentRequest.read(
              Envelope.read(request, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
      // Proof of possession: the key that is to be enrolled signed the request itself.
      Dsse.verify(
          request,
          DocumentLimits.DOCUMENT_BYTES_MAX,
          PayloadTypes.ENROLMENT_REQUEST,
          List.of(claimed.hostKey()),
          1);
      Optional<byte[]> envelope = registry.redeemTicket(claimed.ticket(), clock.instant());
      if (envelope.isEmpty()) {
        return new Gone("no such ticket, or it is spent or too old");
      }
      Ticket ticket =
          Ticket.read(
              Dsse.verify(
                  envelope.get(),
                  DocumentLimits.DOCUMENT_BYTES_MAX,
                  PayloadTypes.TICKET,
                  root.keysOf(Role.ENROLMENT),
                  root.thresholdOf(Role.ENROLMENT)));
      if (!ticket.digest().equals(claimed.ticket())
          || !ticket.identity().org().equals(root.org())) {
        return new Refused("the registry's ticket is another one");
      }
      if (!clock.instant().isBefore(ticket.expiresAt().plus(SKEW))) {
        return new Gone("no such ticket, or it is spent or too old");
      }
      return enrol(ticket.identity(), claimed);
    } catch (Refusal | JsonException | JsonShapeException e) {
      return new Refused(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      return new Stopped(Stop.of(e));
    } catch (SigningException e) {
      return new Stopped(
          new Stop.RetryAfter(Duration.ofSeconds(2), "the enrolment was not signed"));
    }
  }

  private Outcome enrol(SandboxIdentity identity, EnrolmentRequest request)
      throws StoreException, SigningException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      long epoch = nextEpoch(identity.sandbox());
      var enrolment =
          new Enrolment(identity, request.host(), request.hostKey(), hex(16), epoch, now());
      byte[] envelope = enrolment.sign(List.of(enrolmentKey));
      if (registry.appendEnrolment(new StoredEnrolment(identity.sandbox(), epoch, envelope))) {
        return new Enrolled(enrolment, envelope);
      }
    }
    return new Stopped(
        new Stop.RetryAfter(Duration.ofMillis(200), "others enrol this sandbox all the time"));
  }

  /**
   * Ends a sandbox's enrolment, signed; removal is never a missing document. The next round of
   * {@link PublishRelease} puts the revocation where the host looks for it.
   *
   * @return false if there was nothing to revoke
   */
  public boolean revoke(String sandbox, String reason) throws StoreException, SigningException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (EnrolmentSet.activeOf(sandbox, registry, root).isEmpty()) {
        return false;
      }
      long epoch = nextEpoch(sandbox);
      var revocation = new Revocation(root.org(), sandbox, epoch, reason, now());
      byte[] envelope = revocation.sign(List.of(enrolmentKey));
      if (registry.appendEnrolment(new StoredEnrolment(sandbox, epoch, envelope))) {
        return true;
      }
    }
    throw new StoreException(
        StoreException.Kind.RETRYABLE, "others enrol " + sandbox + " all the time");
  }

  private long nextEpoch(String sandbox) throws StoreException {
    return registry.enrolments().stream()
            .filter(stored -> stored.sandbox().equals(sandbox))
            .mapToLong(StoredEnrolment::epoch)
            .max()
            .orElse(0)
        + 1;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private String hex(int bytes) {
    var drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }
}
