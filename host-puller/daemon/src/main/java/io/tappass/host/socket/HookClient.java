package io.tappass.host.socket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The program that a harness starts for every call: a static ELF, shipped as bytes beside its
 * source {@code src/main/c/hookclient.c}.
 */
public final class HookClient {
  private static final String RESOURCE = "/io/tappass/host/hook/tappass-hook-x86_64";

  private HookClient() {}

  /** The program for this machine; nothing but for Linux on x86_64. */
  public static Optional<byte[]> forThisMachine() throws IOException {
    boolean fits =
        System.getProperty("os.name", "").equals("Linux")
            && System.getProperty("os.arch", "").equals("amd64");
    return fits ? Optional.of(bytes()) : Optional.empty();
  }

  /**
   * Installs the program, 0755, replacing what is there in one step.
   *
   * @return whether there is a program for this machine
   */
  public static boolean install(Path target) throws IOException {
    Optional<byte[]> program = forThisMachine();
    if (program.isEmpty()) {
      return false;
    }
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.write(fresh, program.get(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
      channel.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  static byte[] bytes() throws IOException {
    try (InputStream stream = HookClient.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IOException("the hook client is missing from the jar");
      }
      return stream.readAllBytes();
    }
  }
}
