package io.tappass.policy.value;

/**
 * A path of a filesystem list: a literal, or a literal and {@code /**}; absolute, or from {@code
 * ${home}} or {@code ${workspace}}.
 *
 * @param root what the path starts from
 * @param path absolute for {@link Root#FILESYSTEM}, else what follows the root: empty or starting
 *     with a slash; no {@code .}, {@code ..} or empty segment, no trailing slash but {@code /}
 *     itself
 * @param isTree whether everything below is meant as well as the path itself
 */
public record PathPattern(Root root, String path, boolean isTree) implements ListEntry {

  /** Characters of one entry. */
  public static final int CHARS_MAX = 1024;

  private static final String TREE = "/**";

  /** What a path starts from. */
  public enum Root {
    /** The root of the file system. */
    FILESYSTEM(""),
    /** The home directory of the agent's user. */
    HOME("${home}"),
    /** The directory the sandbox works in. */
    WORKSPACE("${workspace}");

    private final String text;

    Root(String text) {
      this.text = text;
    }

    /** As written: empty, {@code ${home}} or {@code ${workspace}}. */
    public String text() {
      return text;
    }
  }

  public PathPattern {
    boolean isWholeFilesystem = root == Root.FILESYSTEM && path.equals("/");
    boolean isRootItself = root != Root.FILESYSTEM && path.isEmpty();
    if (!isWholeFilesystem && !isRootItself) {
      checkSegments(path);
    }
    if (path.length() > CHARS_MAX) {
      throw new IllegalArgumentException("a path of more than " + CHARS_MAX + " characters");
    }
  }

  /**
   * Reads {@code /etc/ssl/**}, {@code ${home}/.ssh/**}, {@code ${workspace}/out.txt}.
   *
   * @throws IllegalArgumentException if it does not follow the grammar
   */
  public static PathPattern parse(String text) {
    boolean isTree = text.endsWith(TREE);
    String literal = isTree ? text.substring(0, text.length() - TREE.length()) : text;
    for (Root root : new Root[] {Root.HOME, Root.WORKSPACE}) {
      if (literal.startsWith(root.text())) {
        return new PathPattern(root, literal.substring(root.text().length()), isTree);
      }
    }
    return new PathPattern(Root.FILESYSTEM, isTree && literal.isEmpty() ? "/" : literal, isTree);
  }

  /** The absolute path meant, without its {@code /**}, where home and workspace are absolute. */
  public String resolve(String home, String workspace) {
    return switch (root) {
      case FILESYSTEM -> path;
      case HOME -> below(home, path);
      case WORKSPACE -> below(workspace, path);
    };
  }

  /** Whether the entry, with these directories, means {@code candidate}, absolute and resolved. */
  public boolean matches(String candidate, String home, String workspace) {
    String resolved = resolve(home, workspace);
    if (candidate.equals(resolved)) {
      return true;
    }
    return isTree && (resolved.equals("/") || candidate.startsWith(resolved + "/"));
  }

  @Override
  public String text() {
    if (isTree && root == Root.FILESYSTEM && path.equals("/")) {
      return TREE;
    }
    return root.text() + path + (isTree ? TREE : "");
  }

  private static String below(String directory, String path) {
    return directory.equals("/") && !path.isEmpty() ? path : directory + path;
  }

  private static void checkSegments(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "a path is absolute or starts with ${home}/ or ${workspace}/: " + path);
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("an empty, . or .. segment: " + path);
      }
    }
    for (int index = 0; index < path.length(); index++) {
      char c = path.charAt(index);
      if (c < 0x20 || c == 0x7f || c == '*' || c == '?' || c == '[' || c == '$' || c == '\\') {
        throw new IllegalArgumentException("only literals, and /** only at the end: " + path);
      }
    }
  }
}
