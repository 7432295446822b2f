package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.StepAction;
import io.tappass.policy.cascade.SettingRules.Declared;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.Vocabulary;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.WireName;
import io.tappass.rego.Budget;
import io.tappass.rego.ClauseOutcome;
import io.tappass.rego.Program;
import io.tappass.rego.RegoException;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Evaluates the settings of one level for one sandbox, strictly: what cannot be evaluated is an
 * error, never a setting that is not there.
 */
public final class SettingsEvaluation {

  /** What one setting may spend; the same on every machine, so that compiling is deterministic. */
  private static final Budget BUDGET =
      new Budget(1_000_000, Budget.DEPTH_MAX, 64L << 20, () -> 0L, Long.MAX_VALUE);

  /** Entries that one list of one level may have. */
  public static final int ENTRIES_MAX = 500;

  private final String packageName;
  private final Program program;
  private final Vocabulary vocabulary;
  private final ObjectValue input;
  private final Findings findings;

  private final Map<ClosedSetting, List<Placed<ListEntry>>> allow =
      new EnumMap<>(ClosedSetting.class);
  private final Map<ClosedSetting, SourceSpan> declaredAt = new EnumMap<>(ClosedSetting.class);
  private final Map<ClosedSetting, List<Placed<ListEntry>>> deny =
      new EnumMap<>(ClosedSetting.class);
  private final Map<Ceiling, Placed<Long>> ceilings = new EnumMap<>(Ceiling.class);
  private final Map<String, Placed<Long>> callsPerTool = new TreeMap<>();
  private final Map<String, Placed<StepAction>> pipeline = new TreeMap<>();
  private final List<Placed<Ring>> rings = new ArrayList<>();
  private final List<Placed<String>> compliance = new ArrayList<>();
  private final List<Placed<String>> redact = new ArrayList<>();
  private Optional<Placed<ArgumentRecording>> arguments = Optional.empty();
  private Optional<Placed<OnStale>> onStale = Optional.empty();

  private SettingsEvaluation(
      String packageName,
      Program program,
      Vocabulary vocabulary,
      ObjectValue input,
      Findings findings) {
    this.packageName = packageName;
    this.program = program;
    this.vocabulary = vocabulary;
    this.input = input;
    this.findings = findings;
  }

  /**
   * What the level declares for the sandbox of {@code input}.
   *
   * @param input what is known of the sandbox, see {@link KnownInput}
   */
  public static LevelSettings evaluate(
      LevelKind kind,
      String packageName,
      Program program,
      SettingRules rules,
      Vocabulary vocabulary,
      ObjectValue input,
      Findings findings) {
    var evaluation = new SettingsEvaluation(packageName, program, vocabulary, input, findings);
    rules.byPath().forEach(evaluation::setting);
    return new LevelSettings(
        kind,
        packageName,
        evaluation.allow,
        evaluation.declaredAt,
        evaluation.deny,
        evaluation.ceilings,
        evaluation.callsPerTool,
        evaluation.pipeline,
        evaluation.rings,
        evaluation.compliance,
        evaluation.redact,
        evaluation.arguments,
        evaluation.onStale);
  }

  private void setting(String path, Declared declared) {
    switch (declared.setting()) {
      case SettingPath.ListEntries list -> list(path, list, declared.place());
      case SettingPath.LowestOf number ->
          integer(path, declared.place(), number.ceiling().min(), number.ceiling().max())
              .ifPresent(value -> ceilings.put(number.ceiling(), value));
      case SettingPath.CallsOfTool calls -> {
        if (isKnownTool(calls.tool(), declared.place())) {
          integer(path, declared.place(), 0, Ceiling.TOOL_CALLS_PER_SESSION.max())
              .ifPresent(value -> callsPerTool.put(calls.tool(), value));
        }
      }
      case SettingPath.Step step -> step(path, step.step(), declared.place());
      case SettingPath.Other other -> other(path, other, declared.place());
    }
  }

  private void other(String path, SettingPath.Other other, SourceSpan place) {
    switch (other) {
      case RINGS ->
          texts(path).forEach(text -> constant(Ring.class, path, text).ifPresent(rings::add));
      case COMPLIANCE -> compliance.addAll(texts(path));
      case REDACT -> redact.addAll(texts(path));
      case ARGUMENTS ->
          text(path, place)
              .ifPresent(text -> arguments = constant(ArgumentRecording.class, path, text));
      case ON_STALE ->
          text(path, place).ifPresent(text -> onStale = constant(OnStale.class, path, text));
    }
  }

