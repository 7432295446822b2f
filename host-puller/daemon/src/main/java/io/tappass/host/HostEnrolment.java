package io.tappass.host;

import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.follow.ControlClient;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.BundleSource.Found;
import io.tappass.host.pull.SourceException;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Enrolment;
import io.tappass.trust.EnrolmentDesk;
import io.tappass.trust.Envelope;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.Refusal;
import io.tappass.trust.SigningException;
import io.tappass.trust.StorePaths;
import io.tappass.trust.Ticket;
import io.tappass.trust.TrustState;
import io.tappass.trust.TrustedRoot;
import io.tappass.trust.VerifiedEnrolment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Enrols a sandbox on this host with a ticket: pins the root that the ticket names, proves that the
 * host holds its key, verifies the enrolment that comes back, and writes it down.
 */
public final class HostEnrolment {
  private final Path dataFolder;
  private final String host;
  private final DocumentSigner signer;
  private final BundleSource source;
  private final HostVerifier verifier = new HostVerifier();

  public HostEnrolment(Path dataFolder, String host, DocumentSigner signer, BundleSource source) {
    this.dataFolder = dataFolder;
    this.host = host;
    this.signer = signer;
    this.source = source;
  }

  /**
   * Enrols.
   *
   * @param ticket the envelope that the operator carried here
   * @throws Refusal if ticket, root or enrolment are not to be trusted; nothing was written
   * @throws IOException if the ticket was not taken, or nothing could be written
   */
  public VerifiedEnrolment enrol(byte[] ticket, ControlClient control, Instant now)
      throws Refusal, IOException, SourceException, SigningException, InterruptedException {
    // Who carries the ticket vouches for the root in it; the ticket itself is verified by that
    // root.
    Ticket claimed = claimed(ticket);
    Optional<TrustFile> known = TrustFile.open(dataFolder);
    TrustedRoot root;
    if (known.isPresent()) {
      root = known.get().state().root();
    } else {
      byte[] envelope = required(StorePaths.root(claimed.rootNumber()));
      root = verifier.pin(envelope, claimed.rootDigest());
    }
    Ticket verified = EnrolmentDesk.ticket(root, ticket, now);
    byte[] answer = control.enrol(verified.digest(), host, signer);
    VerifiedEnrolment enrolment = accept(root, verified, answer);
    DurableFiles.ensureFolder(dataFolder);
    if (known.isEmpty()) {
      TrustFile.create(dataFolder, TrustState.first(root, now));
    }
    var sandbox = new SandboxId(verified.identity().sandbox());
    SandboxFolder folder = SandboxFolder.open(dataFolder, sandbox);
    DurableFiles.replace(enrolmentFile(folder), answer);
    return enrolment;
  }

  /** The enrolment must be of this ticket's identity, this host and this key. */
  private VerifiedEnrolment accept(TrustedRoot root, Ticket ticket, byte[] answer)
      throws Refusal, IOException {
    VerifiedEnrolment verified = verifier.enrolment(root, answer);
    Enrolment enrolment = verified.enrolment();
    if (!enrolment.identity().equals(ticket.identity())
        || !enrolment.host().equals(host)
        || !enrolment.hostKey().keyId().equals(signer.key().keyId())) {
      throw new IOException("the enrolment that came back is somebody else's");
    }
    return verified;
  }

  private static Ticket claimed(byte[] ticket) throws Refusal, IOException {
    try {
      return Ticket.read(Envelope.read(ticket, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
    } catch (JsonException | JsonShapeException e) {
      throw new IOException("not a ticket: " + e.getMessage(), e);
    }
  }

  private byte[] required(String path) throws SourceException, IOException {
    return switch (source.fetch(path, DocumentLimits.DOCUMENT_BYTES_MAX, Optional.empty())) {
      case Found found -> found.bytes();
      case BundleSource.NotFound ignored -> throw new IOException(path + " is absent");
      case BundleSource.Unchanged ignored -> throw new IOException(path + ": unchanged");
    };
  }

  static Path enrolmentFile(SandboxFolder folder) {
    return folder.path().resolve("enrolment.json");
  }
}
