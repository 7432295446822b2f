package io.tappass.host.landlock;

import java.util.Optional;

/** The processors whose system call numbers are known here; Landlock's are the same on all. */
enum Processor {
  X86_64("amd64", 0xc000003e, 59, 3, 157, 317, 14, 302, 41, 42, 263),
  AARCH64("aarch64", 0xc00000b7, 221, 57, 167, 277, 135, 261, 198, 203, 35);

  static final int LANDLOCK_CREATE_RULESET = 444;
  static final int LANDLOCK_ADD_RULE = 445;
  static final int LANDLOCK_RESTRICT_SELF = 446;
  static final int OPENAT2 = 437;
  static final int CLOSE_RANGE = 436;

  private final String javaName;
  final int auditArch;
  final int execve;
  final int close;
  final int prctl;
  final int seccomp;
  final int sigprocmask;
  final int prlimit;
  final int socket;
  final int connect;
  final int unlinkat;

  Processor(
      String javaName,
      int auditArch,
      int execve,
      int close,
      int prctl,
      int seccomp,
      int sigprocmask,
      int prlimit,
      int socket,
      int connect,
      int unlinkat) {
    this.javaName = javaName;
    this.auditArch = auditArch;
    this.execve = execve;
    this.close = close;
    this.prctl = prctl;
    this.seccomp = seccomp;
    this.sigprocmask = sigprocmask;
    this.prlimit = prlimit;
    this.socket = socket;
    this.connect = connect;
    this.unlinkat = unlinkat;
  }

  /** The processor of this machine, if it runs Linux on one of them. */
  static Optional<Processor> ofThisMachine() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    String name = System.getProperty("os.arch", "");
    for (Processor processor : values()) {
      if (processor.javaName.equals(name)) {
        return Optional.of(processor);
      }
    }
    return Optional.empty();
  }
}
