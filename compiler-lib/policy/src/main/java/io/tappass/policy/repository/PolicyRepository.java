package io.tappass.policy.repository;

import io.tappass.rego.diagnostic.Diagnostic;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree, sorted into levels and documents by {@code docs/spec/policy-repository.md}; Rego is still
 * text. Whatever was wrong is in the diagnostics and missing or empty here.
 */
public record PolicyRepository(
    OrgDocument org,
    LevelSource orgLevel,
    LevelSource library,
    SortedMap<String, ProjectSource> projects,
    SortedMap<PackReference, PackSource> packs,
    SortedMap<String, RuntimeSource> runtimes,
    Vocabulary vocabulary,
    List<Diagnostic> diagnostics) {
  public PolicyRepository {
    projects = Collections.unmodifiableSortedMap(new TreeMap<>(projects));
    packs = Collections.unmodifiableSortedMap(new TreeMap<>(packs));
    runtimes = Collections.unmodifiableSortedMap(new TreeMap<>(runtimes));
    diagnostics = List.copyOf(diagnostics);
  }

  /** The repository that {@code tree} holds. */
  public static PolicyRepository of(RepositoryTree tree) {
    return new RepositoryReader(tree).read();
  }

  /** The project with that id. */
  public Optional<ProjectSource> project(String id) {
    return Optional.ofNullable(projects.get(id));
  }

  /** The agent with that id, of the project with that id. */
  public Optional<AgentSource> agent(String project, String id) {
    return project(project).map(source -> source.agents().get(id));
  }

  /** The runtime with that id. */
  public Optional<RuntimeSource> runtime(String id) {
    return Optional.ofNullable(runtimes.get(id));
  }
}
