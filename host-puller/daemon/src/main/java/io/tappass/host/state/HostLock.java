package io.tappass.host.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Lets one daemon at a time use a data folder; the kernel lets go of it when the process ends. */
public final class HostLock implements AutoCloseable {
  private final FileChannel channel;

  private HostLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException if somebody else has it
   */
  public static HostLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new HostLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another daemon of this very process; the same refusal.
      channel.close();
      throw new IOException("another daemon uses this data folder: " + file.getParent(), e);
    }
    channel.close();
    throw new IOException("another daemon uses this data folder: " + file.getParent());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
