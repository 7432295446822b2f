package io.tappass.policy;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.LevelTrace.AllowOutcome;
import io.tappass.policy.LevelTrace.RuleOutcome;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.call.Translation;
import io.tappass.policy.value.WireName;
import io.tappass.rego.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decision as a tree: verdict, then levels, then rules with what became of them and where they
 * were written.
 *
 * @param levels empty where the call was refused before any rule was looked at
 */
public record Explanation(PolicyDecision decision, List<LevelPart> levels) {

  /** One level. */
  public record LevelPart(
      LevelKind kind, String packageName, AllowOutcome allow, List<RulePart> rules) {
    public LevelPart {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule.
   *
   * @param export {@code allow}, {@code deny} or {@code ask}
   * @param outcome {@code held}, {@code excepted}, {@code shadowed} or {@code error}
   */
  public record RulePart(
      String rule, String export, String outcome, String message, Optional<String> place) {}

  public Explanation {
    levels = List.copyOf(levels);
  }

  /** Decides and explains. */
  public static Explanation of(
      PolicyProgram program,
      Translation translation,
      SessionFacts session,
      Budget budget,
      RulePlaces places) {
    PolicyDecision decision = program.decide(translation, session, budget);
    return switch (translation) {
      case CallRefusal ignored -> new Explanation(decision, List.of());
      case Call call ->
          new Explanation(
              decision, levels(decision, program.grants(call, session, budget), places));
    };
  }

  /** The tree as JSON. */
  public JsonObject toJson() {
    List<JsonValue> parts = new ArrayList<>();
    for (LevelPart level : levels) {
      parts.add(
          JsonValue.object()
              .put("level", level.kind().wireName())
              .put("package", level.packageName())
              .put("allow", level.allow().wireName())
              .put("rules", rules(level.rules()))
              .build());
    }
    var json =
        JsonValue.object()
            .put("verdict", decision.verdict().wireName())
            .put("reasons", JsonValue.ofStrings(names(decision.reasons())));
    decision.tier().ifPresent(tier -> json.put("tier", tier.wireName()));
    return json.put("messages", JsonValue.ofStrings(decision.messages()))
        .put("rules", JsonValue.ofStrings(decision.rules()))
        .put("exceptions_used", JsonValue.ofStrings(decision.exceptionsUsed()))
        .put("shadow_hits", JsonValue.ofStrings(decision.shadowHits()))
        .put("levels", new JsonArray(parts))
        .build();
  }

  /** The tree as indented lines, each ended by a newline. */
  public String text() {
    var out = new StringBuilder(decision.verdict().wireName());
    decision.tier().ifPresent(tier -> out.append(" (").append(tier.wireName()).append(')'));
    if (!decision.reasons().isEmpty()) {
      out.append(": ").append(String.join(", ", names(decision.reasons())));
    }
    out.append('\n');
    if (levels.isEmpty()) {
      decision.messages().forEach(message -> out.append("  ").append(message).append('\n'));
    }
    for (LevelPart level : levels) {
      out.append("  ").append(level.kind().wireName()).append(' ').append(level.packageName());
      out.append(": ").append(words(level.allow())).append('\n');
      for (RulePart rule : level.rules()) {
        out.append("    ").append(rule.export()).append(' ').append(rule.outcome());
        out.append(rule.rule().isEmpty() ? "" : " " + rule.rule());
        out.append(rule.message().isEmpty() ? "" : " \"" + rule.message() + "\"");
        rule.place().ifPresent(place -> out.append("  ").append(place));
        out.append('\n');
      }
    }
    return out.toString();
  }

  private static List<LevelPart> levels(
      PolicyDecision decision, Map<String, List<String>> grants, RulePlaces places) {
    List<LevelPart> levels = new ArrayList<>();
    for (LevelTrace trace : decision.trace()) {
      String packageName = trace.packageName();
      List<RulePart> rules = new ArrayList<>();
      for (RuleOutcome outcome : trace.outcomes()) {
        rules.add(
            new RulePart(
                outcome.rule(),
                outcome.export(),
                outcome.outcome().wireName(),
                outcome.message(),
                places.find(packageName, outcome.rule())));
      }
      for (String rule : grants.getOrDefault(packageName, List.of())) {
        rules.add(new RulePart(rule, "allow", "held", "", places.find(packageName, rule)));
      }
      levels.add(new LevelPart(trace.kind(), packageName, trace.allow(), rules));
    }
    return levels;
  }

  private static JsonArray rules(List<RulePart> rules) {
    List<JsonValue> items = new ArrayList<>();
    for (RulePart rule : rules) {
      var json =
          JsonValue.object()
              .put("rule", rule.rule())
              .put("export", rule.export())
              .put("outcome", rule.outcome())
              .put("message", rule.message());
      rule.place().ifPresent(place -> json.put("place", place));
      items.add(json.build());
    }
    return new JsonArray(items);
  }

  private static List<String> names(List<? extends WireName> constants) {
    return constants.stream().map(WireName::wireName).toList();
  }

  private static String words(AllowOutcome allow) {
    return switch (allow) {
      case UNDECLARED -> "no rule allow";
      case TRUE -> "allow is true";
      case NOT_TRUE -> "allow is not true";
      case ERROR -> "allow failed";
    };
  }
}
