package io.tappass.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The id of this boot: the kernel's where it has one, else one for this process. */
public final class HostBoot {
  private static final Path KERNEL_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private HostBoot() {}

  /** 32 hexadecimal digits. */
  public static String id(SecureRandom random) {
    try {
      String id =
          new String(Files.readAllBytes(KERNEL_ID), StandardCharsets.US_ASCII)
              .strip()
              .replace("-", "");
      if (id.matches("[0-9a-f]{32}")) {
        return id;
      }
    } catch (IOException e) {
      // Not Linux: every start counts as a boot.
      return ofProcess(random);
    }
    return ofProcess(random);
  }

  private static String ofProcess(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
