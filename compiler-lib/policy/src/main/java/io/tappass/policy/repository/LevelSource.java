package io.tappass.policy.repository;

import io.tappass.rego.SourceFile;
import java.util.List;

/**
 * The files of one level, or of the library.
 *
 * @param packageName the package of the directory, as {@code tappass.projects.finance}
 * @param directory without a slash at its end
 * @param modules Rego that is compiled, by path
 * @param tests Rego that is run by the test runner only
 * @param exceptions what {@code exceptions.yaml} says
 */
public record LevelSource(
    String packageName,
    String directory,
    List<SourceFile> modules,
    List<SourceFile> tests,
    List<ExceptionEntry> exceptions) {
  public LevelSource {
    modules = List.copyOf(modules);
    tests = List.copyOf(tests);
    exceptions = List.copyOf(exceptions);
  }
}
