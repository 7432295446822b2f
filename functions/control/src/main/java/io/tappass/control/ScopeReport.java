package io.tappass.control;

import io.tappass.control.Registry.ScopeStatus;
import io.tappass.policy.compile.PolicyCompilation;
import io.tappass.policy.compile.ScopeState;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Stalled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How each scope of a compile fared: the whole story for the status, one line for the release.
 *
 * <p>INVARIANT: whatever a repository holds, both fit what stores and hosts accept. An owner whose
 * mistakes could make a report too long would have a veto over everybody's release.
 */
final class ScopeReport {
  /** Diagnostics that one scope's reason shows; the others are counted. */
  static final int DIAGNOSTICS_MAX = 20;

  /** Characters of one scope's reason. */
  static final int REASON_CHARS_MAX = 16 * 1024;

  /** Characters of all reasons of one compile. */
  static final int REPORT_CHARS_MAX = 2 * 1024 * 1024;

  /** Characters of a reason in a release: a thousand of them stay well below its limit. */
  static final int LINE_CHARS_MAX = 160;

  /** Characters of a scope in a release. */
  static final int SCOPE_CHARS_MAX = 128;

  private static final String OK = "ok";
  private static final String QUARANTINED = "quarantined";

  private final RepositoryTree tree;
  private int charsLeft = REPORT_CHARS_MAX;

  private ScopeReport(RepositoryTree tree) {
    this.tree = tree;
  }

  /** The state of every scope, the root first. */
  static List<ScopeStatus> of(PolicyCompilation compilation, RepositoryTree tree) {
    var report = new ScopeReport(tree);
    List<ScopeStatus> scopes = new ArrayList<>();
    List<Diagnostic> above =
        compilation.diagnostics().stream()
            .filter(diagnostic -> Scope.of(diagnostic.span().file()).equals(Scope.ROOT))
            .toList();
    boolean isReleasable = compilation.releasable();
    scopes.add(
        new ScopeStatus(
            Scope.ROOT.text(),
            isReleasable ? OK : "stalled",
            isReleasable ? "" : report.render(above)));
    for (ScopeState scope : compilation.scopes()) {
      boolean isOk = scope.state() == ScopeState.State.OK;
      scopes.add(
          new ScopeStatus(
              scope.scope().text(),
              scope.state().name().toLowerCase(Locale.ROOT),
              isOk ? "" : report.render(scope.diagnostics())));
    }
    return scopes;
  }

  private String render(List<Diagnostic> diagnostics) {
    if (diagnostics.isEmpty()) {
      return "an error in another scope holds this one up";
    }
    List<Diagnostic> errorsFirst = new ArrayList<>(diagnostics);
    errorsFirst.sort(Comparator.comparing(each -> each.severity() != Severity.ERROR));
    List<String> rendered = new ArrayList<>();
    errorsFirst.stream()
        .limit(DIAGNOSTICS_MAX)
        .forEach(diagnostic -> rendered.add(diagnostic.render(source(diagnostic))));
    if (diagnostics.size() > DIAGNOSTICS_MAX) {
      rendered.add("and " + (diagnostics.size() - DIAGNOSTICS_MAX) + " more");
    }
    // A line that was cut for display may end in half a character, which no document may hold.
    byte[] whole = String.join("\n\n", rendered).getBytes(StandardCharsets.UTF_8);
    String joined = new String(whole, StandardCharsets.UTF_8);
    String text = cut(joined, Math.min(REASON_CHARS_MAX, charsLeft));
    charsLeft -= text.length();
    return text.isEmpty() ? diagnostics.size() + " diagnostics; this report is full" : text;
  }

  private String source(Diagnostic diagnostic) {
    return tree.find(diagnostic.span().file())
        .map(file -> new String(file.bytes(), StandardCharsets.UTF_8))
        .orElse("");
  }

  /**
   * What a release lists: scopes that are not as the commit says, at most {@link
   * Release#STALLED_MAX}. Quarantined ones go first, because hosts look for those; the status has
   * all.
   */
  static List<Stalled> stalled(List<ScopeStatus> scopes) {
    List<ScopeStatus> notOk =
        scopes.stream()
            .filter(scope -> !scope.state().equals(OK))
            .sorted(
                Comparator.comparing((ScopeStatus scope) -> !scope.state().equals(QUARANTINED))
                    .thenComparing(ScopeStatus::scope))
            .toList();
    SortedMap<String, Stalled> byScope = new TreeMap<>();
    for (ScopeStatus scope : notOk) {
      if (byScope.size() == Release.STALLED_MAX) {
        break;
      }
      // A directory may have any name; two of them may even come to one text here.
      String text = cut(scope.scope().replaceAll("[^A-Za-z0-9_.-]", "?"), SCOPE_CHARS_MAX);
      byScope.putIfAbsent(text, new Stalled(text, scope.state(), line(scope.reason())));
    }
    return List.copyOf(byScope.values());
  }

  /** The first reason of a compile that released nothing. */
  static String firstReason(List<ScopeStatus> scopes) {
    return scopes.stream()
        .filter(scope -> !scope.state().equals(OK))
        .map(scope -> scope.scope() + ": " + line(scope.reason()))
        .findFirst()
        .orElse("nothing was releasable");
  }

  private static String line(String text) {
    String line = text.lines().findFirst().orElse("no reason given");
    return cut(line.replaceAll("\\p{Cntrl}", " "), LINE_CHARS_MAX);
  }

  /** The text, not longer than that, and never ending in half a character. */
  private static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int end = charsMax;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
