package io.tappass.policy.repository;

import java.util.Comparator;
import java.util.Optional;

/**
 * How far an error reaches: the whole repository, a project with its agents, or one agent.
 *
 * @param project id of the directory, or empty for the whole repository
 * @param agent id of the directory, or empty for a project
 */
public record Scope(String project, String agent) implements Comparable<Scope> {

  /** Everything: an error here releases nothing. */
  public static final Scope ROOT = new Scope("", "");

  private static final String PROJECTS = "tappass/projects/";
  private static final String AGENTS = "agents";
  private static final Comparator<Scope> ORDER =
      Comparator.comparing((Scope scope) -> scope.project()).thenComparing(Scope::agent);

  public Scope {
    if (project.isEmpty() && !agent.isEmpty()) {
      throw new IllegalArgumentException("an agent without a project: " + agent);
    }
  }

  /** The project's own files. */
  public static Scope project(String project) {
    return new Scope(project, "");
  }

  /** The scope whose owner answers for the file at {@code path}. */
  public static Scope of(String path) {
    if (!path.startsWith(PROJECTS)) {
      return ROOT;
    }
    String[] segments = path.substring(PROJECTS.length()).split("/", -1);
    if (segments.length < 2 || segments[0].isEmpty()) {
      return ROOT;
    }
    boolean isAgent = segments.length > 3 && segments[1].equals(AGENTS) && !segments[2].isEmpty();
    return new Scope(segments[0], isAgent ? segments[2] : "");
  }

  /** The scope with that {@link #text}, or nothing. */
  public static Optional<Scope> parse(String text) {
    if (text.equals("org")) {
      return Optional.of(ROOT);
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length == 2 && parts[0].equals("projects") && !parts[1].isEmpty()) {
      return Optional.of(project(parts[1]));
    }
    boolean isAgent =
        parts.length == 4
            && parts[0].equals("projects")
            && parts[2].equals(AGENTS)
            && !parts[1].isEmpty()
            && !parts[3].isEmpty();
    return isAgent ? Optional.of(new Scope(parts[1], parts[3])) : Optional.empty();
  }

  /** Whether every sandbox of {@code other} is one of this scope. */
  public boolean contains(Scope other) {
    return project.isEmpty()
        || (project.equals(other.project) && (agent.isEmpty() || agent.equals(other.agent)));
  }

  /** {@code org}, {@code projects.<project>} or {@code projects.<project>.agents.<agent>}. */
  public String text() {
    if (project.isEmpty()) {
      return "org";
    }
    return "projects." + project + (agent.isEmpty() ? "" : "." + AGENTS + "." + agent);
  }

  @Override
  public int compareTo(Scope other) {
    return ORDER.compare(this, other);
  }
}
