package io.tappass.rego;

import java.util.List;

/**
 * A module of a program.
 *
 * @param path of its package, {@code data.} included
 * @param imports as written, {@code data.a.b}
 * @param canonicalText one form for all layouts
 */
public record ModuleInfo(String file, String path, List<String> imports, String canonicalText) {
  public ModuleInfo {
    imports = List.copyOf(imports);
  }
}
