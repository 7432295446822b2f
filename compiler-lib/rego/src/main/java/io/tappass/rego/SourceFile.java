package io.tappass.rego;

/**
 * A file of Rego.
 *
 * @param path as diagnostics shall name it
 */
public record SourceFile(String path, String text) {}
