package io.tappass.policy.cascade;

import io.tappass.policy.InputDocument;
import io.tappass.policy.LevelKind;
import io.tappass.policy.cascade.LevelModules.PlacedRule;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.rego.builtin.Builtin;
import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Import;
import io.tappass.rego.syntax.Module;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that the modules of one level say what is theirs to say, and read what is theirs to read.
 * See {@code docs/spec/policy-repository.md}, "Isolation".
 */
public final class IsolationCheck {
  private static final List<String> LIBRARY = List.of("data", "tappass", "lib");
  private static final List<String> VOCABULARY = List.of("data", "vocabulary");
  private static final String AGENTS = "agents";
  private static final Builtins BUILTINS = Builtins.standard();

  private final LevelModules level;
  private final Set<List<String>> packages;
  private final Findings findings;

  private IsolationCheck(LevelModules level, Set<List<String>> packages, Findings findings) {
    this.level = level;
    this.packages = packages;
    this.findings = findings;
  }

  /**
   * Checks a level.
   *
   * @param packages of all modules of the repository
   */
  public static void check(LevelModules level, Set<List<String>> packages, Findings findings) {
    var check = new IsolationCheck(level, packages, findings);
    level.modules().forEach(check::module);
    level.rules().forEach(check::rule);
  }

  private void module(Module module) {
    String directory = module.file().substring(0, module.file().lastIndexOf('/'));
    // By segment: package tappass["org.x"] is not that of tappass/org/x, whatever it looks like.
    if (!module.path().equals(Arrays.asList(directory.split("/", -1)))) {
      findings.add(
          PolicyCode.PACKAGE_PATH,
          module.packageSpan(),
          "the package is not that of its directory",
          "Write package " + directory.replace('/', '.') + ", or move the file");
    }
    for (Import each : module.imports()) {
      if (each.path().getFirst().equals("data")) {
        reads(each.path(), true, each.span(), "data");
      }
    }
  }

  private void rule(PlacedRule rule) {
    head(rule);
    exports(rule);
    for (Reference reference : rule.references()) {
      switch (reference) {
        case Reference.Local ignored -> {}
        case Reference.Replaced replaced -> replaced(replaced);
        case Reference.Global global -> {
          if (global.path().getFirst().equals("data")) {
            reads(global.path(), global.isExact(), global.span(), global.text());
          } else {
            input(global);
          }
        }
      }
    }
  }

  /** A builtin that no decision can replay is refused behind {@code with} as anywhere else. */
  private void replaced(Reference.Replaced replaced) {
    Optional<Builtin> builtin = BUILTINS.find(replaced.name());
    if (builtin.isPresent() && !builtin.get().deterministic()) {
      findings.addAll(
          List.of(
              Diagnostic.error(
                  RegoCode.PROFILE,
                  replaced.span(),
                  replaced.name() + " is not in the decision profile",
                  "Decisions are replayed: only deterministic builtins, also behind with")));
    }
  }

  private void head(PlacedRule rule) {
    List<String> own = rule.module().path();
    boolean isInAgents =
        level.kind().filter(LevelKind.PROJECT::equals).isPresent()
            && overlap(rule.path(), below(level.packagePath(), AGENTS));
    boolean isInChild =
        packages.stream()
            .anyMatch(other ->
                other.size() > own.size() && startsWith(other, own) && overlap(rule.path(), other));
    if (isInAgents || isInChild) {
      findings.add(
          PolicyCode.CHILD_HEAD,
          rule.rule().head().span(),
          "the head reaches into a package of another directory",
          "Rename the rule, or write it in that directory");
    }
  }

  private void exports(PlacedRule rule) {
    if (level.kind().isEmpty()) {
      return;
    }
    List<String> path = rule.path();
    List<String> base = level.packagePath();
    if (path.size() <= base.size() || !startsWith(path, base)) {
      return;
    }
    String name = path.get(base.size());
    boolean isWhole = path.size() == base.size() + 1 && rule.isStatic() && !rule.isFunction();
    switch (name) {
      case "allow" -> {
        if (level.kind().get() == LevelKind.PACK) {
          findings.add(
              PolicyCode.PACK_ALLOW,
              rule.rule().head().span(),
              "a pack exports no allow",
              "Packs only take away: write deny or ask");
        } else if (!isWhole || rule.isMultiValue()) {
          shape(rule, "allow is one value", "Write allow if { ... }");
        }
      }
      case "deny" -> {
        if (!isWhole || !rule.isMultiValue()) {
          shape(rule, "deny is a set of messages", "Write deny contains \"why\" if { ... }");
        }
      }
      case "ask" -> {
        if (!isWhole || !rule.isMultiValue()) {
          shape(
              rule,
              "ask is a set of requests",
              "Write ask contains {\"tier\": \"user\", \"reason\": \"why\"} if { ... }");
        }
      }
      default -> {}
    }
  }

  private void shape(PlacedRule rule, String message, String hint) {
    findings.add(PolicyCode.EXPORT_SHAPE, rule.rule().head().span(), message, hint);
  }

  private void reads(List<String> path, boolean isExact, SourceSpan span, String text) {
    boolean isShared = startsWith(path, LIBRARY) || startsWith(path, VOCABULARY);
    if (isShared || isOwn(path)) {
      return;
    }
    boolean isWide = path.size() < 3 || !isExact;
    findings.add(
        PolicyCode.FOREIGN_REFERENCE,
        span,
        (text.equals("data") ? String.join(".", path) : text)
            + (isWide ? " reaches beyond this level" : " belongs to another level, or to nobody"),
        "A level reads its own package, data.tappass.lib and data.vocabulary");
  }

  private boolean isOwn(List<String> path) {
    if (level.kind().isEmpty()) {
      return false;
    }
    List<String> own = List.copyOf(concat("data", level.packagePath()));
    if (!startsWith(path, own)) {
      return false;
    }
    // A project's package holds those of its agents, whose data is theirs alone.
    return level.kind().get() != LevelKind.PROJECT
        || (path.size() > own.size() && !path.get(own.size()).equals(AGENTS));
  }

  private void input(Reference.Global reference) {
    List<String> path = reference.path().subList(1, reference.path().size());
    if (!InputDocument.knows(path)) {
      findings.add(
          PolicyCode.INPUT_UNKNOWN,
          reference.span(),
          reference.text() + " is never there",
          "See docs/spec/decision.md for what a rule may read; a rule that reads nothing never"
              + " holds");
    }
  }

  static boolean startsWith(List<String> path, List<String> prefix) {
    return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
  }

  /** Whether one of the paths lies at or below the other. */
  static boolean overlap(List<String> one, List<String> other) {
    return startsWith(one, other) || startsWith(other, one);
  }

  private static List<String> below(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  private static List<String> concat(String first, List<String> rest) {
    List<String> all = new ArrayList<>();
    all.add(first);
    all.addAll(rest);
    return all;
  }
}
