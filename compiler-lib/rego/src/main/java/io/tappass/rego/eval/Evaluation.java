package io.tappass.rego.eval;

import io.tappass.rego.ClauseOutcome;
import io.tappass.rego.ClauseOutcome.Kind;
import io.tappass.rego.RegoException;
import io.tappass.rego.builtin.BudgetExceeded;
import io.tappass.rego.compile.QueryCode;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One evaluation of a program: one input, one budget, one cache. */
public final class Evaluation {
  private final Machine machine;
  private final Context context;

  /**
   * @param groups of the program, for the cache
   */
  public Evaluation(Machine machine, @Nullable Value input, ObjectValue data, int groups) {
    this.machine = machine;
    this.context = new Context(input, data, null, Map.of(), groups);
  }

  /** Something to run within the budget. */
  private interface Work {
    void run() throws RegoException;
  }

  /** Runs, and makes a spent budget or stack an error like any other. */
  private static void bounded(Work work) throws RegoException {
    try {
      work.run();
    } catch (BudgetExceeded e) {
      throw Machine.cancelled(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw Machine.cancelled("the stack is full");
    } catch (RuntimeException e) {
      // A defect of ours; whoever asked must learn that there is no answer.
      throw new RegoException(RegoException.INTERNAL, "defect in the evaluator: " + e, null);
    }
  }

  /** The value at a path beneath {@code data}. */
  public Optional<Value> value(TreeNode root, List<Value> path) throws RegoException {
    var found = new ArrayList<Value>(1);
    bounded(() -> {
      Place place = Place.root(machine, context, root);
      for (Value step : path) {
        place = place.step(step);
        if (place == null) {
          return;
        }
      }
      Value value = place.whole();
      if (value != null) {
        found.add(value);
      }
    });
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /** Takes solutions of a query. */
  public interface Solutions {
    /** A solution: the values of the statements, the variables. */
    void accept(List<Value> values, Map<String, Value> bindings);
  }

  /** Runs a query to its last solution. */
  public void query(QueryCode query, Solutions solutions) throws RegoException {
    Frame.Sink sink =
        frame -> {
          var values = new ArrayList<Value>();
          for (QueryCode.Expression expression : query.expressions()) {
            Value value = expression.value().eval(frame);
            if (value == null) {
              return false;
            }
            values.add(value);
          }
          var bindings = new LinkedHashMap<String, Value>();
          for (var binding : query.bindings().entrySet()) {
            Value value = binding.getValue().eval(frame);
            if (value != null) {
              bindings.put(binding.getKey(), value);
            }
          }
          solutions.accept(values, bindings);
          return false;
        };
    bounded(() ->
        Step.run(query.body(), new Frame(machine, context, query.slots(), query.cells(), sink)));
  }

  /** The outcomes of the clauses of a rule; see {@code Program.evaluateClauses}. */
  public List<ClauseOutcome> clauses(RuleGroup group) {
    var outcomes = new ArrayList<ClauseOutcome>();
    Clause current = null;
    try {
      for (Clause clause : group.candidates(machine, context)) {
        current = clause;
        clause(clause, outcomes);
      }
    } catch (RegoException e) {
      // Only a spent budget comes here; it belongs to the clause that spent it.
      Clause clause = current == null ? group.clauses().getFirst() : current;
      outcomes.add(new ClauseOutcome(clause.info(), Kind.ERROR, null, e));
    }
    return outcomes;
  }

  private void clause(Clause clause, List<ClauseOutcome> outcomes) throws RegoException {
    int before = outcomes.size();
    for (Clause.Branch branch : clause.branches()) {
      try {
        bounded(() -> branch(clause, branch, outcomes));
      } catch (RegoException e) {
        if (e.code().equals(RegoException.CANCEL)) {
          throw e;
        }
        outcomes.add(new ClauseOutcome(clause.info(), Kind.ERROR, null, e));
      }
      if (outcomes.size() > before) {
        return;
      }
    }
  }

  private void branch(Clause clause, Clause.Branch branch, List<ClauseOutcome> outcomes)
      throws RegoException {
    Clause.Decision decision = branch.decision();
    Frame.Sink sink =
        frame -> {
          machine.charge(64);
          var terms = new ArrayList<Value>(1);
          frame.cells[decision.cell()] = terms;
          try {
            Step.run(decision.head(), frame);
          } catch (RegoException e) {
            if (e.code().equals(RegoException.CANCEL)) {
              throw e;
            }
            // The clause holds all the same: the message never decides.
          }
          if (terms.isEmpty()) {
            outcomes.add(new ClauseOutcome(clause.info(), Kind.HELD, null, null));
          }
          for (Value term : terms) {
            outcomes.add(new ClauseOutcome(clause.info(), Kind.HELD, term, null));
          }
          return false;
        };
    Frame frame = new Frame(machine, context, clause.slots(), clause.cells(), sink);
    Step.run(decision.conditions(), frame);
  }
}
