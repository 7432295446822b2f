package io.tappass.trust;

import io.tappass.trust.KeyRefusedException.Reason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The one accepted encoding of each kind of public key (RFC 8410, section 4; RFC 5480, section 2),
 * and the points that are refused: those with two spellings and those outside the prime-order
 * group, on whose signatures two honest verifiers can disagree.
 */
final class PublicKeyForm {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int COORDINATE_BYTES = 32;
  private static final BigInteger ED25519_FIELD =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger P256_FIELD =
      hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  private static final BigInteger P256_B =
      hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private PublicKeyForm() {}

  static void require(Algorithm algorithm, byte[] spki) throws KeyRefusedException {
    switch (algorithm) {
      case ED25519 -> requireEd25519(point(ED25519_PREFIX, 1, spki));
      case ECDSA_P256 -> requireP256(point(P256_PREFIX, 2, spki));
    }
  }

  static byte[] ed25519(byte[] point) {
    return concat(ED25519_PREFIX, point);
  }

  static byte[] p256(byte[] x, byte[] y) {
    return concat(concat(P256_PREFIX, x), y);
  }

  private static byte[] point(byte[] prefix, int coordinates, byte[] spki)
      throws KeyRefusedException {
    if (spki.length != prefix.length + coordinates * COORDINATE_BYTES
        || !Arrays.equals(prefix, 0, prefix.length, spki, 0, prefix.length)) {
      throw new KeyRefusedException(Reason.ENCODING, "not the one encoding of such a key");
    }
    return Arrays.copyOfRange(spki, prefix.length, spki.length);
  }

  private static void requireEd25519(byte[] point) throws KeyRefusedException {
    byte[] bigEndian = new byte[COORDINATE_BYTES];
    for (int index = 0; index < COORDINATE_BYTES; index++) {
      bigEndian[index] = point[COORDINATE_BYTES - 1 - index];
    }
    // The top bit is the sign of x (RFC 8032, section 5.1.2).
    bigEndian[0] &= 0x7f;
    if (new BigInteger(1, bigEndian).compareTo(ED25519_FIELD) >= 0) {
      throw new KeyRefusedException(Reason.NON_CANONICAL, "y is not below the field's prime");
    }
    if (!Ed25519.validatePublicKeyFull(point, 0)) {
      throw new KeyRefusedException(
          Reason.POINT, "no point of the curve's prime-order group, or its neutral element");
    }
  }

  private static void requireP256(byte[] point) throws KeyRefusedException {
    var x = new BigInteger(1, point, 0, COORDINATE_BYTES);
    var y = new BigInteger(1, point, COORDINATE_BYTES, COORDINATE_BYTES);
    if (x.compareTo(P256_FIELD) >= 0 || y.compareTo(P256_FIELD) >= 0) {
      throw new KeyRefusedException(
          Reason.NON_CANONICAL, "a coordinate is not below the field's prime");
    }
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(P256_B).mod(P256_FIELD);
    if (!y.multiply(y).mod(P256_FIELD).equals(right)) {
      throw new KeyRefusedException(Reason.POINT, "no point of the curve");
    }
  }

  private static BigInteger hex(String text) {
    return new BigInteger(text, 16);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
