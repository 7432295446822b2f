package io.tappass.audit.log;

/**
 * Limits of a host log.
 *
 * @param bytesMax of all its files; appends beyond it are refused
 * @param segmentBytesMax after which the next commit starts a new file
 * @param batchBytesMax of records that one commit writes
 * @param pendingMax records that wait for a commit; appends beyond it are refused
 */
public record HostLogOptions(
    long bytesMax, long segmentBytesMax, int batchBytesMax, int pendingMax) {

  /** 1 GiB in segments of 64 MiB; commits of up to 4 MiB; 65,536 waiting records. */
  public static final HostLogOptions STANDARD =
      new HostLogOptions(1L << 30, 64L << 20, 4 << 20, 1 << 16);

  public HostLogOptions {
    if (bytesMax < 0 || segmentBytesMax < 1 || batchBytesMax < 1 || pendingMax < 1) {
      throw new IllegalArgumentException("a limit below one");
    }
  }

  /** The same with another limit of all files. */
  public HostLogOptions withBytesMax(long bytes) {
    return new HostLogOptions(bytes, segmentBytesMax, batchBytesMax, pendingMax);
  }

  /** The same with another size of segments. */
  public HostLogOptions withSegmentBytesMax(long bytes) {
    return new HostLogOptions(bytesMax, bytes, batchBytesMax, pendingMax);
  }
}
