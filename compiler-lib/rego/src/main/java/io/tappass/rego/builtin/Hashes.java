package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests and message authentication codes, as hexadecimal text. */
final class Hashes {
  private Hashes() {}

  static Family family() {
    return new Family()
        .bind("crypto.md5", (context, a) -> digest(context, a, "MD5"))
        .bind("crypto.sha1", (context, a) -> digest(context, a, "SHA-1"))
        .bind("crypto.sha256", (context, a) -> digest(context, a, "SHA-256"))
        .bind("crypto.hmac.md5", (context, a) -> mac(context, a, "HmacMD5"))
        .bind("crypto.hmac.sha1", (context, a) -> mac(context, a, "HmacSHA1"))
        .bind("crypto.hmac.sha256", (context, a) -> mac(context, a, "HmacSHA256"))
        .bind("crypto.hmac.sha512", (context, a) -> mac(context, a, "HmacSHA512"))
        .bind("crypto.hmac.equal", Hashes::equal);
  }

  private static byte[] bytes(BuiltinContext context, List<Value> arguments, int at)
      throws BuiltinException {
    String text = Operands.string(arguments, at);
    context.chargeSteps(16 + text.length() / 16);
    context.chargeBytes(text.length() * 3L);
    return Utf8.encode(text);
  }

  private static Value digest(BuiltinContext context, List<Value> arguments, String algorithm)
      throws BuiltinException {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes(context, arguments, 0));
      return StringValue.of(HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  private static Value mac(BuiltinContext context, List<Value> arguments, String algorithm)
      throws BuiltinException {
    byte[] message = bytes(context, arguments, 0);
    byte[] key = bytes(context, arguments, 1);
    return StringValue.of(HexFormat.of().formatHex(mac(algorithm, key, message)));
  }

  static byte[] mac(String algorithm, byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      // Java refuses an empty key; HMAC pads with zeros, so one zero is the same key.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** In time that does not depend on where the texts differ. */
  private static Value equal(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return BooleanValue.of(
        MessageDigest.isEqual(bytes(context, arguments, 0), bytes(context, arguments, 1)));
  }
}
