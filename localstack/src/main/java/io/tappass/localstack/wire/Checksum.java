package io.tappass.localstack.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksum algorithms of S3 ("Checking object integrity", Amazon S3 User Guide). */
public enum Checksum {
  CRC32,
  CRC32C,
  CRC64NVME,
  SHA1,
  SHA256;

  /** The prefix of the headers that carry a checksum. */
  public static final String HEADER_PREFIX = "x-amz-checksum-";

  /** Reflected polynomial of CRC-64/NVME. */
  private static final long CRC64_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  /**
   * Checksums that were given with a payload and match it, in base64 by header name; at most one.
   */
  public record Verified(Map<String, String> headers) {
    public Verified {
      headers = Map.copyOf(headers);
    }

    /** Nothing was given. */
    public static final Verified NONE = new Verified(Map.of());
  }

  /** The header that carries this checksum. */
  public String header() {
    return HEADER_PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** The checksum of {@code bytes}, big-endian. */
  public byte[] of(byte[] bytes) {
    return switch (this) {
      case CRC32 -> {
        var crc = new CRC32();
        crc.update(bytes);
        yield ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
      }
      case CRC32C -> {
        var crc = new CRC32C();
        crc.update(bytes);
        yield ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
      }
      case CRC64NVME -> ByteBuffer.allocate(8).putLong(crc64(bytes)).array();
      case SHA1 -> Hashing.digest("SHA-1", bytes);
      case SHA256 -> Hashing.sha256(bytes);
    };
  }

  private static long crc64(byte[] bytes) {
    long crc = -1L;
    for (byte b : bytes) {
      crc ^= b & 0xffL;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ CRC64_POLYNOMIAL;
      }
    }
    return ~crc;
  }

  /**
   * Checks the payload against the checksum among {@code given} (lower-case header or trailer
   * names).
   *
   * @throws ServiceException BadDigest if it differs, InvalidRequest if it is malformed or not one
   */
  public static Verified verify(Map<String, String> given, byte[] payload) throws ServiceException {
    var verified = new TreeMap<String, String>();
    List<Checksum> known = Arrays.asList(values());
    for (var entry : given.entrySet()) {
      String name = entry.getKey();
      if (!name.startsWith(HEADER_PREFIX)) {
        continue;
      }
      Checksum algorithm =
          known.stream()
              .filter(candidate -> candidate.header().equals(name))
              .findFirst()
              .orElseThrow(() -> new NotBuiltException("checksum " + name));
      if (!Arrays.equals(decode(name, entry.getValue()), algorithm.of(payload))) {
        throw new ServiceException(
            400,
            "BadDigest",
            "The " + algorithm + " you specified did not match the calculated checksum.");
      }
      verified.put(name, entry.getValue());
    }
    if (verified.size() > 1) {
      throw new ServiceException(
          400,
          "InvalidRequest",
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    return new Verified(verified);
  }

  private static byte[] decode(String name, String base64) throws ServiceException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          400, "InvalidRequest", "Value for " + name + " header is invalid.");
    }
  }
}
