package io.tappass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** What every command owes its user. */
final class HelpTest {

  static Stream<List<String>> every_command() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> into) {
    command
        .getSubcommands()
        .forEach((name, child) -> {
          if (!(child.getCommand() instanceof HelpCommand)) {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            into.add(longer);
            collect(child, longer, into);
          }
        });
  }

  private static CommandLine find(List<String> words) {
    CommandLine command = Main.commandLine();
    for (String word : words) {
      command = Objects.requireNonNull(command.getSubcommands().get(word), word);
    }
    return command;
  }

  @ParameterizedTest
  @MethodSource("every_command")
  void help_names_every_option_and_parameter(List<String> words) {
    List<String> line = new ArrayList<>(words);
    line.add("--help");
    CommandRun run = CommandRun.of(line.toArray());
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    for (var option : find(words).getCommandSpec().options()) {
      assertThat(run.out()).contains(option.longestName());
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
    }
    for (var parameter : find(words).getCommandSpec().positionalParameters()) {
      assertThat(run.out()).contains(parameter.paramLabel());
      assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("every_command")
  void a_command_that_does_something_shows_an_example(List<String> words) {
    if (find(words).getSubcommands().isEmpty()) {
      List<String> line = new ArrayList<>(words);
      line.add("--help");
      assertThat(CommandRun.of(line.toArray()).out())
          .containsPattern("Example:\\s+(\\S+=\\S+ )?tappass " + String.join(" ", words));
    }
  }

  @ParameterizedTest
  @MethodSource("every_command")
  void an_unknown_option_is_a_usage_error(List<String> words) {
    List<String> line = new ArrayList<>(words);
    line.add("--no-such-option");
    CommandRun run = CommandRun.of(line.toArray());
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotBlank();
  }

  @Test
  void a_word_that_only_leads_to_commands_names_them() {
    CommandRun run = CommandRun.of("rego");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("conformance");
  }

  @Test
  void an_unknown_command_is_a_usage_error() {
    CommandRun run = CommandRun.of("chekc");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("check");
  }
}
