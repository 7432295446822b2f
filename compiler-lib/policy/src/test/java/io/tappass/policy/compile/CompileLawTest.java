package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.PolicyProgram;
import io.tappass.policy.SessionFacts;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The law of the policy language, from repository to decision; a seed replays its case. */
class CompileLawTest {
  private static final int CASES = 60;
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String REFUNDS = "tappass/projects/finance_refunds/policy.rego";
  private static final String PACK = "tappass/packs/soc2_baseline/v1_0_0/policy.rego";

  /** Sandbox, spelling, arguments. */
  private static final String[][] CALLS = {
    {"refund-1", "mcp__stripe__refund", refund(100)},
    {"refund-1", "mcp__stripe__refund", refund(12_000)},
    {"refund-1", "mcp__stripe__refund", refund(30_000)},
    {"refund-1", "mcp__stripe__refund", refund(90_000)},
    {"refund-1", "mcp__mail__send", mail("desk@acme.example")},
    {"refund-1", "mcp__mail__send", mail("a@mail.example")},
    {"refund-1", "Bash", "{\"command\":\"ls\"}"},
    {"laptop-1", "Bash", "{\"command\":\"ls\"}"},
    {"laptop-1", "Read", "{\"file_path\":\"/work/a\"}"},
    {"laptop-1", "Read", "{\"file_path\":\"/home/a/.ssh/id\"}"},
    {"laptop-1", "mcp__mail__send", mail("a@mail.example")},
    {"triage-1", "ticket_reply", "{\"id\":\"T-1\",\"queue\":\"eu\",\"text\":\"t\"}"},
    {"triage-1", "mail_send", mail("desk@acme.example")},
    {"triage-1", "read_file", "{\"file_path\":\"/work/a\"}"}
  };

  /** Conditions that hold for some of the calls, fail, or are undefined. */
  private static final String[] CONDITIONS = {
    "true",
    "input.call.tool == \"mail_send\"",
    "input.call.tool in {\"bash\", \"read_file\"}",
    "input.call.args.amount_cents > 10000",
    "\"external_messaging\" in input.call.capabilities",
    "input.call.kind == \"file\"",
    "not input.call.args.queue == \"eu\"",
    "some path in input.call.paths\n\tstartswith(path, \"/work\")",
    "input.session.tool_calls == 0",
    "to_number(input.call.cwd) == 1",
    "input.sandbox.tier == \"sensitive\"",
    "count(input.call.command) > 1"
  };

  private static final String[] PLACES = {
    PolicyCompilerTest.ORG, PolicyCompilerTest.EU, REFUNDS, PACK
  };

  @Test
  void adding_a_rule_to_a_ceiling_never_raises_a_decision() throws Exception {
    List<Integer> before = ranks(compile(TreeEdit.template().tree()));
    assertThat(before).contains(0, 3, 4);
    int changed = 0;
    for (long seed = 0; seed < CASES; seed++) {
      var random = new Random(seed);
      String place = PLACES[random.nextInt(PLACES.length)];
      String rule = rule(random, !place.equals(PACK));
      PolicyCompilation compilation =
          compile(TreeEdit.template().append(place, "\n" + rule + "\n").tree());
      assertThat(PolicyCompilerTest.text(compilation.diagnostics())).as("seed %d", seed).isEmpty();
      List<Integer> after = ranks(compilation);
      for (int call = 0; call < CALLS.length; call++) {
        assertThat(after.get(call))
            .as("seed %d, %s: %s, call %s", seed, place, rule, CALLS[call][1])
            .isLessThanOrEqualTo(before.get(call));
      }
      changed += after.equals(before) ? 0 : 1;
    }
    assertThat(changed).as("cases that changed a decision").isGreaterThan(CASES / 4);
  }

  @Test
  void no_broken_leaf_holds_up_a_deny_of_the_organisation() throws Exception {
    RepositoryTree good = TreeEdit.template().tree();
    List<Integer> whole = ranks(compile(good));
    for (long seed = 0; seed < CASES; seed++) {
      var random = new Random(seed);
      TreeEdit edit =
          TreeEdit.template().append(PolicyCompilerTest.ORG, "\ndeny contains \"stop\" if true\n");
      List<Scope> broken = breakLeaves(edit, random);
      boolean remembers = random.nextBoolean();

      PolicyCompilation compilation =
          PolicyCompiler.compile(
              edit.tree(),
              PolicyCompilerTest.ALL,
              scope -> remembers ? Optional.of(good) : Optional.empty());

      assertThat(compilation.releasable()).as("seed %d, %s", seed, broken).isTrue();
      assertThat(ranks(compilation)).as("seed %d, %s", seed, broken).containsOnly(0);
    }
    assertThat(whole).contains(4);
  }

