package io.tappass.cli.stack;

/** How a command writes its answer. */
public enum Format {
  TEXT,
  JSON
}
