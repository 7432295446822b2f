package io.tappass.host.follow;

import io.tappass.host.socket.SandboxId;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.Dsse;
import io.tappass.trust.EnrolmentRequest;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The two requests that a host makes of the control side: to be enrolled, and to report. */
public final class ControlClient implements AutoCloseable, ReceiptSender.Outlet {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(10);

  private final URI enrolments;
  private final URI receipts;
  private final HttpClient client;

  /**
   * @param enrolments takes the bytes of an enrolment request's envelope
   * @param receipts takes the bytes of a receipt's envelope
   */
  public ControlClient(URI enrolments, URI receipts) {
    this.enrolments = enrolments;
    this.receipts = receipts;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
  }

  /**
   * Redeems a ticket and proves that this host holds its key.
   *
   * @param ticketDigest of the ticket's payload, which only who has the ticket knows
   * @return the enrolment's envelope, as yet unverified
   * @throws IOException with the status, where the ticket was not taken; 410: it was used before
   */
  public byte[] enrol(String ticketDigest, String host, DocumentSigner signer)
      throws IOException, InterruptedException, SigningException {
    var request = new EnrolmentRequest(ticketDigest, host, signer.key());
    byte[] signed = Dsse.sign(PayloadTypes.ENROLMENT_REQUEST, request.write(), List.of(signer));
    HttpResponse<byte[]> response = post(enrolments, signed);
    if (response.statusCode() != 200) {
      throw new IOException(
          response.statusCode() == 410
              ? "the ticket was used before (410)"
              : "the enrolment was refused: status " + response.statusCode());
    }
    return response.body();
  }

  /** Any 2xx: taken. Any other answer below 500 but 408 and 429: refused for good. */
  @Override
  public boolean send(SandboxId sandbox, byte[] receipt) throws IOException, InterruptedException {
    int status = post(receipts, receipt).statusCode();
    if (status >= 500 || status == 408 || status == 429) {
      throw new IOException("status " + status);
    }
    return status >= 200 && status < 300;
  }

  private HttpResponse<byte[]> post(URI address, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(REQUEST_MAX)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return client.send(
        request,
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), DocumentLimits.DOCUMENT_BYTES_MAX));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
