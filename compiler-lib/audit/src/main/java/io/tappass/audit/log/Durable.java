package io.tappass.audit.log;

import io.tappass.audit.RecordLine;

/**
 * A record that survives a crash.
 *
 * @param index of the record in its epoch, from 0
 * @param checkpointSize records that the checkpoint covers that was made durable with it
 */
public record Durable(RecordLine record, long index, long checkpointSize) {}
