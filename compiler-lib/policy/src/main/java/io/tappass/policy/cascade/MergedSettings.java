package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.Floor;
import io.tappass.policy.Freshness;
import io.tappass.policy.InterpreterLists;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.Ring;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.NamePattern;
import java.util.List;
import java.util.Optional;

/**
 * The settings that all levels of one sandbox come to.
 *
 * @param pipeline by step
 */
public record MergedSettings(
    ClosedList<HostPattern> network,
    FilesystemLists filesystem,
    InterpreterLists interpreter,
    ClosedList<NamePattern> models,
    BudgetLimits budget,
    List<PipelineStep> pipeline,
    List<Ring> ringsRequired,
    List<String> compliance,
    ArgumentRecording arguments,
    List<String> redact,
    long heartbeatSeconds,
    Freshness freshness,
    Optional<Floor> floor) {
  public MergedSettings {
    pipeline = List.copyOf(pipeline);
    ringsRequired = List.copyOf(ringsRequired);
    compliance = List.copyOf(compliance);
    redact = List.copyOf(redact);
  }
}
