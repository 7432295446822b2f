package io.tappass.cli.loop;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secrets of one development stack, drawn once.
 *
 * @param controlKeyId access key of the control loop; {@code hostKeyId} of hosts, which may only
 *     read
 * @param webhookSecret shared by the local forge and the webhook endpoint
 * @param rootKey PKCS #8 of the offline root key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Secrets(
    String controlKeyId,
    String controlSecret,
    String hostKeyId,
    String hostSecret,
    byte[] webhookSecret,
    byte[] rootKey) {

  /** Reads the secrets, or draws and stores them on the first start. */
  static Secrets open(Path file, SecureRandom random, byte[] freshRootKey) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    var secrets =
        new Secrets(
            "AKIA" + letters(random),
            hex(random, 20),
            "AKIA" + letters(random),
            hex(random, 20),
            HexFormat.of().parseHex(hex(random, 32)),
            freshRootKey);
    secrets.write(file);
    return secrets;
  }

  private static Secrets read(Path file) throws IOException {
    try {
      JsonFields fields =
          JsonFields.of(
              "secrets", StrictJson.parse(Files.readAllBytes(file), JsonLimits.bytes(1 << 16)));
      return new Secrets(
          fields.string("control_key_id"),
          fields.string("control_secret"),
          fields.string("host_key_id"),
          fields.string("host_secret"),
          HexFormat.of().parseHex(fields.string("webhook_secret")),
          Base64.getDecoder().decode(fields.string("root_key")));
    } catch (JsonException | JsonShapeException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void write(Path file) throws IOException {
    String text =
        JsonText.pretty(
                JsonValue.object()
                    .put("control_key_id", controlKeyId)
                    .put("control_secret", controlSecret)
                    .put("host_key_id", hostKeyId)
                    .put("host_secret", hostSecret)
                    .put("webhook_secret", HexFormat.of().formatHex(webhookSecret))
                    .put("root_key", Base64.getEncoder().encodeToString(rootKey))
                    .build())
            + "\n";
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String letters(SecureRandom random) {
    var text = new StringBuilder();
    for (int index = 0; index < 16; index++) {
      text.append((char) ('A' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static String hex(SecureRandom random, int bytes) {
    var drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  @Override
  public String toString() {
    return "Secrets[...]";
  }
}
