package io.tappass.host.apply;

import io.tappass.policy.CompiledPolicy;

/**
 * A verified policy that is to be brought into force.
 *
 * @param release that names it
 * @param digest of the policy's bytes
 * @param bytes that were verified
 * @param policy read from these bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by digest, never by equals
public record Activation(long release, String digest, byte[] bytes, CompiledPolicy policy) {}
