package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.LevelKind;
import io.tappass.policy.StepAction;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.value.ListEntry;
import io.tappass.rego.diagnostic.Related;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds settings of a level that would relax a level above it: the merge ignores them, but their
 * author believes something else. Packs are not checked against what is above them: whoever wrote a
 * pack did not know it, and the merge takes the stricter of both.
 */
public final class RelaxationCheck {
  private final List<LevelSettings> above;
  private final LevelSettings level;
  private final Findings findings;

  private RelaxationCheck(List<LevelSettings> above, LevelSettings level, Findings findings) {
    this.above = above;
    this.level = level;
    this.findings = findings;
  }

  /** Reports what {@code level} relaxes of {@code above}, the highest of which comes first. */
  public static void check(List<LevelSettings> above, LevelSettings level, Findings findings) {
    if (level.kind() == LevelKind.PACK || above.isEmpty()) {
      return;
    }
    var check = new RelaxationCheck(above, level, findings);
    check.lists();
    check.ceilings();
    check.steps();
    check.choices();
  }

  private void lists() {
    for (var declared : level.allow().entrySet()) {
      ClosedSetting setting = declared.getKey();
      for (Placed<ListEntry> entry : declared.getValue()) {
        if (!isDenied(setting, entry)) {
          meetsSomething(setting, entry);
        }
      }
    }
  }

  private boolean isDenied(ClosedSetting setting, Placed<ListEntry> entry) {
    for (LevelSettings higher : above) {
      for (Placed<ListEntry> no : higher.deny().getOrDefault(setting, List.of())) {
        if (EntryAlgebra.covers(no.value(), entry.value())) {
          relaxes(
              entry.place(),
              setting.path()
                  + ".allow: "
                  + entry.value().text()
                  + " is denied by "
                  + higher.packageName(),
              "Remove the entry, or ask the owner of " + higher.packageName(),
              no.place(),
              "denied here");
          return true;
        }
      }
    }
    return false;
  }

  private void meetsSomething(ClosedSetting setting, Placed<ListEntry> entry) {
    for (LevelSettings higher : above) {
      List<Placed<ListEntry>> allowed = higher.allow().get(setting);
      SourceSpan place = higher.declaredAt().get(setting);
      if (allowed != null
          && place != null
          && allowed.stream()
              .allMatch(other -> EntryAlgebra.meet(other.value(), entry.value()).isEmpty())) {
        relaxes(
            entry.place(),
            setting.path()
                + ".allow: "
                + entry.value().text()
                + " meets no entry of "
                + higher.packageName(),
            "A level narrows what is above it; the list above has "
                + (allowed.isEmpty() ? "no entry" : "such as " + allowed.get(0).value().text()),
            place,
            "the list above is declared here");
        return;
      }
    }
  }

  private void ceilings() {
    for (Ceiling ceiling : Ceiling.values()) {
      Placed<Long> mine = level.ceilings().get(ceiling);
      if (mine != null) {
        for (LevelSettings higher : above) {
          ceiling(ceiling.path(), mine, Optional.ofNullable(higher.ceilings().get(ceiling)));
        }
      }
    }
    for (Map.Entry<String, Placed<Long>> mine : level.callsPerTool().entrySet()) {
      for (LevelSettings higher : above) {
        ceiling(
            "budget.per_tool." + mine.getKey(),
            mine.getValue(),
            Optional.ofNullable(higher.callsPerTool().get(mine.getKey())));
      }
    }
  }

  private void ceiling(String path, Placed<Long> mine, Optional<Placed<Long>> higher) {
    if (higher.isPresent() && mine.value() > higher.get().value()) {
      relaxes(
          mine.place(),
          path + ": " + mine.value() + " is above the ceiling of " + higher.get().value(),
          "Write " + higher.get().value() + " or less, or leave it out",
          higher.get().place(),
          "the ceiling stands here");
    }
  }

  private void steps() {
    for (Map.Entry<String, Placed<StepAction>> mine : level.pipeline().entrySet()) {
      for (LevelSettings higher : above) {
        Placed<StepAction> theirs = higher.pipeline().get(mine.getKey());
        if (theirs != null && mine.getValue().value().compareTo(theirs.value()) > 0) {
          relaxes(
              mine.getValue().place(),
              "pipeline."
                  + mine.getKey()
                  + ": "
                  + mine.getValue().value().wireName()
                  + " is weaker than "
                  + theirs.value().wireName(),
              "block is stricter than redact, redact than notify, notify than log",
              theirs.place(),
              "the stricter action stands here");
        }
      }
    }
  }

  private void choices() {
    for (LevelSettings higher : above) {
      if (level.onStale().isPresent() && higher.onStale().isPresent()) {
        Placed<OnStale> mine = level.onStale().get();
        Placed<OnStale> theirs = higher.onStale().get();
        if (mine.value() == OnStale.FLOOR && theirs.value() == OnStale.DENY_ALL) {
          relaxes(
              mine.place(),
              "freshness.on_stale: floor is weaker than deny_all",
              "Leave it out",
              theirs.place(),
              "deny_all stands here");
        }
      }
      if (level.arguments().isPresent() && higher.arguments().isPresent()) {
        Placed<ArgumentRecording> mine = level.arguments().get();
        Placed<ArgumentRecording> theirs = higher.arguments().get();
        if (mine.value() != theirs.value()) {
          relaxes(
              mine.place(),
              "audit.arguments: "
                  + mine.value().wireName()
                  + " where a level above says "
                  + theirs.value().wireName(),
              "The highest level that declares it decides; leave it out",
              theirs.place(),
              "it is declared here");
        }
      }
    }
  }

  private void relaxes(
      SourceSpan place, String message, String hint, SourceSpan other, String note) {
    findings.add(PolicyCode.SETTING_RELAXES, place, message, hint, new Related(other, note));
  }
}
