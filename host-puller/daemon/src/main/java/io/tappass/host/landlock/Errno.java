package io.tappass.host.landlock;

/** The error numbers that are told apart, and their names for messages. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EACCES = 13;
  static final int ENOTDIR = 20;
  static final int EEXIST = 17;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;

  static final int ECONNREFUSED = 111;

  private Errno() {}

  /** The symbol, or the number where it has none here. */
  static String name(long errno) {
    return switch ((int) errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EACCES -> "EACCES";
      case EEXIST -> "EEXIST";
      case ENOTDIR -> "ENOTDIR";
      case ENOSYS -> "ENOSYS";
      case ELOOP -> "ELOOP";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case EAFNOSUPPORT -> "EAFNOSUPPORT";
      case ECONNREFUSED -> "ECONNREFUSED";
      default -> "errno " + errno;
    };
  }
}