  @Test
  void a_broken_leaf_never_raises_a_decision_of_anybody() throws Exception {
    RepositoryTree good = TreeEdit.template().tree();
    List<Integer> whole = ranks(compile(good));
    for (long seed = 0; seed < CASES; seed++) {
      var random = new Random(seed);
      TreeEdit edit = TreeEdit.template();
      List<Scope> broken = breakLeaves(edit, random);
      boolean remembers = random.nextBoolean();
      List<Integer> ranks =
          ranks(
              PolicyCompiler.compile(
                  edit.tree(),
                  PolicyCompilerTest.ALL,
                  scope -> remembers ? Optional.of(good) : Optional.empty()));
      if (remembers) {
        assertThat(ranks).as("seed %d, %s", seed, broken).isEqualTo(whole);
      } else {
        for (int call = 0; call < CALLS.length; call++) {
          assertThat(ranks.get(call))
              .as("seed %d, %s, call %s", seed, broken, CALLS[call][1])
              .isLessThanOrEqualTo(whole.get(call));
        }
      }
    }
  }

  private static List<Scope> breakLeaves(TreeEdit edit, Random random) {
    String[] leaves = {
      "tappass/projects/eu_support/policy.rego",
      "tappass/projects/eu_support/agents/triage/policy.rego",
      "tappass/projects/eu_support/agents/support_coder/policy.rego",
      "tappass/projects/finance_refunds/policy.rego",
      "tappass/projects/finance_refunds/agents/refund_bot/policy.rego"
    };
    String[] damages = {
      "allow if {",
      "x := data.tappass.org.deny",
      "deny contains y if true",
      "budget.tool_calls_per_minute := 100000",
      "network.allow contains \"https://x\"",
      "budget.per_tool.bash := to_number(\"x\")",
      "deny := true",
      "x := http.send({})"
    };
    List<Scope> broken = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int index = 0; index < count; index++) {
      String leaf = leaves[random.nextInt(leaves.length)];
      edit.append(leaf, "\n" + damages[random.nextInt(damages.length)] + "\n");
      broken.add(Scope.of(leaf));
    }
    return broken;
  }

  private static String rule(Random random, boolean mayAllow) {
    String condition = CONDITIONS[random.nextInt(CONDITIONS.length)];
    return switch (random.nextInt(mayAllow ? 5 : 4)) {
      case 0 -> "deny contains \"generated\" if {\n\t" + condition + "\n}";
      case 1 -> "deny contains input.call.args.no_such if {\n\t" + condition + "\n}";
      case 2 -> "ask contains {\"tier\": \"elevated\"} if {\n\t" + condition + "\n}";
      case 3 -> "ask contains \"no tier\" if {\n\t" + condition + "\n}";
      default -> "allow if {\n\t" + condition + "\n}";
    };
  }

  private static PolicyCompilation compile(RepositoryTree tree) {
    return PolicyCompiler.compile(tree, PolicyCompilerTest.ALL, LastGood.none());
  }

  /** The answer to each call: 0 deny, 1 ask two_person, 2 elevated, 3 user, 4 allow. */
  private static List<Integer> ranks(PolicyCompilation compilation) throws Exception {
    List<Integer> ranks = new ArrayList<>();
    for (String[] call : CALLS) {
      var program = PolicyProgram.load(PolicyCompilerTest.policy(compilation, call[0]));
      var args =
          (JsonObject)
              StrictJson.parse(call[2].getBytes(StandardCharsets.UTF_8), JsonLimits.bytes(1 << 16));
      String target = call[0].equals("triage-1") ? "langchain" : "claude-code";
      PolicyDecision decision =
          program.decide(
              program.translate(
                  target, call[1], args, CallContext.lexical("/work", "/work", "/home/a")),
              SessionFacts.fresh("s", NOW),
              PolicyProgram.budget(() -> 0L));
      ranks.add(rank(decision));
    }
    return ranks;
  }

  private static int rank(PolicyDecision decision) {
    if (decision.tier().isPresent()) {
      return switch (decision.tier().get()) {
        case TWO_PERSON -> 1;
        case ELEVATED -> 2;
        case USER -> 3;
      };
    }
    return decision.verdict() == Verdict.ALLOW ? 4 : 0;
  }

  private static String refund(int cents) {
    return "{\"charge\":\"ch_1\",\"amount_cents\":" + cents + ",\"currency\":\"eur\"}";
  }

  private static String mail(String to) {
    return "{\"to\":\"" + to + "\",\"subject\":\"s\",\"body\":\"b\"}";
  }
}
