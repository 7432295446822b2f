package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Lexer.Comment;
import java.util.ArrayList;
import java.util.List;

/** Finds {@code # METADATA} blocks among the comments and gives each to what it stands before. */
final class AnnotationReader {

  /** A block, the line of the first code after it is still unknown. */
  private record Block(Annotations annotations, int lastRow) {}

  private final List<Block> blocks = new ArrayList<>();
  private final String file;
  private final List<Diagnostic> diagnostics;

  AnnotationReader(String file, List<Comment> comments, List<Diagnostic> diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
    int at = 0;
    while (at < comments.size()) {
      Comment comment = comments.get(at);
      boolean isStart =
          comment.column() == 1 && comment.text().substring(1).strip().equals("METADATA");
      at++;
      if (!isStart) {
        continue;
      }
      var yaml = new StringBuilder();
      int row = comment.row();
      while (at < comments.size()
          && comments.get(at).row() == row + 1
          && comments.get(at).column() == comment.column()) {
        row++;
        yaml.append(comments.get(at).text().substring(1)).append('\n');
        at++;
      }
      read(comment, yaml.toString(), row);
    }
  }

  private void read(Comment start, String yaml, int lastRow) {
    var span = new SourceSpan(file, start.row(), 1, lastRow, 1);
    try {
      blocks.add(new Block(AnnotationYaml.read(yaml, span), lastRow));
    } catch (AnnotationYaml.BadAnnotation e) {
      diagnostics.add(
          Diagnostic.error(
              RegoCode.METADATA, span, "the metadata cannot be read: " + e.getMessage()));
    }
  }

  /** The rules with their annotations; the scope of a block says what it is for. */
  List<Rule> attach(int packageRow, List<Rule> rules) {
    var attached = new ArrayList<Rule>();
    int previousEnd = packageRow;
    for (Rule rule : rules) {
      var own = new ArrayList<Annotations>();
      for (Block block : blocks) {
        int row = block.annotations().span().row();
        String scope = block.annotations().scope();
        boolean isForRule = scope.isEmpty() || scope.equals("rule") || scope.equals("document");
        if (isForRule && row > previousEnd && block.lastRow() < rule.span().row()) {
          own.add(
              scope.isEmpty()
                  ? AnnotationYaml.scoped(block.annotations(), "rule")
                  : block.annotations());
        }
      }
      previousEnd = rule.span().endRow();
      attached.add(
          own.isEmpty()
              ? rule
              : new Rule(
                  rule.head(), rule.body(), rule.elses(), rule.isDefault(), own, rule.span()));
    }
    return attached;
  }

  /** The blocks for the package, which stand before its line. */
  List<Annotations> before(int packageRow, boolean includeUnscoped) {
    var found = new ArrayList<Annotations>();
    for (Block block : blocks) {
      if (block.lastRow() >= packageRow) {
        continue;
      }
      Annotations annotations = block.annotations();
      if (annotations.scope().equals("package") || annotations.scope().equals("subpackages")) {
        found.add(annotations);
      } else if (annotations.scope().isEmpty() && includeUnscoped) {
        found.add(AnnotationYaml.scoped(annotations, "package"));
      }
    }
    return found;
  }

  /** Reports blocks that belong to nothing: a mistake in a scope must not lose a label. */
  void reportDangling(int packageRow, List<Rule> rules) {
    for (Block block : blocks) {
      Annotations annotations = block.annotations();
      boolean beforePackage = block.lastRow() < packageRow;
      boolean forPackage =
          annotations.scope().equals("package") || annotations.scope().equals("subpackages");
      boolean hasRule = rules.stream().anyMatch(rule -> rule.span().row() > block.lastRow());
      if (forPackage && !beforePackage) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.METADATA,
                annotations.span(),
                "annotation scope '" + annotations.scope() + "' must be applied to package"));
      } else if (!forPackage && !beforePackage && !hasRule) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.METADATA, annotations.span(), "the metadata stands before no rule"));
      } else if (beforePackage && !forPackage && !annotations.scope().isEmpty()) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.METADATA,
                annotations.span(),
                "annotation scope '" + annotations.scope() + "' cannot be applied to package"));
      }
    }
  }
}
