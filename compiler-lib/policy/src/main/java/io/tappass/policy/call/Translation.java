package io.tappass.policy.call;

/** What comes of translating a target's spelling and arguments: a call, or a refusal. */
public sealed interface Translation permits Call, CallRefusal {}
