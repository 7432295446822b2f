package io.tappass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/**
 * The commands that the documents show are commands that there are, with options that they have.
 */
final class ReadmeTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*\\./tappass +([^#\\n]+)");
  private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

  static Stream<String> shown_commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (String file : List.of("README.md", "docs/benchmarks.md", "docs/walkthrough.md")) {
      Path path = ROOT.resolve(file);
      if (Files.exists(path)) {
        Matcher matcher = COMMAND.matcher(Files.readString(path));
        while (matcher.find()) {
          commands.add(matcher.group(1).strip());
        }
      }
    }
    return commands.stream();
  }

  @Test
  void the_readme_shows_the_main_commands() throws IOException {
    assertThat(shown_commands()).contains("demo").anyMatch(line -> line.startsWith("dev "));
  }

  @ParameterizedTest
  @MethodSource("shown_commands")
  void a_shown_command_parses(String line) {
    String[] words = line.split(" +");
    ParseResult parsed = Main.commandLine().parseArgs(words);
    assertThat(parsed.errors()).isEmpty();
    assertThat(parsed.unmatched()).isEmpty();
    assertThat(parsed.hasSubcommand()).as(Arrays.toString(words)).isTrue();
  }
}
