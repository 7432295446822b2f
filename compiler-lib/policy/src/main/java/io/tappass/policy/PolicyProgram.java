package io.tappass.policy;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.LevelTrace.AllowOutcome;
import io.tappass.policy.LevelTrace.RuleOutcome;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.CatalogueException;
import io.tappass.policy.call.Translation;
import io.tappass.rego.Budget;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A Compiled Policy that decides. The rules are those of {@code docs/spec/decision.md}. Immutable
 * and safe for many threads.
 */
public final class PolicyProgram {

  /** Steps of evaluating one export of one level. */
  public static final long STEPS_MAX = 200_000;

  /** Nested evaluations of one export of one level. */
  public static final int DEPTH_MAX = 200;

  /** Bytes that evaluating one export of one level may build. */
  public static final long BYTES_MAX = 8L << 20;

  /** Time of one decision over all levels. */
  public static final long NANOS_MAX = 500_000_000;

  private final CompiledPolicy policy;
  private final String digest;
  private final Catalogue catalogue;
  private final List<LevelProgram> levels;
  private final InputDocument inputs;

  private PolicyProgram(CompiledPolicy policy, Catalogue catalogue, List<LevelProgram> levels) {
    this.policy = policy;
    this.digest = policy.digest();
    this.catalogue = catalogue;
    this.levels = List.copyOf(levels);
    this.inputs = new InputDocument(policy);
  }

  /**
   * Makes a policy ready to decide.
   *
   * @throws PolicyLoadException if the catalogue does not load, or a level does not compile or
   *     differs from what the policy says of it
   */
  public static PolicyProgram load(CompiledPolicy policy) throws PolicyLoadException {
    try {
      Catalogue catalogue = Catalogue.of(policy.catalogue());
      ObjectValue data = (ObjectValue) ValueJson.fromJson(policy.data());
      List<LevelProgram> levels = new ArrayList<>();
      for (Level level : policy.levels()) {
        levels.add(LevelProgram.load(level, policy, data));
      }
      return new PolicyProgram(policy, catalogue, levels);
    } catch (CatalogueException | NumberFormatException e) {
      throw new PolicyLoadException("the policy does not load", e);
    }
  }

  /** The policy that decides. */
  public CompiledPolicy policy() {
    return policy;
  }

  /** Its digest. */
  public String digest() {
    return digest;
  }

  /** Its tools. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** The budget of one decision that begins now. */
  public static Budget budget(LongSupplier clockNanos) {
    return new Budget(
        STEPS_MAX, DEPTH_MAX, BYTES_MAX, clockNanos, clockNanos.getAsLong() + NANOS_MAX);
  }

  /** Translates by the policy's own catalogue. */
  public Translation translate(
      String target, String spelling, JsonObject args, CallContext context) {
    return catalogue.translate(target, spelling, args, context);
  }

  /** Decides a call, or denies a refusal. */
  public PolicyDecision decide(Translation translation, SessionFacts session, Budget budget) {
    return switch (translation) {
      case Call call -> decide(call, session, budget);
      case CallRefusal refusal ->
          PolicyDecision.deny(ReasonCode.of(refusal.code()), refusal.message());
    };
  }

  /** Decides a call. Never throws: what goes wrong is a denial. */
  public PolicyDecision decide(Call call, SessionFacts session, Budget budget) {
    try {
      if (!catalogue.knows(call)) {
        return PolicyDecision.deny(
            ReasonCode.UNKNOWN_TOOL, "the call was made from another catalogue");
      }
      Value input = inputs.of(call, session);
      List<LevelAnswer> answers = new ArrayList<>(levels.size());
      for (LevelProgram level : levels) {
        answers.add(level.answer(input, session, budget));
      }
      return compose(answers);
    } catch (RuntimeException | StackOverflowError e) {
      return PolicyDecision.deny(ReasonCode.INTERNAL_ERROR, "deciding failed: " + e);
    }
  }

  /** Decides a call when no lease says that the policy is current; never looser than decide. */
  public PolicyDecision decideStale(Call call, SessionFacts session, Budget budget) {
    boolean isOfFloor =
        policy.floor().isPresent() && policy.floor().get().tools().contains(call.tool());
    return isOfFloor
        ? decide(call, session, budget)
        : PolicyDecision.deny(ReasonCode.STALE, "no lease says that the policy is current");
  }

