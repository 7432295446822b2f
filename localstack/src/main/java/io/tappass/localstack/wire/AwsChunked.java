package io.tappass.localstack.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes an aws-chunked body apart and checks each chunk's signature ("Signature Calculations for
 * the Authorization Header: Transferring Payload in Multiple Chunks", Amazon S3 API Reference).
 */
final class AwsChunked {
  private static final int LINE_CHARS_MAX = 16 * 1024;

  private final byte[] body;
  private final @Nullable ChunkSigner signer;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private int at;

  private AwsChunked(byte[] body, @Nullable ChunkSigner signer) {
    this.body = body;
    this.signer = signer;
  }

  /** Signs what a chunk and a trailer should carry, each signature over the one before. */
  interface ChunkSigner {
    /** The signature of the next chunk. */
    String chunk(byte[] data);

    /** The signature of the trailer, given its lines {@code name:value\n}. */
    String trailer(byte[] lines);
  }

  /** The payload and the trailing headers by lower-case name. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Decoded(byte[] payload, Map<String, String> trailers) {}

  /**
   * Decodes the whole body.
   *
   * @param signer absent where chunks carry no signature
   * @param withTrailer whether trailing headers may follow the last chunk
   */
  static Decoded decode(byte[] body, @Nullable ChunkSigner signer, boolean withTrailer)
      throws ServiceException {
    return new AwsChunked(body, signer).decode(withTrailer);
  }

  private Decoded decode(boolean withTrailer) throws ServiceException {
    boolean last = false;
    while (!last) {
      last = chunk(withTrailer);
    }
    Map<String, String> trailers = new TreeMap<>();
    if (withTrailer) {
      trailers = trailers();
    }
    if (at != body.length) {
      throw malformed("bytes after the last chunk");
    }
    return new Decoded(payload.toByteArray(), trailers);
  }

  /** Reads one chunk; true if it is the empty one that ends the payload. */
  private boolean chunk(boolean withTrailer) throws ServiceException {
    String line = line();
    int semicolon = line.indexOf(';');
    int size = size(semicolon < 0 ? line : line.substring(0, semicolon));
    if (size > body.length - at) {
      throw malformed("a chunk longer than the body");
    }
    byte[] data = java.util.Arrays.copyOfRange(body, at, at + size);
    at += size;
    if (signer != null) {
      String prefix = ";chunk-signature=";
      if (semicolon < 0 || !line.startsWith(prefix, semicolon)) {
        throw malformed("a chunk without a signature");
      }
      requireEqual(signer.chunk(data), line.substring(semicolon + prefix.length()));
    } else if (semicolon >= 0) {
      throw malformed("an unexpected chunk extension");
    }
    payload.writeBytes(data);
    if (size > 0) {
      expectCrLf();
      return false;
    }
    if (!withTrailer && at < body.length) {
      expectCrLf();
    }
    return true;
  }

  private Map<String, String> trailers() throws ServiceException {
    var trailers = new TreeMap<String, String>();
    var signed = new StringBuilder();
    @Nullable String signature = null;
    while (at < body.length) {
      String line = line();
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw malformed("a trailer without a name");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("x-amz-trailer-signature")) {
        signature = value;
      } else {
        if (signature != null || trailers.putIfAbsent(name, value) != null) {
          throw malformed("a trailer out of place");
        }
        signed.append(name).append(':').append(value).append('\n');
      }
    }
    if (signer != null) {
      if (signature == null) {
        throw malformed("a trailer without a signature");
      }
      requireEqual(signer.trailer(signed.toString().getBytes(StandardCharsets.UTF_8)), signature);
    }
    return trailers;
  }

  private int size(String hex) throws ServiceException {
    if (hex.isEmpty() || hex.length() > 7) {
      throw malformed("a chunk size out of range");
    }
    try {
      return Integer.parseUnsignedInt(hex, 16);
    } catch (NumberFormatException e) {
      throw malformed("a chunk size that is no number");
    }
  }

  private String line() throws ServiceException {
    for (int end = at; end + 1 < body.length && end - at < LINE_CHARS_MAX; end++) {
      if (body[end] == '\r' && body[end + 1] == '\n') {
        var line = new String(body, at, end - at, StandardCharsets.UTF_8);
        at = end + 2;
        return line;
      }
    }
    throw malformed("a line without an end");
  }

  private void expectCrLf() throws ServiceException {
    if (at + 1 >= body.length || body[at] != '\r' || body[at + 1] != '\n') {
      throw malformed("a chunk without an end");
    }
    at += 2;
  }

  private static void requireEqual(String expected, String given) throws ServiceException {
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
      throw SignatureV4.mismatch("SignatureDoesNotMatch", 403);
    }
  }

  private static ServiceException malformed(String what) {
    return new ServiceException(
        400, "IncompleteBody", "The aws-chunked body is malformed: " + what + ".");
  }
}
