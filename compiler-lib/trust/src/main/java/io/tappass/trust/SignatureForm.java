package io.tappass.trust;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The one accepted encoding of each kind of signature, checked before any provider sees it:
 * providers differ on trailing bytes and on loose DER.
 */
final class SignatureForm {
  static final int ED25519_BYTES = 64;

  private static final int DER_BYTES_MIN = 8;
  private static final int DER_BYTES_MAX = 72;
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private SignatureForm() {}

  static boolean isWellFormed(Algorithm algorithm, byte[] signature) {
    return switch (algorithm) {
      case ED25519 -> signature.length == ED25519_BYTES;
      case ECDSA_P256 -> isStrictDer(signature);
    };
  }

  /** X.690, section 10: SEQUENCE of two INTEGERs, definite short lengths, minimal, in [1, n-1]. */
  private static boolean isStrictDer(byte[] der) {
    if (der.length < DER_BYTES_MIN
        || der.length > DER_BYTES_MAX
        || der[0] != SEQUENCE
        || der[1] != der.length - 2) {
      return false;
    }
    int next = integerEnd(der, 2);
    return next > 0 && integerEnd(der, next) == der.length;
  }

  /** The offset after the integer that starts at {@code at}, or -1 if none does. */
  private static int integerEnd(byte[] der, int at) {
    if (at + 2 > der.length || der[at] != INTEGER) {
      return -1;
    }
    int from = at + 2;
    int length = der[at + 1];
    if (length < 1 || from + length > der.length || der[from] < 0) {
      return -1;
    }
    if (der[from] == 0 && (length == 1 || der[from + 1] >= 0)) {
      return -1;
    }
    var value = new BigInteger(1, Arrays.copyOfRange(der, from, from + length));
    return value.compareTo(P256_ORDER) < 0 ? from + length : -1;
  }
}
