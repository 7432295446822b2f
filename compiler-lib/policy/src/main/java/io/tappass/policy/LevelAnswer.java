package io.tappass.policy;

import io.tappass.policy.LevelTrace.AllowOutcome;
import io.tappass.policy.LevelTrace.Outcome;
import io.tappass.policy.LevelTrace.RuleOutcome;
import io.tappass.policy.value.WireName;
import io.tappass.rego.RegoException;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what one level answers to one call. */
final class LevelAnswer {

  /** Characters of a message; what is longer is cut. */
  static final int MESSAGE_CHARS_MAX = 500;

  /** Messages of one rule in one decision; more add nothing to it. */
  static final int MESSAGES_PER_RULE_MAX = 5;

  private static final String DENY = "deny";
  private static final String TIER = "tier";
  private static final String REASON = "reason";

  private final Level level;
  private final Map<String, List<PolicyException>> exceptions;
  private final Instant time;
  private final List<RuleOutcome> outcomes = new ArrayList<>();
  private final Map<String, Integer> messages = new HashMap<>();
  private final List<PolicyException> used = new ArrayList<>();
  private Optional<AskTier> tier = Optional.empty();
  private boolean isDenied;
  private boolean isFailed;
  private AllowOutcome allow = AllowOutcome.UNDECLARED;

  LevelAnswer(Level level, Map<String, List<PolicyException>> exceptions, Instant time) {
    this.level = level;
    this.exceptions = exceptions;
    this.time = time;
  }

  /** A clause holds; without a term its rule's id stands for the message. */
  void held(String export, String rule, @Nullable Value term) {
    String message = term == null ? rule : message(term);
    if (isTakenOut(export, rule, message)) {
      return;
    }
    if (export.equals(DENY)) {
      isDenied = true;
    } else {
      AskTier asked = tier(term);
      tier = Optional.of(tier.isPresent() && tier.get().compareTo(asked) > 0 ? tier.get() : asked);
    }
    add(rule, export, Outcome.HELD, message);
  }

  /** A clause failed, or, without a rule, the whole export did. */
  void failed(String export, String rule, @Nullable RegoException error) {
    String message = error == null ? "the rule failed" : error.code() + ": " + error.getMessage();
    boolean isSpent = error == null || error.code().equals(RegoException.CANCEL);
    // What a spent budget left unevaluated has no exception.
    if (!isSpent && isTakenOut(export, rule, message)) {
      return;
    }
    isFailed = true;
    add(rule, export, Outcome.ERROR, message);
  }

  void allow(AllowOutcome outcome) {
    allow = outcome;
  }

  boolean isDenied() {
    return isDenied;
  }

  boolean isFailed() {
    return isFailed;
  }

  Optional<AskTier> tier() {
    return tier;
  }

  AllowOutcome allow() {
    return allow;
  }

  LevelKind kind() {
    return level.kind();
  }

  String packageName() {
    return level.packageName();
  }

  /** Exceptions and shadow entries without which a rule would have counted. */
  List<PolicyException> used() {
    return used;
  }

  LevelTrace trace() {
    return new LevelTrace(level.kind(), level.packageName(), allow, outcomes);
  }

  private boolean isTakenOut(String export, String rule, String message) {
    List<PolicyException> inForce =
        exceptions.getOrDefault(rule, List.of()).stream()
            .filter(exception -> exception.isInForce(time))
            .toList();
    if (inForce.isEmpty()) {
      return false;
    }
    PolicyException first =
        inForce.stream()
            .filter(exception -> exception.effect() == PolicyException.Effect.EXCEPTION)
            .findFirst()
            .orElse(inForce.getFirst());
    used.add(first);
    Outcome outcome =
        switch (first.effect()) {
          case EXCEPTION -> Outcome.EXCEPTED;
          case SHADOW -> Outcome.SHADOWED;
        };
    add(rule, export, outcome, message);
    return true;
  }

  private void add(String rule, String export, Outcome outcome, String message) {
    if (messages.merge(rule, 1, Integer::sum) > MESSAGES_PER_RULE_MAX) {
      return;
    }
    String cut =
        message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) : message;
    outcomes.add(new RuleOutcome(rule, export, outcome, cut));
  }

  private static String message(Value term) {
    Value told =
        term instanceof ObjectValue object
                && object.find(REASON) instanceof StringValue reason
                && object.find(TIER) != null
            ? reason
            : term;
    return told instanceof StringValue string ? string.value() : ValueText.of(told);
  }

  /** The tier that a term names; the strictest where it names none. */
  private static AskTier tier(@Nullable Value term) {
    if (term instanceof ObjectValue object && object.find(TIER) instanceof StringValue name) {
      return WireName.find(AskTier.class, name.value()).orElse(AskTier.TWO_PERSON);
    }
    return AskTier.TWO_PERSON;
  }
}
