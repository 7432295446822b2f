package io.tappass.host.landlock;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Turns this process into a command under a {@link LandlockSpec}: same process id, no JVM stays.
 * Steps 2 to 6 of {@code docs/spec/landlock.md}. Never returns but by an exception.
 */
public final class SandboxExec {

  /** The exit status where the command is not there. */
  public static final int EXIT_STATUS_NOT_FOUND = 127;

  private static final int SIG_SETMASK = 2;
  private static final int SIGNAL_SET_BYTES = 8;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final long DESCRIPTOR_MAX = 0xffffffffL;
  private static final int RLIMIT_NOFILE = 7;
  private static final long OPEN_FILES_SOFT = 1024;
  private static final String KEEPS_LIMIT = "-XX:-MaxFDLimit";
  private static final String PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";

  /** The command could not be started once everything was held. */
  public static final class NotStarted extends Exception {
    NotStarted(String path, long errno) {
      super(path + ": " + Errno.name(errno));
    }
  }

  /** Loaded before the class path is out of reach, for what may go wrong after that. */
  private static final List<Class<?>> NEEDED_WHEN_HELD =
      List.of(StartRefused.class, NotStarted.class, Errno.class, Landlock.Held.class);

  private SandboxExec() {}

  /**
   * Restricts this thread and becomes the command, with this process's environment byte for byte.
   *
   * @param arguments how many of the last arguments of this process are the command; they are taken
   *     from the kernel, because Java cannot hold every byte string
   * @throws StartRefused if anything could not be held; nothing was started
   * @throws NotStarted if the command is not there or may not be executed
   */
  public static void become(LandlockSpec spec, int arguments) throws StartRefused, NotStarted {
    Landlock landlock = Landlock.ofThisKernel();
    NEEDED_WHEN_HELD.forEach(Objects::requireNonNull);
    Processor processor = Processor.ofThisMachine().orElseThrow();
    List<byte[]> commandLine = commandLine();
    if (arguments < 1 || arguments > commandLine.size()) {
      throw new StartRefused("spec_unreadable", "no command was given");
    }
    List<byte[]> command = commandLine.subList(commandLine.size() - arguments, commandLine.size());
    try (Arena arena = Arena.ofConfined()) {
      long vector = pointers(arena, command);
      List<byte[]> candidates = candidates(command.getFirst());
      long[] paths =
          candidates.stream().mapToLong(path -> terminated(arena, path).address()).toArray();
      Landlock.Prepared prepared = landlock.prepare(spec, arena);
      clean(processor, commandLine);
      prepared.enforce();
      // From here on no class file may be needed: the class path is outside the grants.
      int failed = 0;
      long failure = Errno.ENOENT;
      for (int index = 0; index < paths.length; index++) {
        long result =
            LinuxCalls.call(processor.execve, paths[index], vector, LinuxCalls.environment());
        if (result != -Errno.ENOENT && result != -Errno.ENOTDIR) {
          failed = index;
          failure = -result;
        }
      }
      throw new NotStarted(text(candidates.get(failed)), failure);
    }
  }

  /** What the command must not inherit from the JVM. */
  private static void clean(Processor processor, List<byte[]> commandLine) throws StartRefused {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment empty = arena.allocate(SIGNAL_SET_BYTES, 8);
      required(
          "rt_sigprocmask",
          LinuxCalls.call(
              processor.sigprocmask, SIG_SETMASK, empty.address(), 0, SIGNAL_SET_BYTES));
      required(
          "close_range",
          LinuxCalls.call(Processor.CLOSE_RANGE, 3, DESCRIPTOR_MAX, CLOSE_RANGE_CLOEXEC));
      boolean keepsLimit =
          commandLine.stream().anyMatch(argument -> text(argument).equals(KEEPS_LIMIT));
      if (!keepsLimit) {
        lowerOpenFiles(processor, arena);
      }
    }
  }

  private static void lowerOpenFiles(Processor processor, Arena arena) throws StartRefused {
    MemorySegment limit = arena.allocate(16, 8);
    required("prlimit", LinuxCalls.call(processor.prlimit, 0, RLIMIT_NOFILE, 0, limit.address()));
    long soft = limit.get(ValueLayout.JAVA_LONG, 0);
    if (Long.compareUnsigned(soft, OPEN_FILES_SOFT) > 0) {
      limit.set(ValueLayout.JAVA_LONG, 0, OPEN_FILES_SOFT);
      required("prlimit", LinuxCalls.call(processor.prlimit, 0, RLIMIT_NOFILE, limit.address(), 0));
    }
  }

  private static List<byte[]> commandLine() throws StartRefused {
    byte[] raw;
    try {
      raw = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    } catch (IOException e) {
      throw new StartRefused("kernel_refused", "/proc/self/cmdline cannot be read");
    }
    List<byte[]> arguments = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < raw.length; at++) {
      if (raw[at] == 0) {
        arguments.add(Arrays.copyOfRange(raw, from, at));
        from = at + 1;
      }
    }
    return arguments;
  }

  /** As execvp: a name with a slash is a path, any other is looked for in PATH. */
  private static List<byte[]> candidates(byte[] name) {
    for (byte b : name) {
      if (b == '/') {
        return List.of(name);
      }
    }
    List<byte[]> candidates = new ArrayList<>();
    String path = System.getenv("PATH");
    for (String folder : (path == null ? PATH_DEFAULT : path).split(":", -1)) {
      byte[] prefix = (folder.isEmpty() ? "./" : folder + "/").getBytes(StandardCharsets.UTF_8);
      byte[] candidate = Arrays.copyOf(prefix, prefix.length + name.length);
      System.arraycopy(name, 0, candidate, prefix.length, name.length);
      candidates.add(candidate);
    }
    return candidates;
  }

  private static long pointers(Arena arena, List<byte[]> strings) {
    MemorySegment vector =
        arena.allocate(ValueLayout.JAVA_LONG.byteSize() * (strings.size() + 1), 8);
    for (int index = 0; index < strings.size(); index++) {
      vector.setAtIndex(
          ValueLayout.JAVA_LONG, index, terminated(arena, strings.get(index)).address());
    }
    return vector.address();
  }

  private static MemorySegment terminated(Arena arena, byte[] bytes) {
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void required(String what, long result) throws StartRefused {
    if (result < 0) {
      throw new StartRefused("kernel_refused", what + ": " + Errno.name(-result));
    }
  }
}
