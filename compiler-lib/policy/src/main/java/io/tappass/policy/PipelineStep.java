package io.tappass.policy;

import io.tappass.policy.value.Ids;

/**
 * A step that the engine must run on every call, beside those it always runs. An engine that does
 * not have it denies ({@link ReasonCode#STEP_UNSUPPORTED}).
 *
 * @param step as {@code detect_pii}
 */
public record PipelineStep(String step, StepAction action) {
  public PipelineStep {
    Ids.id("pipeline step", step);
  }
}