  private void list(String path, SettingPath.ListEntries list, SourceSpan place) {
    List<Placed<ListEntry>> entries = new ArrayList<>();
    for (Placed<String> text : texts(path)) {
      try {
        ListEntry entry = list.setting().parse(text.value());
        boolean isTool = list.setting() == ClosedSetting.FLOOR_TOOLS;
        if (!isTool || isKnownTool(text.value(), text.place())) {
          entries.add(new Placed<>(entry, text.place()));
        }
      } catch (IllegalArgumentException e) {
        entry(text.place(), path + ": " + e.getMessage());
      }
    }
    if (entries.size() > ENTRIES_MAX) {
      entry(place, path + " has more than " + ENTRIES_MAX + " entries");
      entries = entries.subList(0, ENTRIES_MAX);
    }
    if (list.isDeny()) {
      deny.put(list.setting(), entries);
    } else {
      allow.put(list.setting(), entries);
      declaredAt.put(list.setting(), place);
    }
  }

  private void step(String path, String step, SourceSpan place) {
    if (!vocabulary.functions().contains(step)) {
      entry(place, step + " is no step of vocabulary/functions");
      return;
    }
    Optional<Value> value = value(path, place);
    if (value.isEmpty()) {
      return;
    }
    boolean isAction =
        value.get() instanceof ObjectValue object
            && object.size() == 1
            && object.find(StringValue.of("action")) instanceof StringValue;
    if (!isAction) {
      type(place, path + " is an object with an action", value.get());
      return;
    }
    Value action = ((ObjectValue) value.get()).find(StringValue.of("action"));
    if (action instanceof StringValue text) {
      constant(StepAction.class, path, new Placed<>(text.value(), place))
          .ifPresent(placed -> pipeline.put(step, placed));
    }
  }

  private Optional<Placed<Long>> integer(String path, SourceSpan place, long min, long max) {
    Optional<Value> value = value(path, place);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> integer =
        value.get() instanceof NumberValue number && number.isLong()
            ? Optional.of(number.longValue())
            : Optional.empty();
    if (integer.isEmpty() || integer.get() < min || integer.get() > max) {
      type(place, path + " is an integer within " + min + " and " + max, value.get());
      return Optional.empty();
    }
    return Optional.of(new Placed<>(integer.get(), place));
  }

  private Optional<Placed<String>> text(String path, SourceSpan place) {
    Optional<Value> value = value(path, place);
    if (value.isPresent() && value.get() instanceof StringValue text) {
      return Optional.of(new Placed<>(text.value(), place));
    }
    value.ifPresent(other -> type(place, path + " is a string", other));
    return Optional.empty();
  }

  private Optional<Value> value(String path, SourceSpan place) {
    try {
      return program.evaluateStrict("data." + packageName + "." + path, input, BUDGET);
    } catch (RegoException e) {
      failed(place, path, e.code() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<Placed<String>> texts(String path) {
    List<Placed<String>> texts = new ArrayList<>();
    String whole = "data." + packageName + "." + path;
    for (ClauseOutcome outcome : program.evaluateClauses(whole, input, BUDGET)) {
      SourceSpan place = outcome.rule().span();
      Value term = outcome.term();
      if (outcome.error() != null) {
        failed(place, path, outcome.error().code() + ": " + outcome.error().getMessage());
      } else if (term == null) {
        failed(place, path, "the entry is undefined");
      } else if (term instanceof StringValue text) {
        texts.add(new Placed<>(text.value(), place));
      } else {
        type(place, path + " is a set of strings", term);
      }
    }
    return texts;
  }

  private <E extends Enum<E> & WireName> Optional<Placed<E>> constant(
      Class<E> type, String path, Placed<String> text) {
    Optional<E> constant = WireName.find(type, text.value());
    if (constant.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (E each : type.getEnumConstants()) {
        names.add(each.wireName());
      }
      findings.add(
          PolicyCode.SETTING_ENTRY,
          text.place(),
          path + " does not know " + text.value(),
          "Write one of " + String.join(", ", names));
    }
    return constant.map(value -> new Placed<>(value, text.place()));
  }

  private boolean isKnownTool(String tool, SourceSpan place) {
    boolean isKnown = vocabulary.tool(tool).isPresent();
    if (!isKnown) {
      entry(place, tool + " is no tool of vocabulary/tools");
    }
    return isKnown;
  }

  private void entry(SourceSpan place, String message) {
    findings.add(
        PolicyCode.SETTING_ENTRY, place, message, "See docs/spec/settings.md for what may stand");
  }

  private void type(SourceSpan place, String wanted, Value value) {
    String text = ValueText.of(value);
    findings.add(
        PolicyCode.SETTING_TYPE,
        place,
        wanted + ", not " + (text.length() > 60 ? text.substring(0, 60) + "..." : text),
        "See docs/spec/settings.md");
  }

  private void failed(SourceSpan place, String path, String why) {
    findings.add(
        PolicyCode.SETTING_FAILED,
        place,
        path + " cannot be evaluated: " + why,
        "A setting is evaluated once, when the policy is compiled, within a budget of steps");
  }
}
