package io.tappass.host.landlock;

import io.tappass.host.landlock.LandlockSpec.PortGrade;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Restricts a platform thread, and what it becomes or starts, to a {@link LandlockSpec}. Rights and
 * structures are those of {@code linux/landlock.h} up to version 7.
 */
public final class Landlock {

  /** The first version that holds TCP ports. */
  public static final int ABI_MIN = 4;

  private static final long FS_EXECUTE = 1;
  private static final long FS_WRITE_FILE = 1 << 1;
  private static final long FS_READ_FILE = 1 << 2;
  private static final long FS_READ_DIR = 1 << 3;

  /** Bits 0 to 13: what version 2 knows; REFER is the last. */
  private static final long FS_UP_TO_REFER = (1 << 14) - 1;

  private static final long FS_TRUNCATE = 1 << 14;
  private static final long FS_IOCTL_DEV = 1 << 15;
  private static final long FS_ON_FILES =
      FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV;
  private static final long NET_BIND_TCP = 1;
  private static final long NET_CONNECT_TCP = 2;
  private static final long SCOPE_ABSTRACT_UNIX_AND_SIGNAL = 3;

  private static final int RULE_PATH_BENEATH = 1;
  private static final int RULE_NET_PORT = 2;
  private static final int CREATE_RULESET_VERSION = 1;

  private static final int AT_FDCWD = -100;
  private static final long O_PATH_CLOEXEC = 0x280000;
  private static final long RESOLVE_NO_SYMLINKS = 0x04;

  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;

  /**
   * What holds from now on.
   *
   * @param abi of Landlock
   * @param scopes whether abstract Unix sockets and signals are held (version 6)
   * @param seccomp whether the companion filter is in place
   * @param skipped granted paths that were not there, and folders granted as if they were files
   */
  public record Held(int abi, boolean scopes, boolean seccomp, List<String> skipped) {
    public Held {
      skipped = List.copyOf(skipped);
    }
  }

  private final Processor processor;
  private final int abi;

  private Landlock(Processor processor, int abi) {
    this.processor = processor;
    this.abi = abi;
  }

