package io.tappass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every document of the repository points at what there is. */
final class DocumentLinksTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

  /** Folders that hold what was built, fetched or run. */
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".cache", ".tappass");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");

  static Stream<Path> every_document() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              documents.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents.stream().sorted();
  }

  @Test
  void the_documents_are_found() throws IOException {
    assertThat(every_document()).contains(Path.of("README.md"), Path.of("docs", "LIMITATIONS.md"));
  }

  @ParameterizedTest
  @MethodSource("every_document")
  void its_links_lead_somewhere(Path document) throws IOException {
    Path file = ROOT.resolve(document);
    List<String> dead = new ArrayList<>();
    Matcher links = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll(""));
    while (links.find()) {
      String target = links.group(1).replaceFirst("#.*", "");
      boolean isElsewhere = target.matches("[a-z]+:.*");
      if (!isElsewhere && !Files.exists(file.resolveSibling(target))) {
        dead.add(target);
      }
    }
    assertThat(dead).isEmpty();
  }
}
