package io.tappass.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Tools;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code docs/spec/decision.md}: tightening a ceiling never raises a decision, and no
 * grant raises one above what the grant of everything gives. Replays with {@code -Dlaw.seed=N}.
 */
final class LawTest {
  private static final int CASES = 600;
  private static final CallContext CONTEXT = CallContext.lexical("/work", "/work", "/home/a");

  /** Conditions that hold, do not, are undefined, or fail, depending on the call. */
  private static final List<String> CONDITIONS =
      List.of(
          "input.call.tool == \"stripe_refund\"",
          "input.call.tool != \"shell\"",
          "\"payments_write\" in input.call.capabilities",
          "not \"payments_write\" in input.call.capabilities",
          "input.call.args.amount > 3",
          "not input.call.args.amount > 3",
          "input.call.args.amount_cents <= 4",
          "not input.call.args.amount_cents == 5",
          "input.session.counts.stripe_refund < 2",
          "startswith(input.call.command, \"ls\")",
          "to_number(input.call.command) > 1",
          "not to_number(input.call.command) > 1",
          "true");

  private enum Export {
    ALLOW,
    DENY,
    ASK
  }

  private record Clause(Export export, AskTier tier, List<String> conditions) {
    String text() {
      String head =
          switch (export) {
            case ALLOW -> "allow";
            case DENY -> "deny contains \"no\"";
            case ASK -> "ask contains {\"tier\": \"" + tier.wireName() + "\"}";
          };
      return head + " if {\n\t" + String.join("\n\t", conditions) + "\n}\n";
    }
  }

  private record Ceilings(List<Clause> org, List<Clause> project) {}

