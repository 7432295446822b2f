package io.tappass.trust;

import java.time.Instant;
import java.util.List;

/**
 * The server's side of an enrolment and of a receipt: what a host sends is believed only as far as
 * its own key and a ticket carry.
 */
public final class EnrolmentDesk {

  /** A request whose ticket is alive and whose sender holds the key. Only the desk makes one. */
  public static final class VerifiedRequest {
    private final Ticket ticket;
    private final EnrolmentRequest request;

    // INVARIANT: private, so that nothing else trusts an unproven key.
    private VerifiedRequest(Ticket ticket, EnrolmentRequest request) {
      this.ticket = ticket;
      this.request = request;
    }

    /** The ticket; the caller redeems its secret exactly once. */
    public Ticket ticket() {
      return ticket;
    }

    /** The request. */
    public EnrolmentRequest request() {
      return request;
    }
  }

  private EnrolmentDesk() {}

  /**
   * Verifies a ticket as its signer and as its host do.
   *
   * @throws Refusal.TicketRefused if it is not alive, give or take {@link Lease#SKEW_MAX}
   */
  public static Ticket ticket(TrustedRoot root, byte[] envelope, Instant now) throws Refusal {
    byte[] payload =
        Dsse.verify(
            envelope,
            DocumentLimits.DOCUMENT_BYTES_MAX,
            PayloadTypes.TICKET,
            root.root().keysOf(Role.ENROLMENT),
            root.root().thresholdOf(Role.ENROLMENT));
    Ticket ticket = Ticket.read(payload);
    if (!ticket.identity().org().equals(root.root().org())) {
      throw new Refusal.WrongOrg("ticket", root.root().org(), ticket.identity().org());
    }
    if (ticket.issuedAt().isAfter(now.plus(Lease.SKEW_MAX))
        || !now.isBefore(ticket.expiresAt().plus(Lease.SKEW_MAX))) {
      throw new Refusal.TicketRefused(
          "ticket", ticket.issuedAt() + " to " + ticket.expiresAt(), now.toString());
    }
    return ticket;
  }

  /**
   * Verifies a request: the ticket is alive, the request is for this ticket, and it is signed with
   * the key it names. That a ticket is used once is the registry's to see to.
   */
  public static VerifiedRequest request(
      TrustedRoot root, byte[] ticketEnvelope, byte[] requestEnvelope, Instant now) throws Refusal {
    Ticket ticket = ticket(root, ticketEnvelope, now);
    var opened =
        Dsse.open(
            Checks.ALL,
            PayloadTypes.ENROLMENT_REQUEST,
            requestEnvelope,
            DocumentLimits.DOCUMENT_BYTES_MAX);
    // Read before the signature, because the key that must have signed is in it.
    EnrolmentRequest request = EnrolmentRequest.read(opened.envelope().payload());
    int signers = opened.signers(List.of(request.hostKey()));
    if (signers != 1) {
      throw new Refusal.NoProofOfPossession(
          "enrolment-request", "a signature of " + request.hostKey(), "none");
    }
    if (!request.ticket().equals(ticket.digest())) {
      throw new Refusal.TicketRefused("enrolment-request", ticket.digest(), request.ticket());
    }
    return new VerifiedRequest(ticket, request);
  }

  /** Verifies a receipt: signed by the enrolled host's key, and of that host and sandbox. */
  public static VerifiedReceipt receipt(VerifiedEnrolment enrolment, byte[] envelope)
      throws Refusal {
    Enrolment enrolled = enrolment.enrolment();
    byte[] payload =
        Dsse.verify(
            envelope,
            DocumentLimits.DOCUMENT_BYTES_MAX,
            PayloadTypes.RECEIPT,
            List.of(enrolled.hostKey()),
            1);
    Receipt receipt = Receipt.read(payload);
    String wanted = enrolled.host() + "/" + enrolled.identity().sandbox();
    String found = receipt.host() + "/" + receipt.sandbox();
    if (!found.equals(wanted)) {
      throw new Refusal.BadReceipt("receipt", wanted, found);
    }
    return new VerifiedReceipt(receipt);
  }
}
