package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;

/**
 * One file of Rego.
 *
 * @param path of the package, without {@code data}
 * @param annotations of the package
 */
public record Module(
    String file,
    List<String> path,
    SourceSpan packageSpan,
    List<Import> imports,
    List<Rule> rules,
    List<Annotations> annotations) {
  public Module {
    path = List.copyOf(path);
    imports = List.copyOf(imports);
    rules = List.copyOf(rules);
    annotations = List.copyOf(annotations);
  }

  /** Which words and meanings beyond Rego v1 the imports switch on. */
  public Features features() {
    return Features.of(imports);
  }
}
