package io.tappass.cli.bench;

import io.tappass.control.GitException;
import io.tappass.control.GitSource;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A branch in memory: each commit adds a deny of the organisation to the template. */
final class CommitSource implements GitSource {
  private static final String ORG = "tappass/org/policy.rego";

  private final RepositoryTree template;
  private long newest = 1;

  CommitSource(RepositoryTree template) {
    this.template = template;
  }

  /** Adds a commit. */
  void push() {
    newest++;
  }

  @Override
  public Optional<CommitId> fetchHead() {
    return Optional.of(new CommitId(String.format(Locale.ROOT, "%040x", newest)));
  }

  @Override
  public boolean isAncestor(CommitId ancestor, CommitId descendant) {
    return ancestor.hex().compareTo(descendant.hex()) <= 0;
  }

  @Override
  public RepositoryTree tree(CommitId commit) throws GitException {
    long number = Long.parseLong(commit.hex(), 16);
    var rule =
        "\ndeny contains \"bench\" if input.session.denials > " + (1_000_000 + number) + "\n";
    List<RepositoryEntry> entries = new ArrayList<>();
    for (RepositoryEntry entry : template.files().values()) {
      entries.add(
          entry.path().equals(ORG)
              ? RepositoryEntry.file(
                  ORG,
                  (new String(entry.bytes(), StandardCharsets.UTF_8) + rule)
                      .getBytes(StandardCharsets.UTF_8))
              : entry);
    }
    return RepositoryTree.of(entries);
  }
}
