package io.tappass.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.log.FolderStorage;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.PolicyProgram;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.SessionFacts;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Translation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine answers what the levels answer, unless one of its own steps denies. */
final class EngineLawTest {
  /** What the engine may deny with where the levels do not. */
  private static final Set<ReasonCode> STEPS =
      EnumSet.of(
          ReasonCode.CEILING,
          ReasonCode.BUDGET_EXHAUSTED,
          ReasonCode.LOOP_GUARD,
          ReasonCode.ASK_TIER_UNSUPPORTED);

  private static final List<String> DENIES =
      List.of(
          "deny contains \"large\" if input.call.args.amount_cents > %d\n",
          "deny contains \"tool\" if input.call.tool == \"drop_table\"\n",
          "deny contains \"outside\" if { some p in input.call.paths; not startswith(p, \"/work\") }\n",
          "deny contains \"often\" if input.session.tool_calls >= %d\n",
          "deny contains input.call.args.missing if input.call.tool == \"wipe\"\n",
          "deny contains \"fails\" if to_number(input.call.args.table) > %d\n",
          "deny contains \"destructive\" if \"destructive\" in input.call.capabilities\n");

  private static final List<String> ASKS =
      List.of(
          "ask contains {\"tier\": \"user\", \"reason\": \"r\"} if input.call.args.amount_cents > %d\n",
          "ask contains {\"tier\": \"two_person\", \"reason\": \"r\"} if input.call.kind == \"http\"\n",
          "ask contains {\"reason\": \"no tier\"} if input.call.tool == \"glob\"\n");

  private static final List<String> ALLOWS =
      List.of(
          "allow := true\n",
          "allow if input.call.kind in {\"tool\", \"file\"}\n",
          "allow if input.call.args.amount_cents <= %d\n",
          "allow if input.session.counts.stripe_refund < %d\n",
          "");

  private static final List<String> SPELLINGS =
      List.of(
          "mcp__stripe__refund",
          "mcp__db__drop",
          "mcp__db__wipe",
          "Read",
          "Glob",
          "Write",
          "WebFetch",
          "mcp__files__remove",
          "unknown");

  private static final List<String> ARGS =
      List.of(
          "{}",
          "{\"amount_cents\":1}",
          "{\"amount_cents\":50}",
          "{\"amount_cents\":\"1\"}",
          "{\"table\":\"1\"}",
          "{\"table\":\"a\"}",
          "{\"file_path\":\"/work/a\"}",
          "{\"file_path\":\"/work/.env\"}",
          "{\"file_path\":\"../etc/passwd\"}",
          "{\"path\":\"/work/b\"}",
          "{\"path\":\"/etc\"}",
          "{\"url\":\"https://docs.acme.example/\"}",
          "{\"url\":\"https://evil.example/\"}");

  @TempDir private Path folder;

  @Test
  void theEngineIsTheLevelsUnlessAStepDenies() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Map<Verdict, Integer> seen = new java.util.EnumMap<>(Verdict.class);
    int stepped = 0;
    for (int round = 0; round < 60; round++) {
      try (var rig = new EngineRig(new FolderStorage(folder.resolve("r" + round)))) {
        CompiledPolicy policy = policy(random);
        rig.install(policy);
        PolicyProgram program = PolicyProgram.load(policy);
        var expected = new Expectation(rig.engine.session("sb-1"));
        for (int call = 0; call < 25; call++) {
          rig.seconds.addAndGet(random.nextInt(30));
          String context = "seed " + seed + ", round " + round + ", call " + call;
          String spelling = pick(SPELLINGS, random);
          String args = pick(ARGS, random);
          PolicyDecision levels = expected.levels(program, spelling, args, rig);
          EngineAnswer answer = rig.decide(spelling, args);
          if (answer.verdict() != levels.verdict()) {
            assertThat(answer.verdict()).as(context).isEqualTo(Verdict.DENY);
            assertThat(STEPS).as(context).containsAll(answer.reasons());
            stepped++;
          } else {
            assertThat(answer.reasons()).as(context).isEqualTo(levels.reasons());
            assertThat(answer.rules()).as(context).isEqualTo(levels.rules());
            assertThat(answer.tier()).as(context).isEqualTo(levels.tier());
          }
          seen.merge(answer.verdict(), 1, Integer::sum);
          expected.count(answer, rig);
        }
        assertThat(rig.failures).as("seed %s", seed).isEmpty();
      }
    }
    assertThat(seen).as("seed %s", seed).containsOnlyKeys(Verdict.values());
    assertThat(stepped).as("seed %s", seed).isPositive();
  }

  private static CompiledPolicy policy(Random random) {
    var org = new StringBuilder();
    for (int rule = random.nextInt(3); rule > 0; rule--) {
      org.append(pick(DENIES, random).formatted(random.nextInt(60)));
    }
    if (random.nextBoolean()) {
      org.append(pick(ASKS, random).formatted(random.nextInt(60)));
    }
    return EnginePolicies.policy(
        org.toString(),
        pick(ALLOWS, random).formatted(random.nextInt(60)),
        new BudgetLimits(1 + random.nextInt(20), 1 + random.nextInt(20), Map.of()),
        List.of());
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  /** Counts a session from the answers alone, apart from the engine's own ledger. */
  private static final class Expectation {
    private final String session;
    private final Instant startedAt = Instant.ofEpochSecond(1_800_000_000L);
    private final Map<String, Long> counts = new java.util.TreeMap<>();
    private final List<Long> spentAt = new ArrayList<>();
    private long denials;

    Expectation(String session) {
      this.session = session;
    }

    PolicyDecision levels(PolicyProgram program, String spelling, String args, EngineRig rig) {
      long now = rig.seconds.get();
      var facts =
          new SessionFacts(
              session,
              startedAt,
              Instant.ofEpochSecond(now),
              spentAt.size(),
              counts,
              spentAt.stream().filter(at -> at >= now - 60).count(),
              denials);
      Translation translation =
          program.translate(
              "claude-code",
              spelling,
              EnginePolicies.json(args),
              CallContext.lexical("/work", "/work", "/home/agent"));
      return program.decide(translation, facts, PolicyProgram.budget(System::nanoTime));
    }

    void count(EngineAnswer answer, EngineRig rig) {
      if (answer.verdict() == Verdict.DENY) {
        denials++;
      } else {
        counts.merge(answer.tool(), 1L, Long::sum);
        spentAt.add(rig.seconds.get());
      }
    }
  }
}
