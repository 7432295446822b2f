package io.tappass.rego.eval;

import io.tappass.rego.RuleInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One definition of a rule, ready to run.
 *
 * @param branches the body, then those of {@code else} in order
 * @param slots of variables; arguments come first
 * @param cells of comprehensions
 */
public record Clause(RuleInfo info, List<Branch> branches, int slots, int cells) {
  public Clause {
    branches = List.copyOf(branches);
  }

  /**
   * A body with its head.
   *
   * @param body ends in {@link Steps.Emit}
   * @param path steps of the name after its constant ones
   * @param member of a multi-value rule, else null
   * @param value of any other rule
   * @param decision the same branch for the decision path
   */
  public record Branch(
      Step body, List<Node> path, @Nullable Node member, Node value, Decision decision) {
    public Branch {
      path = List.copyOf(path);
    }

    /** What the head says: the member of a multi-value rule, else the value. */
    Node term() {
      return member != null ? member : value;
    }
  }

  /**
   * A branch whose head is evaluated apart from its conditions, so that what the head says cannot
   * decide whether it holds.
   *
   * @param conditions ends in {@link Steps.Emit}
   * @param head ends in {@link Steps.Collect} on {@code cell}
   */
  public record Decision(Step conditions, Step head, int cell) {}
}
