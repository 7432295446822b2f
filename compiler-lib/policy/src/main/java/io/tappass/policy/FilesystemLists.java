package io.tappass.policy;

import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.PathPattern;

/** What may be read and what may be written; to write is not to read. */
public record FilesystemLists(ClosedList<PathPattern> read, ClosedList<PathPattern> write) {}
