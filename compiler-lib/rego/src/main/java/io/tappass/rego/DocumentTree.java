package io.tappass.rego;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.StrictJson;
import io.tappass.rego.conformance.CaseYaml;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rego and data files beneath paths, as {@code opa eval -d} loads them: {@code .rego} files, and
 * JSON and YAML files, which are merged into the base document under the names of the folders they
 * stand in.
 *
 * @param sources the Rego files, in the order of their paths
 * @param data the base document
 */
public record DocumentTree(List<SourceFile> sources, ObjectValue data) {
  private static final long BYTES_MAX = 64L << 20;
  private static final int FILES_MAX = 10_000;
  private static final int DEPTH_MAX = 200;

  public DocumentTree {
    sources = List.copyOf(sources);
  }

  /**
   * Reads files and folders.
   *
   * @throws IOException with a message for the user: a file that is missing, too large or
   *     malformed, or two files that define the same part of the base document
   */
  public static DocumentTree load(List<Path> paths) throws IOException {
    var sources = new ArrayList<SourceFile>();
    Value data = ObjectValue.EMPTY;
    for (Path root : paths) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(root)) {
        files = all.filter(Files::isRegularFile).sorted().limit(FILES_MAX + 1L).toList();
      }
      if (files.size() > FILES_MAX) {
        throw new IOException(root + ": more than " + FILES_MAX + " files");
      }
      for (Path file : files) {
        String name = file.toString();
        if (name.endsWith(".rego")) {
          sources.add(new SourceFile(name, text(file)));
        } else if (name.matches(".*\\.(json|yaml|yml)")) {
          data = merged(data, at(root, file, document(file)), file.toString());
        }
      }
    }
    return new DocumentTree(sources, (ObjectValue) data);
  }

  /** Reads one JSON or YAML file. */
  public static Value document(Path file) throws IOException {
    String text = text(file);
    if (!file.toString().endsWith(".json")) {
      return CaseYaml.read(text);
    }
    try {
      var limits = new JsonLimits((int) BYTES_MAX, DEPTH_MAX, JsonLimits.NUMBER_CHARS_MAX);
      return ValueJson.fromJson(StrictJson.parse(text, limits));
    } catch (JsonException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + ": larger than " + BYTES_MAX + " bytes");
    }
    return Files.readString(file);
  }

  private static Value at(Path root, Path file, Value document) throws IOException {
    Path folder = root.relativize(file).getParent();
    Value value = document;
    if (Files.isDirectory(root) && folder != null) {
      for (int index = folder.getNameCount() - 1; index >= 0; index--) {
        value =
            ObjectValue.builder()
                .put(StringValue.of(folder.getName(index).toString()), value)
                .build();
      }
    }
    if (!(value instanceof ObjectValue)) {
      throw new IOException(file + ": a document at the root of data must be an object");
    }
    return value;
  }

  private static Value merged(@Nullable Value one, Value two, String file) throws IOException {
    if (one == null) {
      return two;
    }
    if (!(one instanceof ObjectValue left) || !(two instanceof ObjectValue right)) {
      if (one.equals(two)) {
        return one;
      }
      throw new IOException(file + ": merge error: another file defines this part of data");
    }
    var members = new TreeMap<Value, Value>();
    left.entries().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    for (var entry : right.entries()) {
      members.put(entry.getKey(), merged(members.get(entry.getKey()), entry.getValue(), file));
    }
    return ObjectValue.of(members);
  }
}
