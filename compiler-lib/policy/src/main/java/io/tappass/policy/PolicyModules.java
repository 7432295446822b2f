package io.tappass.policy;

import io.tappass.rego.ModuleInfo;
import io.tappass.rego.Program;
import io.tappass.rego.RuleInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts Rego that compiles into the form in which a Compiled Policy holds it. */
public final class PolicyModules {
  private static final String DATA = "data.";

  private PolicyModules() {}

  /** The modules of a program in canonical text, each with the ids of its rules. */
  public static List<PolicyModule> of(Program program) {
    Map<String, List<String>> rules = new HashMap<>();
    for (RuleInfo rule : program.rules()) {
      rules.computeIfAbsent(rule.span().file(), file -> new ArrayList<>()).add(rule.id());
    }
    List<PolicyModule> modules = new ArrayList<>();
    for (ModuleInfo module : program.modules()) {
      modules.add(
          new PolicyModule(
              module.path().substring(DATA.length()),
              module.canonicalText(),
              rules.getOrDefault(module.file(), List.of())));
    }
    return modules;
  }
}
