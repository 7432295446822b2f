package io.tappass.engine;

import io.tappass.json.JsonValue.JsonObject;

/**
 * What somebody at an enforcement point wants to do, strictly parsed and not yet understood.
 *
 * @param target whose spelling {@code spelling} is, such as {@code claude-code}
 * @param spelling the tool's name there
 * @param args its arguments
 * @param cwd the directory it works in, as the caller says; empty for the sandbox's workspace
 * @param label what the caller calls its session; a label for people and nothing more
 * @param bytes exactly what was received; the record binds them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; only digested
public record EngineCall(
    String target, String spelling, JsonObject args, String cwd, String label, byte[] bytes) {}
