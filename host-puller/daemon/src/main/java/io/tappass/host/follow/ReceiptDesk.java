package io.tappass.host.follow;

import io.tappass.host.apply.InForceReport;
import io.tappass.host.apply.InForceReport.Counts;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.SandboxState;
import io.tappass.policy.Ring;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Receipt;
import io.tappass.trust.Receipt.EffectiveAt;
import io.tappass.trust.Receipt.ProviderState;
import io.tappass.trust.Receipt.RefusalCount;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Step 12: makes the receipts of one sandbox, each with a counter that only goes up. */
final class ReceiptDesk {
  private static final String COUNTER = "receipt-counter";
  private static final int COUNTER_BYTES_MAX = 32;

  /**
   * What every receipt of this host says.
   *
   * @param host id
   * @param boot id, 32 hexadecimal digits
   */
  record Host(String host, String boot, DocumentSigner signer, SecureRandom random) {}

  private final Host host;
  private final SandboxFollower sandbox;

  ReceiptDesk(Host host, SandboxFollower sandbox) {
    this.host = host;
    this.sandbox = sandbox;
  }

  /**
   * Signs what is in force now.
   *
   * @throws IOException if the counter cannot be made durable: then no receipt is signed
   */
  byte[] sign(SandboxState state, List<RefusalCounts.Entry> refusals, Instant now)
      throws IOException, SigningException {
    long counter = nextCounter();
    byte[] nonce = new byte[16];
    host.random().nextBytes(nonce);
    Optional<InForceReport> report = sandbox.inForce().map(SandboxFollower.InForce::report);
    var receipt =
        new Receipt(
            sandbox.site().sandbox().value(),
            host.host(),
            host.boot(),
            report.map(found -> found.mark().release()).orElse(0L),
            report.map(found -> found.mark().policy()),
            state.text(),
            report
                .map(found -> found.providers().stream().map(ReceiptDesk::provider).toList())
                .orElse(List.of()),
            new Receipt.Rings(
                rings(report.map(InForceReport::present).orElse(List.of())),
                rings(report.map(InForceReport::missing).orElse(List.of()))),
            refusals.stream().map(entry -> new RefusalCount(entry.code(), entry.count())).toList(),
            counter,
            HexFormat.of().formatHex(nonce),
            now.truncatedTo(ChronoUnit.SECONDS));
    return Dsse.sign(PayloadTypes.RECEIPT, receipt.write(), List.of(host.signer()));
  }

  private static List<String> rings(List<Ring> rings) {
    return rings.stream().map(Ring::wireName).sorted().toList();
  }

  private static ProviderState provider(ProviderReport report) {
    return new ProviderState(
        report.id(),
        report.digest(),
        EffectiveAt.valueOf(report.effectiveAt().toUpperCase(Locale.ROOT).replace(' ', '_')),
        new Receipt.Probes(
            counts(report.probed()), counts(report.modelled()), counts(report.reread())));
  }

  private static Receipt.Counts counts(Counts counts) {
    return new Receipt.Counts(counts.passed(), counts.failed());
  }

  private long nextCounter() throws IOException {
    Path file = sandbox.folder().path().resolve(COUNTER);
    long last = 0;
    Optional<byte[]> bytes = DurableFiles.read(file, COUNTER_BYTES_MAX);
    if (bytes.isPresent()) {
      try {
        last = Long.parseLong(new String(bytes.get(), StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        throw new IOException(file + " holds no number", e);
      }
    }
    // INVARIANT: durable before it is used, so that no counter is ever signed twice.
    DurableFiles.replace(file, Long.toString(last + 1).getBytes(StandardCharsets.US_ASCII));
    return last + 1;
  }
}
