package io.tappass.host.follow;

import io.tappass.host.apply.InForceReport;
import io.tappass.host.event.EventLog;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.HostClock;
import io.tappass.host.state.SandboxState;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what became of a sandbox: its state file, and receipts when there is something to say. */
public final class SandboxReporter {

  /** What a reporter needs. */
  public record Parts(
      String host,
      String boot,
      DocumentSigner signer,
      SecureRandom random,
      HostClock clock,
      RefusalCounts refusals,
      ReceiptSender sender,
      EventLog log) {}

  private final SandboxFollower sandbox;
  private final Parts parts;
  private final ReceiptDesk desk;
  private @Nullable StateFile written;
  private @Nullable SandboxState reported;
  private Optional<InForceReport> reportedInForce = Optional.empty();

  public SandboxReporter(SandboxFollower sandbox, Parts parts) {
    this.sandbox = sandbox;
    this.parts = parts;
    this.desk =
        new ReceiptDesk(
            new ReceiptDesk.Host(parts.host(), parts.boot(), parts.signer(), parts.random()),
            sandbox);
  }

  /**
   * Writes the state file if it changed, and makes a receipt if the state or what is in force
   * changed, or if a new lease asks for a sign of life. Never throws.
   */
  public void report(boolean isNewLease) {
    SandboxState state = sandbox.state();
    try {
      var file = new StateFile(state, sandbox.appliedRelease(), sandbox.decidesUntil());
      if (!file.equals(written)) {
        file.write(sandbox.folder().path());
        written = file;
      }
      Optional<InForceReport> inForce = sandbox.inForce().map(SandboxFollower.InForce::report);
      if (state != reported || !inForce.equals(reportedInForce) || isNewLease) {
        receipt(state);
        reported = state;
        reportedInForce = inForce;
      }
    } catch (IOException | SigningException e) {
      parts
          .log()
          .event(
              "report_failed",
              "sandbox",
              sandbox.site().sandbox().value(),
              "reason",
              String.valueOf(e));
    }
  }

  private void receipt(SandboxState state) throws IOException, SigningException {
    List<RefusalCounts.Entry> refusals = parts.refusals().entries();
    byte[] receipt = desk.sign(state, refusals, parts.clock().read().now());
    DurableFiles.replace(sandbox.folder().path().resolve("receipt.json"), receipt);
    parts
        .sender()
        .offer(sandbox.site().sandbox(), receipt, () -> parts.refusals().reported(refusals));
  }
}
