package io.tappass.policy;

import io.tappass.policy.LevelTrace.AllowOutcome;
import io.tappass.rego.Budget;
import io.tappass.rego.ClauseOutcome;
import io.tappass.rego.Compilation;
import io.tappass.rego.ModuleInfo;
import io.tappass.rego.Program;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoException;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.SourceFile;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One level, compiled by itself with the library and the data. */
final class LevelProgram {
  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final String ASK = "ask";
  private static final List<String> EXPORTS = List.of(ALLOW, DENY, ASK);

  private final Level level;
  private final Program program;
  private final boolean declaresAllow;
  private final boolean declaresDeny;
  private final boolean declaresAsk;
  private final Map<String, List<PolicyException>> exceptions;

  private LevelProgram(
      Level level, Program program, Map<String, List<PolicyException>> exceptions) {
    this.level = level;
    this.program = program;
    this.declaresAllow = declares(program, path(level, ALLOW));
    this.declaresDeny = declares(program, path(level, DENY));
    this.declaresAsk = declares(program, path(level, ASK));
    this.exceptions = exceptions;
  }

  /**
   * Compiles a level.
   *
   * @throws PolicyLoadException if it does not compile, if the text has other rules than the policy
   *     says, or if an export is of another shape than {@code docs/spec/decision.md} wants
   */
  static LevelProgram load(Level level, CompiledPolicy policy, ObjectValue data)
      throws PolicyLoadException {
    Map<String, PolicyModule> byFile = new HashMap<>();
    List<SourceFile> files = new ArrayList<>();
    for (PolicyModule module : level.modules()) {
      add(level.kind().wireName(), module, byFile, files);
    }
    for (PolicyModule module : policy.library()) {
      add("library", module, byFile, files);
    }
    Compilation compilation = Rego.compile(files, RegoOptions.decision().withData(data));
    if (compilation.program().isEmpty()) {
      throw new PolicyLoadException(
          level.packageName() + " does not compile: " + compilation.diagnostics());
    }
    Program program = compilation.program().get();
    checkModules(program, byFile);
    checkExports(level, program);
    return new LevelProgram(level, program, exceptions(level, program, policy.exceptions()));
  }

  Level level() {
    return level;
  }

  boolean declaresAllow() {
    return declaresAllow;
  }

  /** What the level answers; never throws but for programming errors. */
  LevelAnswer answer(Value input, SessionFacts session, Budget budget) {
    var answer = new LevelAnswer(level, exceptions, session.time());
    if (declaresDeny) {
      clauses(DENY, input, budget, answer);
    }
    if (declaresAsk) {
      clauses(ASK, input, budget, answer);
    }
    answer.allow(declaresAllow ? allow(input, budget) : AllowOutcome.UNDECLARED);
    return answer;
  }

  /** Ids of the clauses of {@code allow} that hold, for an explanation; never decides. */
  List<String> grants(Value input, Budget budget) {
    if (!declaresAllow) {
      return List.of();
    }
    Set<String> held = new TreeSet<>();
    for (ClauseOutcome outcome : program.evaluateClauses(path(level, ALLOW), input, budget)) {
      if (outcome.kind() == ClauseOutcome.Kind.HELD) {
        held.add(outcome.rule().id());
      }
    }
    return List.copyOf(held);
  }

  private void clauses(String export, Value input, Budget budget, LevelAnswer answer) {
    for (ClauseOutcome outcome : program.evaluateClauses(path(level, export), input, budget)) {
      switch (outcome.kind()) {
        case HELD -> answer.held(export, outcome.rule().id(), outcome.term());
        case ERROR -> answer.failed(export, outcome.rule().id(), outcome.error());
      }
    }
  }

  /**
   * {@code TRUE} if a clause yields {@code true} and none yields anything else. A clause that fails
   * grants nothing, and takes nothing from the others: only so can narrowing one never widen the
   * whole.
   */
  private AllowOutcome allow(Value input, Budget budget) {
    boolean isTrue = false;
    boolean isFailed = false;
    for (ClauseOutcome outcome : program.evaluateClauses(path(level, ALLOW), input, budget)) {
      switch (outcome.kind()) {
        case HELD -> {
          if (!BooleanValue.TRUE.equals(outcome.term())) {
            return AllowOutcome.NOT_TRUE;
          }
          isTrue = true;
        }
        case ERROR -> {
          if (isSpent(outcome.error())) {
            return AllowOutcome.ERROR;
          }
          isFailed = true;
        }
      }
    }
    if (isTrue) {
      return AllowOutcome.TRUE;
    }
    return isFailed ? AllowOutcome.ERROR : AllowOutcome.NOT_TRUE;
  }

