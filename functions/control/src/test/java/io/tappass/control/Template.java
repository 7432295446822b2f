package io.tappass.control;

import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The template that customers copy, with edits. */
final class Template {
  static final String ORG = "tappass/org/policy.rego";
  static final String TRIAGE = "tappass/projects/eu_support/agents/triage/policy.rego";

  private final Map<String, byte[]> files;

  private Template(Map<String, byte[]> files) {
    this.files = files;
  }

  static Template read() {
    Path root = root();
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Template(files);
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("policy-repo-template"))) {
        return at.resolve("policy-repo-template");
      }
    }
    throw new IllegalStateException("policy-repo-template is not above the working directory");
  }

  /** A copy in which that file ends with that text, or consists of it if it is not there. */
  Template append(String path, String text) {
    var edited = new TreeMap<>(files);
    String before = new String(edited.getOrDefault(path, new byte[0]), StandardCharsets.UTF_8);
    edited.put(path, (before + text).getBytes(StandardCharsets.UTF_8));
    return new Template(edited);
  }

  /** A copy with a rule of the organisation that denies one more tool. */
  Template denying(String message) {
    return append(
        ORG,
        "\n\ndeny contains \"" + message + "\" if {\n\tinput.call.tool == \"stripe_refund\"\n}\n");
  }

  RepositoryTree tree() {
    return RepositoryTree.of(
        files.entrySet().stream()
            .map(file -> RepositoryEntry.file(file.getKey(), file.getValue()))
            .toList());
  }
}
