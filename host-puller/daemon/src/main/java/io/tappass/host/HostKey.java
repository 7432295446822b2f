package io.tappass.host;

import io.tappass.host.state.DurableFiles;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The key by which a host signs its receipts, {@code host.key}, 0600. */
public final class HostKey {
  private static final int BYTES_MAX = 1024;

  private HostKey() {}

  /** The key of a data folder, made at first. */
  public static LocalSigner of(Path dataFolder, SecureRandom random) throws IOException {
    Path file = dataFolder.resolve("host.key");
    Optional<byte[]> stored = DurableFiles.read(file, BYTES_MAX);
    if (stored.isPresent()) {
      try {
        return LocalSigner.ofPkcs8(stored.get());
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is no key of ours", e);
      }
    }
    LocalSigner made = LocalSigner.generate(Algorithm.ED25519, random);
    DurableFiles.replace(file, made.pkcs8());
    return made;
  }
}
