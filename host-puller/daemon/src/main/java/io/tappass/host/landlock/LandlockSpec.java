package io.tappass.host.landlock;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a sandboxed process may touch; everything that is not named is refused. The document of
 * {@code docs/spec/landlock.md}, whose limits the constructors enforce.
 *
 * @param sandbox the sandbox it was rendered for
 * @param policy digest of the Compiled Policy it was rendered from, {@code sha256:...}
 * @param baseline system paths that let programs start; symlinks are followed
 * @param grants paths of the policy; no component may be a symlink
 * @param connectPorts TCP ports that may be connected to
 * @param bindPorts TCP ports that may be listened on
 * @param ports how well the ports must be held
 */
public record LandlockSpec(
    String sandbox,
    String policy,
    Paths baseline,
    Paths grants,
    List<Integer> connectPorts,
    List<Integer> bindPorts,
    PortGrade ports) {

  /** Entries of any one list. */
  public static final int ENTRIES_MAX = 1000;

  /** Bytes of a path in UTF-8. */
  public static final int PATH_BYTES_MAX = 4096;

  private static final String TREE = "/**";

  /** The grade that the coverage of the port rules was computed with. */
  public enum PortGrade {
    /** Landlock and the seccomp companion; without the second nothing starts. */
    EXACT,
    /** Landlock alone is accepted. */
    PARTIAL
  }

  /**
   * Absolute normal paths by right. A path that ends in {@code /**} is the whole tree; any other is
   * that one file or device, and grants nothing if it turns out to be a folder.
   *
   * @param execute read, list and execute
   * @param read read and list
   * @param write read, list, write, create, remove; no execute
   */
  public record Paths(List<String> execute, List<String> read, List<String> write) {
    public Paths {
      execute = checked("execute", execute);
      read = checked("read", read);
      write = checked("write", write);
    }

    /** Nothing at all. */
    public static Paths none() {
      return new Paths(List.of(), List.of(), List.of());
    }

    private static List<String> checked(String list, List<String> paths) {
      if (paths.size() > ENTRIES_MAX) {
        throw new IllegalArgumentException(list + " has more than " + ENTRIES_MAX + " paths");
      }
      for (String path : paths) {
        requireNormal(path);
      }
      return List.copyOf(paths);
    }

    private static void requireNormal(String path) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path is not absolute: " + path);
      }
      if (path.indexOf('\0') >= 0
          || path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
        throw new IllegalArgumentException("path holds NUL or is longer than 4096 bytes");
      }
      String literal = literal(path);
      if (literal.equals("/")) {
        return;
      }
      for (String component : literal.substring(1).split("/", -1)) {
        if (component.isEmpty() || component.equals(".") || component.equals("..")) {
          throw new IllegalArgumentException("path is not normal: " + path);
        }
      }
    }
  }

  /** Whether the entry grants a whole tree. */
  static boolean isTree(String path) {
    return path.endsWith(TREE);
  }

  /** The path of an entry, without the mark of a tree. */
  static String literal(String path) {
    String literal = isTree(path) ? path.substring(0, path.length() - TREE.length()) : path;
    return literal.isEmpty() ? "/" : literal;
  }

  public LandlockSpec {
    connectPorts = checkedPorts("connect_ports", connectPorts);
    bindPorts = checkedPorts("bind_ports", bindPorts);
    requireNoRoot("baseline.write", baseline.write());
    requireNoRoot("grants.execute", grants.execute());
    requireNoRoot("grants.read", grants.read());
    requireNoRoot("grants.write", grants.write());
  }

  private static void requireNoRoot(String list, List<String> paths) {
    if (paths.contains(TREE)) {
      throw new IllegalArgumentException(list + " may not grant /");
    }
  }

  private static List<Integer> checkedPorts(String list, List<Integer> ports) {
    if (ports.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException(list + " has more than " + ENTRIES_MAX + " ports");
    }
    for (int port : ports) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException(list + " holds " + port + ", which is no port");
      }
    }
    return List.copyOf(ports);
  }
}
