package io.tappass.rego.compile;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.eval.Clause;
import io.tappass.rego.eval.Node;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.eval.Step;
import io.tappass.rego.eval.Steps;
import io.tappass.rego.eval.TreeNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Emits the clauses of one name and their index. */
final class GroupEmission {
  private final TreeNode root;
  private final Functions functions;
  private final List<Diagnostic> diagnostics;

  GroupEmission(TreeNode root, Functions functions, List<Diagnostic> diagnostics) {
    this.root = root;
    this.functions = functions;
    this.diagnostics = diagnostics;
  }

  void define(RuleGroup group, List<RuleUnit> rules) {
    var clauses = new ArrayList<Clause>();
    var indexed = new ArrayList<RuleUnit>();
    Clause fallback = null;
    for (RuleUnit unit : rules) {
      Clause clause = clause(unit);
      if (unit.rule.isDefault()) {
        fallback = clause;
      } else {
        clauses.add(clause);
        indexed.add(unit);
      }
    }
    group.define(clauses, fallback, IndexChoice.choose(clauses, indexed));
  }

  private Clause clause(RuleUnit unit) {
    var arguments = new BitSet();
    arguments.set(0, unit.group.arity());
    var branches = new ArrayList<Clause.Branch>();
    for (RuleUnit.Branch branch : unit.branches) {
      branches.add(branch(unit, branch, arguments));
    }
    return new Clause(unit.info, branches, unit.layout.slots, unit.layout.cells);
  }

  private Clause.Branch branch(RuleUnit unit, RuleUnit.Branch branch, BitSet arguments) {
    Emitter whole = new Emitter(root, functions, unit.layout, diagnostics, arguments);
    var all = new ArrayList<Goal>(branch.goals());
    all.addAll(branch.headGoals());
    whole.goals(all);
    List<Node> path = whole.nodes(branch.path());
    Node member = branch.member() == null ? null : whole.node(branch.member());
    Node value = whole.node(branch.value());
    Step body = whole.chain(new Steps.Emit());
    return new Clause.Branch(body, path, member, value, decision(unit, branch, arguments));
  }

  private Clause.Decision decision(RuleUnit unit, RuleUnit.Branch branch, BitSet arguments) {
    // What is unsafe was reported by the emission of the whole.
    var ignored = new ArrayList<Diagnostic>();
    MessageSlice slice = MessageSlice.of(branch, arguments);
    Emitter first = new Emitter(root, functions, unit.layout, ignored, arguments);
    first.goals(slice.conditions());
    Step conditions = first.chain(new Steps.Emit());
    Emitter second = new Emitter(root, functions, unit.layout, ignored, first.bound());
    var rest = new ArrayList<Goal>(slice.message());
    rest.addAll(branch.headGoals());
    second.goals(rest);
    Node term = second.node(branch.term());
    int cell = unit.layout.cells++;
    return new Clause.Decision(conditions, second.chain(new Steps.Collect(cell, null, term)), cell);
  }
}