  private final long seed = Long.getLong("law.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Set<Tightening> seen = EnumSet.noneOf(Tightening.class);
  private final Set<Integer> ranks = new TreeSet<>();
  private final Set<Integer> falls = new TreeSet<>();

  private enum Tightening {
    ADD_DENY,
    ADD_ASK,
    DECLARE_ALLOW,
    REMOVE_ALLOW_BODY,
    NARROW_ALLOW,
    WIDEN_DENY,
    WIDEN_ASK,
    RAISE_TIER,
    ASK_TO_DENY
  }

  @Test
  void tighteningACeilingNeverRaisesADecision() throws Exception {
    System.out.println("law.seed=" + seed);
    for (int number = 0; number < CASES; number++) {
      Ceilings before = new Ceilings(clauses(true), clauses(true));
      List<Clause> grant = grant();
      Optional<Ceilings> after = tighten(before);
      if (after.isPresent()) {
        compare(program(before, grant), program(after.get(), grant), before, after.get());
      }
    }

    assertThat(seen).as("tightenings tried").containsExactlyInAnyOrder(Tightening.values());
    assertThat(ranks).as("decisions met, from deny to allow").contains(0, 1, 2, 3, 4);
    assertThat(falls).as("decisions that a tightening lowered").isNotEmpty();
  }

  @Test
  void noGrantDecidesMoreThanTheGrantOfEverything() throws Exception {
    System.out.println("law.seed=" + seed);
    List<Clause> everything = List.of(new Clause(Export.ALLOW, AskTier.USER, List.of("true")));
    for (int number = 0; number < CASES / 3; number++) {
      Ceilings ceilings = new Ceilings(clauses(true), clauses(true));
      compare(program(ceilings, everything), program(ceilings, grant()), ceilings, ceilings);
    }
  }

  private void compare(PolicyProgram loose, PolicyProgram tight, Ceilings before, Ceilings after) {
    for (SessionFacts session : sessions()) {
      for (Call call : calls(loose)) {
        int looseRank = rank(loose, call, session);
        int tightRank = rank(tight, call, session);
        ranks.add(looseRank);
        if (tightRank < looseRank) {
          falls.add(tightRank);
        }
        assertThat(tightRank)
            .as("seed %d, %s, session %s%nbefore %s%nafter %s", seed, call, session, before, after)
            .isLessThanOrEqualTo(looseRank);
      }
    }
  }

  private static int rank(PolicyProgram program, Call call, SessionFacts session) {
    PolicyDecision decision = program.decide(call, session, PolicyProgram.budget(() -> 0L));
    assertThat(decision.reasons()).doesNotContain(ReasonCode.INTERNAL_ERROR);
    return switch (decision.verdict()) {
      case DENY -> 0;
      case ALLOW -> 4;
      case ASK ->
          switch (decision.tier().orElseThrow()) {
            case TWO_PERSON -> 1;
            case ELEVATED -> 2;
            case USER -> 3;
          };
    };
  }

  private static PolicyProgram program(Ceilings ceilings, List<Clause> grant)
      throws PolicyLoadException {
    return PolicyProgram.load(
        Policies.of(text(ceilings.org()), text(ceilings.project()), text(grant)));
  }

  private static String text(List<Clause> clauses) {
    var text = new StringBuilder("unused := 1\n");
    clauses.forEach(clause -> text.append('\n').append(clause.text()));
    return text.toString();
  }

  private Optional<Ceilings> tighten(Ceilings ceilings) {
    boolean isOrg = random.nextBoolean();
    List<Clause> clauses = new ArrayList<>(isOrg ? ceilings.org() : ceilings.project());
    Tightening tightening = one(List.of(Tightening.values()));
    if (!apply(tightening, clauses)) {
      return Optional.empty();
    }
    seen.add(tightening);
    return Optional.of(
        isOrg ? new Ceilings(clauses, ceilings.project()) : new Ceilings(ceilings.org(), clauses));
  }

  private boolean apply(Tightening tightening, List<Clause> clauses) {
    return switch (tightening) {
      case ADD_DENY -> clauses.add(clause(Export.DENY));
      case ADD_ASK -> clauses.add(clause(Export.ASK));
      case DECLARE_ALLOW ->
          all(clauses, Export.ALLOW).isEmpty() && clauses.add(clause(Export.ALLOW));
      case REMOVE_ALLOW_BODY -> {
        List<Clause> bodies = all(clauses, Export.ALLOW);
        yield bodies.size() > 1 && clauses.remove(bodies.getFirst());
      }
      case NARROW_ALLOW -> replace(clauses, Export.ALLOW, this::narrowed);
      case WIDEN_DENY -> replace(clauses, Export.DENY, LawTest::widened);
      case WIDEN_ASK -> replace(clauses, Export.ASK, LawTest::widened);
      case RAISE_TIER ->
          replace(
              clauses,
              Export.ASK,
              clause -> new Clause(Export.ASK, AskTier.TWO_PERSON, clause.conditions()));
      case ASK_TO_DENY ->
          replace(
              clauses,
              Export.ASK,
              clause -> new Clause(Export.DENY, clause.tier(), clause.conditions()));
    };
  }

  private Clause narrowed(Clause clause) {
    List<String> conditions = new ArrayList<>(clause.conditions());
    conditions.add(random.nextInt(conditions.size() + 1), condition());
    return new Clause(clause.export(), clause.tier(), conditions);
  }

  /** Without one condition; one that can fail stays, since its failure denies. */
  private static Clause widened(Clause clause) {
    List<String> conditions = new ArrayList<>(clause.conditions());
    for (String condition : clause.conditions()) {
      if (!condition.contains("to_number") && conditions.size() > 1) {
        conditions.remove(condition);
        break;
      }
    }
    return new Clause(clause.export(), clause.tier(), conditions);
  }

  private boolean replace(List<Clause> clauses, Export export, UnaryOperator<Clause> change) {
    List<Clause> candidates = all(clauses, export);
    if (candidates.isEmpty()) {
      return false;
    }
    Clause old = one(candidates);
    clauses.set(clauses.indexOf(old), change.apply(old));
    return true;
  }

  private static List<Clause> all(List<Clause> clauses, Export export) {
    return clauses.stream().filter(clause -> clause.export() == export).toList();
  }

  /** Few enough denials that not everything is denied. */
  private List<Clause> clauses(boolean mayAllow) {
    List<Clause> clauses = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      clauses.add(clause(Export.DENY));
    }
    for (int asks = random.nextInt(3); asks > 0; asks--) {
      clauses.add(clause(Export.ASK));
    }
    if (mayAllow && random.nextInt(2) == 0) {
      for (int bodies = 1 + random.nextInt(3); bodies > 0; bodies--) {
        clauses.add(clause(Export.ALLOW));
      }
    }
    return clauses;
  }

  private List<Clause> grant() {
    List<Clause> grant = clauses(false);
    grant.add(clause(Export.ALLOW));
    grant.add(clause(Export.ALLOW));
    return grant;
  }

  private Clause clause(Export export) {
    List<String> conditions = new ArrayList<>();
    for (int count = 1 + random.nextInt(2); count > 0; count--) {
      conditions.add(condition());
    }
    AskTier tier = one(List.of(AskTier.values()));
    return new Clause(export, tier, conditions);
  }

  private String condition() {
    return one(CONDITIONS);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static List<SessionFacts> sessions() {
    Instant time = Instant.parse("2026-11-24T09:00:00Z");
    return List.of(
        SessionFacts.fresh("s", time),
        new SessionFacts("s", time, time, 2, Map.of("stripe_refund", 2L), 2, 0));
  }

  private static List<Call> calls(PolicyProgram program) {
    List<Call> calls = new ArrayList<>();
    for (String more : List.of("", ", \"amount\": 3", ", \"amount\": 3.5")) {
      for (int cents : new int[] {4, 5}) {
        String args = "{\"charge\": \"ch_1\", \"amount_cents\": " + cents + more + "}";
        calls.add((Call) program.translate("any", "stripe_refund", Tools.json(args), CONTEXT));
      }
    }
    for (String command : List.of("ls -l", "7", "0")) {
      String args = "{\"command\": \"" + command + "\"}";
      calls.add((Call) program.translate("any", "shell", Tools.json(args), CONTEXT));
    }
    return calls;
  }
}
