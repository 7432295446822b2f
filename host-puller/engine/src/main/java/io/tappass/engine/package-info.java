/**
 * The per-call policy engine: one call in, one durable decision out. May use the policy, Rego,
 * trust and audit libraries; knows neither sockets nor HTTP nor providers. Start at {@link
 * io.tappass.engine.PolicyEngine}; the order of its work stands in {@link
 * io.tappass.engine.SandboxEngine#decide}, the pipeline steps in {@link
 * io.tappass.engine.PipelineSteps}.
 */
@NullMarked
package io.tappass.engine;

import org.jspecify.annotations.NullMarked;