  /** The version that the kernel offers, or nothing where there is none. */
  public static OptionalInt abi() {
    try {
      return OptionalInt.of(ofThisKernel().abi);
    } catch (StartRefused e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Asks the kernel.
   *
   * @throws StartRefused {@code no_landlock}
   */
  static Landlock ofThisKernel() throws StartRefused {
    Processor processor =
        Processor.ofThisMachine()
            .orElseThrow(() ->
                new StartRefused(
                    "no_landlock", "not Linux on x86_64 or aarch64: nothing to hold with"));
    long abi = LinuxCalls.call(Processor.LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION);
    if (abi < 0) {
      throw new StartRefused(
          "no_landlock",
          switch ((int) -abi) {
            case Errno.ENOSYS -> "the kernel was built without Landlock (ENOSYS)";
            case Errno.EOPNOTSUPP -> "Landlock is switched off at boot (EOPNOTSUPP)";
            case Errno.EPERM -> "something outside forbids Landlock here (EPERM)";
            default -> "the kernel says " + Errno.name(-abi);
          });
    }
    return new Landlock(processor, (int) abi);
  }

  /** A ruleset and a filter that are ready; to enforce them loads no class and opens no file. */
  final class Prepared {
    private final long ruleset;
    private final long filter;
    private final Held held;

    private Prepared(long ruleset, long filter, Held held) {
      this.ruleset = ruleset;
      this.filter = filter;
      this.held = held;
    }

    /**
     * Restricts the calling thread for good.
     *
     * @throws StartRefused the thread may then be partly restricted and must not start anything
     */
    Held enforce() throws StartRefused {
      if (Thread.currentThread().isVirtual()) {
        throw new IllegalStateException("a virtual thread has no kernel credentials of its own");
      }
      required("no_new_privs", LinuxCalls.call(processor.prctl, PR_SET_NO_NEW_PRIVS, 1));
      required(
          "landlock_restrict_self", LinuxCalls.call(Processor.LANDLOCK_RESTRICT_SELF, ruleset, 0));
      close(ruleset);
      if (filter != 0) {
        long result = LinuxCalls.call(processor.seccomp, SECCOMP_SET_MODE_FILTER, 0, filter);
        if (result < 0) {
          throw new StartRefused(
              "no_seccomp", "the kernel refused the filter: " + Errno.name(-result));
        }
      }
      return held;
    }
  }

  /**
   * Opens every granted path and makes the ruleset and the filter, without restricting anything.
   *
   * @param arena holds the filter until it was enforced
   * @throws StartRefused with the code of the table in {@code docs/spec/landlock.md}
   */
  Prepared prepare(LandlockSpec spec, Arena arena) throws StartRefused {
    if (abi < ABI_MIN) {
      throw new StartRefused(
          "landlock_too_old",
          "version " + abi + " of Landlock holds no TCP ports; " + ABI_MIN + " does");
    }
    boolean filtered = processor == Processor.X86_64;
    if (!filtered && spec.ports() == PortGrade.EXACT) {
      throw new StartRefused(
          "no_seccomp", "ports must be held exactly, and there is no filter for " + processor);
    }
    List<String> skipped = new ArrayList<>();
    long ruleset = createRuleset(arena);
    addPaths(arena, ruleset, spec.baseline(), false, skipped);
    addPaths(arena, ruleset, spec.grants(), true, skipped);
    for (int port : spec.connectPorts()) {
      addPort(arena, ruleset, port, NET_CONNECT_TCP);
    }
    for (int port : spec.bindPorts()) {
      addPort(arena, ruleset, port, NET_BIND_TCP);
    }
    long filter = filtered ? filter(arena, SeccompFilter.program(!spec.bindPorts().isEmpty())) : 0;
    return new Prepared(ruleset, filter, new Held(abi, abi >= 6, filtered, skipped));
  }

  private long rightsHandled() {
    return FS_UP_TO_REFER | FS_TRUNCATE | (abi >= 5 ? FS_IOCTL_DEV : 0);
  }

  private long createRuleset(Arena arena) throws StartRefused {
    // struct landlock_ruleset_attr: 16 bytes up to version 5, 24 with scopes.
    int size = abi >= 6 ? 24 : 16;
    MemorySegment attributes = arena.allocate(24, 8);
    attributes.set(ValueLayout.JAVA_LONG, 0, rightsHandled());
    attributes.set(ValueLayout.JAVA_LONG, 8, NET_BIND_TCP | NET_CONNECT_TCP);
    attributes.set(ValueLayout.JAVA_LONG, 16, abi >= 6 ? SCOPE_ABSTRACT_UNIX_AND_SIGNAL : 0);
    return required(
        "landlock_create_ruleset",
        LinuxCalls.call(Processor.LANDLOCK_CREATE_RULESET, attributes.address(), size, 0));
  }

  private void addPaths(
      Arena arena,
      long ruleset,
      LandlockSpec.Paths paths,
      boolean withoutSymlinks,
      List<String> skipped)
      throws StartRefused {
    long read = FS_READ_FILE | FS_READ_DIR;
    long write = read | (rightsHandled() & ~FS_EXECUTE);
    // One rule a path and right: the kernel joins the rights of rules on the same path.
    Map<String, Long> rights = new LinkedHashMap<>();
    paths.execute().forEach(path -> rights.merge(path, read | FS_EXECUTE, (a, b) -> a | b));
    paths.read().forEach(path -> rights.merge(path, read, (a, b) -> a | b));
    paths.write().forEach(path -> rights.merge(path, write, (a, b) -> a | b));
    for (var entry : rights.entrySet()) {
      long descriptor = open(arena, LandlockSpec.literal(entry.getKey()), withoutSymlinks);
      if (descriptor == -Errno.ENOENT || descriptor == -Errno.ENOTDIR) {
        skipped.add(entry.getKey());
        continue;
      }
      required("open " + entry.getKey(), descriptor);
      boolean isFolder = isFolder(arena, descriptor);
      if (isFolder && !LandlockSpec.isTree(entry.getKey())) {
        // INVARIANT: a literal path never becomes a tree.
        skipped.add(entry.getKey());
      } else {
        long effective = isFolder ? entry.getValue() : entry.getValue() & FS_ON_FILES;
        addPath(arena, ruleset, descriptor, effective);
      }
      close(descriptor);
    }
  }

  private boolean isFolder(Arena arena, long descriptor) {
    MemorySegment how = openHow(arena, O_PATH_CLOEXEC | oDirectory(), 0);
    long folder =
        LinuxCalls.call(
            Processor.OPENAT2,
            descriptor,
            arena.allocateFrom(".").address(),
            how.address(),
            how.byteSize());
    if (folder >= 0) {
      close(folder);
    }
    return folder >= 0;
  }

  /** {@code struct landlock_path_beneath_attr} is packed: u64 rights, s32 descriptor. */
  private static void addPath(Arena arena, long ruleset, long descriptor, long rights)
      throws StartRefused {
    MemorySegment rule = arena.allocate(12, 8);
    rule.set(ValueLayout.JAVA_LONG, 0, rights);
    rule.set(ValueLayout.JAVA_INT, 8, (int) descriptor);
    required(
        "landlock_add_rule for a path",
        LinuxCalls.call(
            Processor.LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, rule.address(), 0));
  }

  /** {@code O_DIRECTORY} differs between the processors. */
  private long oDirectory() {
    return processor == Processor.X86_64 ? 0x10000 : 0x4000;
  }

  private static long open(Arena arena, String path, boolean withoutSymlinks) throws StartRefused {
    MemorySegment how = openHow(arena, O_PATH_CLOEXEC, withoutSymlinks ? RESOLVE_NO_SYMLINKS : 0);
    long descriptor =
        LinuxCalls.call(
            Processor.OPENAT2,
            AT_FDCWD,
            arena.allocateFrom(path).address(),
            how.address(),
            how.byteSize());
    if (descriptor == -Errno.ELOOP && withoutSymlinks) {
      throw new StartRefused("symlink_in_grant", "a component of " + path + " is a symlink");
    }
    return descriptor;
  }

  /** {@code struct open_how}: flags, mode, resolve. */
  private static MemorySegment openHow(Arena arena, long flags, long resolve) {
    MemorySegment how = arena.allocate(24, 8);
    how.set(ValueLayout.JAVA_LONG, 0, flags);
    how.set(ValueLayout.JAVA_LONG, 16, resolve);
    return how;
  }

  private static void addPort(Arena arena, long ruleset, int port, long rights)
      throws StartRefused {
    MemorySegment rule = arena.allocate(16, 8);
    rule.set(ValueLayout.JAVA_LONG, 0, rights);
    rule.set(ValueLayout.JAVA_LONG, 8, port);
    required(
        "landlock_add_rule port " + port,
        LinuxCalls.call(Processor.LANDLOCK_ADD_RULE, ruleset, RULE_NET_PORT, rule.address(), 0));
  }

  /** The address of a {@code struct sock_fprog}: u16 length, padding, pointer. */
  private static long filter(Arena arena, byte[] program) {
    MemorySegment code = arena.allocate(program.length, 8);
    MemorySegment.copy(program, 0, code, ValueLayout.JAVA_BYTE, 0, program.length);
    MemorySegment header = arena.allocate(16, 8);
    header.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / 8));
    header.set(ValueLayout.JAVA_LONG, 8, code.address());
    return header.address();
  }

  private void close(long descriptor) {
    LinuxCalls.call(processor.close, descriptor);
  }

  private static long required(String what, long result) throws StartRefused {
    if (result < 0) {
      throw new StartRefused("kernel_refused", what + ": " + Errno.name(-result));
    }
    return result;
  }
}