  private static boolean isSpent(@Nullable RegoException error) {
    return error == null || error.code().equals(RegoException.CANCEL);
  }

  private static void add(
      String folder,
      PolicyModule module,
      Map<String, PolicyModule> byFile,
      List<SourceFile> files) {
    String file = folder + "/" + module.packageName() + "/" + files.size() + ".rego";
    byFile.put(file, module);
    files.add(new SourceFile(file, module.text()));
  }

  private static void checkModules(Program program, Map<String, PolicyModule> byFile)
      throws PolicyLoadException {
    for (ModuleInfo info : program.modules()) {
      PolicyModule module = byFile.get(info.file());
      if (module == null || !info.path().equals("data." + module.packageName())) {
        throw new PolicyLoadException(
            "the module " + info.file() + " says it is of the package " + info.path());
      }
    }
    Map<String, Set<String>> rules = new HashMap<>();
    for (RuleInfo rule : program.rules()) {
      rules.computeIfAbsent(rule.span().file(), file -> new TreeSet<>()).add(rule.id());
    }
    for (var entry : byFile.entrySet()) {
      Set<String> found = rules.getOrDefault(entry.getKey(), Set.of());
      if (!found.equals(Set.copyOf(entry.getValue().rules()))) {
        throw new PolicyLoadException(
            "the rules of " + entry.getKey() + " are " + found + ", not as the policy says");
      }
    }
  }

  private static void checkExports(Level level, Program program) throws PolicyLoadException {
    for (String export : EXPORTS) {
      String path = path(level, export);
      for (ModuleInfo module : program.modules()) {
        if (isAtOrBelow(module.path(), path)) {
          throw new PolicyLoadException("a package stands where an export belongs: " + path);
        }
      }
      for (RuleInfo rule : program.rules()) {
        if (isAtOrBelow(rule.path(), path)) {
          checkExport(level, export, rule);
        }
      }
    }
  }

  private static void checkExport(Level level, String export, RuleInfo rule)
      throws PolicyLoadException {
    boolean isPlain =
        rule.path().equals(path(level, export)) && rule.isStatic() && !rule.isFunction();
    boolean isOfItsShape =
        export.equals(ALLOW) ? !rule.isMultiValue() : rule.isMultiValue() && !rule.isDefault();
    if (!isPlain || !isOfItsShape) {
      throw new PolicyLoadException(
          rule.path()
              + (export.equals(ALLOW)
                  ? " is one value, so its heads are `allow if`"
                  : " is a set, so its heads are `" + export + " contains`"));
    }
    if (export.equals(ALLOW)
        && rule.isDefault()
        && !rule.canonicalText().strip().endsWith("false")) {
      throw new PolicyLoadException("the default of allow is false: " + rule.path());
    }
    if (export.equals(ALLOW) && level.kind() == LevelKind.PACK) {
      throw new PolicyLoadException("a pack exports no allow: " + rule.path());
    }
  }

  private static Map<String, List<PolicyException>> exceptions(
      Level level, Program program, List<PolicyException> all) throws PolicyLoadException {
    Set<String> exempt = new HashSet<>();
    for (RuleInfo rule : program.rules()) {
      if (rule.path().equals(path(level, DENY)) || rule.path().equals(path(level, ASK))) {
        exempt.add(rule.id());
      }
    }
    Map<String, List<PolicyException>> byRule = new HashMap<>();
    for (PolicyException exception : all) {
      if (!exception.level().equals(level.packageName())) {
        continue;
      }
      for (String rule : exception.rules()) {
        if (!exempt.contains(rule)) {
          throw new PolicyLoadException(
              "an exception to what is no deny and no ask: " + exception.label());
        }
        byRule.computeIfAbsent(rule, id -> new ArrayList<>()).add(exception);
      }
    }
    return byRule;
  }

  /** Below is {@code deny.a} as well as {@code deny["a b"]}. */
  private static boolean isAtOrBelow(String path, String export) {
    return path.equals(export) || path.startsWith(export + ".") || path.startsWith(export + "[");
  }

  private static boolean declares(Program program, String path) {
    return program.rules().stream().anyMatch(rule -> rule.path().equals(path));
  }

  private static String path(Level level, String export) {
    return "data." + level.packageName() + "." + export;
  }
}