  /**
   * Package of a level to the ids of its {@code allow} clauses that hold; explains, not decides.
   */
  public Map<String, List<String>> grants(Call call, SessionFacts session, Budget budget) {
    Value input = inputs.of(call, session);
    Map<String, List<String>> grants = new TreeMap<>();
    for (LevelProgram level : levels) {
      if (level.declaresAllow()) {
        grants.put(level.level().packageName(), level.grants(input, budget));
      }
    }
    return grants;
  }

  private static PolicyDecision compose(List<LevelAnswer> answers) {
    boolean isDenied = answers.stream().anyMatch(LevelAnswer::isDenied);
    boolean isFailed = answers.stream().anyMatch(LevelAnswer::isFailed);
    if (isDenied || isFailed) {
      List<ReasonCode> reasons = new ArrayList<>();
      if (isDenied) {
        reasons.add(ReasonCode.DENIED);
      }
      if (isFailed) {
        reasons.add(ReasonCode.RULE_ERROR);
      }
      return decision(Verdict.DENY, reasons, List.of(), answers);
    }
    for (LevelAnswer answer : answers) {
      if (answer.kind() == LevelKind.AGENT && answer.allow() != AllowOutcome.TRUE) {
        return refusal(ReasonCode.NOT_GRANTED, "does not grant it", answer, answers);
      }
    }
    for (LevelAnswer answer : answers) {
      boolean isCeiling = answer.kind() == LevelKind.ORG || answer.kind() == LevelKind.PROJECT;
      boolean isOpen =
          answer.allow() == AllowOutcome.TRUE || answer.allow() == AllowOutcome.UNDECLARED;
      if (isCeiling && !isOpen) {
        return refusal(ReasonCode.CEILING, "does not allow it", answer, answers);
      }
    }
    if (answers.stream().anyMatch(answer -> answer.tier().isPresent())) {
      return decision(Verdict.ASK, List.of(ReasonCode.ASKED), List.of(), answers);
    }
    return decision(Verdict.ALLOW, List.of(), List.of(), answers);
  }

  private static PolicyDecision refusal(
      ReasonCode reason, String what, LevelAnswer by, List<LevelAnswer> answers) {
    List<ReasonCode> reasons = new ArrayList<>(List.of(reason));
    if (by.allow() == AllowOutcome.ERROR) {
      reasons.add(ReasonCode.RULE_ERROR);
    }
    return decision(Verdict.DENY, reasons, List.of(by.packageName() + " " + what), answers);
  }

  private static PolicyDecision decision(
      Verdict verdict, List<ReasonCode> reasons, List<String> messages, List<LevelAnswer> answers) {
    List<String> rules = new ArrayList<>();
    List<String> told = new ArrayList<>(messages);
    List<String> exceptions = new ArrayList<>();
    List<String> shadows = new ArrayList<>();
    Optional<AskTier> tier = Optional.empty();
    List<LevelTrace> trace = new ArrayList<>();
    for (LevelAnswer answer : answers) {
      LevelTrace level = answer.trace();
      trace.add(level);
      for (RuleOutcome outcome : level.outcomes()) {
        if (messages.isEmpty() && decides(verdict, outcome)) {
          told.add(outcome.message());
          rules.add(outcome.rule());
        }
      }
      for (PolicyException used : answer.used()) {
        switch (used.effect()) {
          case EXCEPTION -> exceptions.add(used.label());
          case SHADOW -> shadows.add(used.label());
        }
      }
      if (verdict == Verdict.ASK && answer.tier().isPresent()) {
        AskTier asked = answer.tier().get();
        tier =
            Optional.of(tier.isPresent() && tier.get().compareTo(asked) > 0 ? tier.get() : asked);
      }
    }
    rules.removeIf(String::isEmpty);
    return new PolicyDecision(verdict, tier, reasons, rules, told, exceptions, shadows, trace);
  }

  /** Whether a rule's outcome is one that the verdict rests on. */
  private static boolean decides(Verdict verdict, RuleOutcome outcome) {
    return switch (outcome.outcome()) {
      case ERROR -> verdict == Verdict.DENY;
      case HELD ->
          outcome.export().equals("deny") ? verdict == Verdict.DENY : verdict == Verdict.ASK;
      case EXCEPTED, SHADOWED -> false;
    };
  }
}
