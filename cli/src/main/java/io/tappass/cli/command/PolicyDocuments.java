package io.tappass.cli.command;

import io.tappass.rego.DocumentTree;
import io.tappass.rego.SourceFile;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All Rego and data of a policy repository as one program sees them, for its tests only: the levels
 * of a policy are never compiled together. Data is where docs/spec/policy-repository.md puts it.
 */
final class PolicyDocuments {
  private static final String MARK = "tappass.yaml";
  private static final int FILES_MAX = 10_000;

  private PolicyDocuments() {}

  /** Whether the folder is the root of a policy repository. */
  static boolean isRepository(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK));
  }

  /** Rego beneath {@code tappass/}, and every {@code data.yaml} there and in the vocabulary. */
  static DocumentTree load(Path folder) throws IOException {
    List<SourceFile> sources = new ArrayList<>();
    Value data = ObjectValue.EMPTY;
    for (String part : List.of("tappass", "vocabulary")) {
      for (Path file : files(folder.resolve(part))) {
        String name = file.getFileName().toString();
        if (name.endsWith(".rego")) {
          sources.add(new SourceFile(file.toString(), Files.readString(file)));
        } else if (name.equals("data.yaml")) {
          data = merged(data, nested(folder.relativize(file), DocumentTree.document(file)));
        }
      }
    }
    return new DocumentTree(sources, (ObjectValue) data);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().limit(FILES_MAX + 1L).toList();
      if (files.size() > FILES_MAX) {
        throw new IOException(folder + ": more than " + FILES_MAX + " files");
      }
      return files;
    }
  }

  private static Value nested(Path file, Value document) {
    Value value = document;
    for (int index = file.getNameCount() - 2; index >= 0; index--) {
      value =
          ObjectValue.builder().put(StringValue.of(file.getName(index).toString()), value).build();
    }
    return value;
  }

  private static Value merged(Value one, Value two) {
    if (!(one instanceof ObjectValue left) || !(two instanceof ObjectValue right)) {
      return one;
    }
    var members = new TreeMap<Value, Value>();
    left.entries().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    right
        .entries()
        .forEach(entry -> members.merge(entry.getKey(), entry.getValue(), PolicyDocuments::merged));
    return ObjectValue.of(members);
  }
}
