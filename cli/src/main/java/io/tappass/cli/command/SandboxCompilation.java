package io.tappass.cli.command;

import io.tappass.policy.RulePlaces;
import io.tappass.policy.compile.CompiledSandbox;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompilation;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.policy.compile.Provenance;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tree compiled for one sandbox. */
record SandboxCompilation(RepositoryTree tree, PolicyCompilation compilation) {

  static SandboxCompilation of(RepositoryTree tree, EnrolledSandbox sandbox) {
    return new SandboxCompilation(
        tree, PolicyCompiler.compile(tree, List.of(sandbox), LastGood.none()));
  }

  /** What was compiled, unless an error reaches the whole repository. */
  Optional<CompiledSandbox> sandbox() {
    return compilation.sandboxes().stream().findFirst();
  }

  /** Everything that was found, each with its source line. */
  List<String> rendered() {
    return compilation.diagnostics().stream().map(this::render).toList();
  }

  private String render(Diagnostic diagnostic) {
    String source =
        tree.find(diagnostic.span().file())
            .map(RepositoryEntry::bytes)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    return diagnostic.render(source) + "\n";
  }

  /** Where rules stand, by level and id. */
  static RulePlaces places(Provenance provenance) {
    Map<String, String> places = new HashMap<>();
    for (Provenance.Origin origin : provenance.rules()) {
      places.putIfAbsent(
          origin.level() + " " + origin.rule(),
          origin.file() + ":" + origin.row() + ":" + origin.column());
    }
    return (level, rule) -> Optional.ofNullable(places.get(level + " " + rule));
  }
}
