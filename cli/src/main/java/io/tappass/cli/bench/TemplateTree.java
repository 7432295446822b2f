package io.tappass.cli.bench;

import io.tappass.cli.stack.Template;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The template's repository, and sandboxes of its three agents. */
final class TemplateTree {
  private static final List<List<String>> AGENTS =
      List.of(
          List.of("eu_support", "support_coder", "claude_code_linux"),
          List.of("finance_refunds", "refund_bot", "claude_code_linux"),
          List.of("eu_support", "triage", "python_linux"));

  private TemplateTree() {}

  static RepositoryTree read() throws IOException {
    List<RepositoryEntry> entries = new ArrayList<>();
    Template.files().forEach((path, bytes) -> entries.add(RepositoryEntry.file(path, bytes)));
    return RepositoryTree.of(entries);
  }

  /** Sandboxes of the agents in turn, the first of them the coder's. */
  static List<EnrolledSandbox> sandboxes(int count) {
    List<EnrolledSandbox> sandboxes = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      List<String> agent = AGENTS.get(number % AGENTS.size());
      sandboxes.add(
          new EnrolledSandbox(
              "acme",
              agent.get(0),
              agent.get(1),
              String.format(Locale.ROOT, "sb-%05d", number),
              agent.get(2),
              Map.of()));
    }
    return sandboxes;
  }
}
