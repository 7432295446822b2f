package io.tappass.rego.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RegoTextTest {

  private static Module parsed(String source) {
    Parser.Parsed<Module> parsed = Parser.module("t.rego", source, SyntaxLimits.STANDARD);
    assertThat(parsed.diagnostics()).as(source).isEmpty();
    return Objects.requireNonNull(parsed.value());
  }

  /** The whole tree as text, without the spans. */
  private static String shape(Module module) {
    return module.toString().replaceAll("t\\.rego:\\d+:\\d+", "");
  }

  private static void assertRoundTrip(Module module, String source) {
    String text = RegoText.canonical(module);
    Module again = parsed(text);
    assertThat(shape(again)).as("%s\n---\n%s", source, text).isEqualTo(shape(module));
    assertThat(RegoText.canonical(again)).isEqualTo(text);
  }

  @Test
  void layout_comments_and_place_do_not_show() {
    String one =
        """
        package a.b   # comment

        import data.x as y
        allow if { input.x == 1; not input.y }
        """;
    String two =
        """
        package a["b"]
        import data.x as y


        # another
        allow if {
            input.x==1 # here
            not input["y"]
        }
        """;
    assertThat(RegoText.canonical(parsed(one))).isEqualTo(RegoText.canonical(parsed(two)));
    assertThat(RegoText.canonical(parsed(one)))
        .isEqualTo(
            """
            package a.b

            import data.x as y

            allow if {
            	input.x == 1
            	not input.y
            }
            """);
  }

  @Test
  void the_modules_of_every_case_survive_printing() throws Exception {
    var readme =
        Objects.requireNonNull(RegoTextTest.class.getResource("/io/tappass/rego/cases/README.md"))
            .toURI();
    Path folder = Objects.requireNonNull(Path.of(readme).getParent());
    int modules = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
        for (String source : blocks(Files.readString(file))) {
          Parser.Parsed<Module> parsed = Parser.module("t.rego", source, SyntaxLimits.STANDARD);
          Module module = parsed.value();
          if (module != null && parsed.diagnostics().isEmpty()) {
            assertRoundTrip(module, source);
            modules++;
          }
        }
      }
    }
    assertThat(modules).isGreaterThan(60);
  }

  /** The literal blocks of a YAML file that start with a package or a comment. */
  private static List<String> blocks(String yaml) {
    var blocks = new ArrayList<String>();
    var matcher = Pattern.compile("(?m)^      - \\|\\n((?:        .*\\n|\\n)+)").matcher(yaml);
    while (matcher.find()) {
      blocks.add(matcher.group(1).replaceAll("(?m)^ {8}", ""));
    }
    return blocks;
  }

  @Test
  void random_modules_survive_printing() {
    long seed = Long.getLong("tappass.seed", 7_241_126L);
    System.out.println("printer seed " + seed);
    var random = new Random(seed);
    for (int run = 0; run < 1_500; run++) {
      var writer = new ModuleWriter(random);
      String source = writer.module();
      assertRoundTrip(parsed(source), source);
    }
  }

  /** Writes random modules that can be read, in no particular layout. */
  private static final class ModuleWriter {
    private final Random random;
    private boolean modern;

    ModuleWriter(Random random) {
      this.random = random;
    }

    String module() {
      modern = random.nextBoolean();
      var out = new StringBuilder("package a." + name() + "\n");
      out.append(modern ? "import rego.v2\n" : "import rego.v1\n");
      out.append("import data.lib as l\n");
      int rules = 1 + random.nextInt(3);
      for (int rule = 0; rule < rules; rule++) {
        out.append(rule()).append("\n\n");
      }
      return out.toString();
    }

    private String name() {
      return pick("p", "q", "some_name", "deny", "x1");
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    private String rule() {
      return switch (random.nextInt(6)) {
        case 0 -> "default " + name() + " := " + scalar();
        case 1 -> name() + " contains " + term(2) + body();
        case 2 -> name() + "(" + term(1) + ", x) := " + term(2) + body();
        case 3 -> name() + "." + name() + "[" + term(1) + "] := " + term(2) + body();
        case 4 -> name() + " := " + term(2) + body() + " else := " + term(1) + body();
        default -> name() + body() + " else = " + scalar();
      };
    }

    private String body() {
      return random.nextInt(3) == 0
          ? " if " + statement(2)
          : " if {\n" + statements(2, "\n  ") + "\n}";
    }

    private String statements(int depth, String separator) {
      var out = new StringBuilder();
      int count = 1 + random.nextInt(3);
      for (int index = 0; index < count; index++) {
        out.append(index == 0 ? "" : separator).append(statement(depth));
      }
      return out.toString();
    }

    private String statement(int depth) {
      String with = random.nextInt(6) == 0 ? " with input.x as " + term(1) : "";
      return switch (random.nextInt(modern ? 11 : 9)) {
        case 0 -> "x := " + term(depth) + with;
        case 1 -> "[x, y] = " + term(depth) + with;
        case 2 -> "some x in " + term(depth);
        case 3 -> "some k, v in " + term(depth);
        case 4 -> "some a, b";
        case 5 -> "not " + relation(depth) + with;
        case 6 ->
            depth == 0
                ? "true"
                : "every k, v in " + term(1) + " { " + statements(depth - 1, "; ") + " }";
        case 7 -> relation(depth) + with;
        case 8 -> "input.x in " + term(depth) + with;
        case 9 -> relation(1) + " and " + relation(1) + " or not " + relation(1);
        default -> "{ " + relation(1) + "; y := 1 } or (" + relation(1) + " and x)";
      };
    }

    private String relation(int depth) {
      return term(depth) + pick(" == ", " != ", " < ", " >= ") + term(depth);
    }

    private String scalar() {
      return pick("1", "-2.5", "true", "null", "\"s\\n\\u00e9\"", "`raw\\d`", "1e3", "false");
    }

    private String term(int depth) {
      if (depth == 0) {
        return pick("x", "_", "input", "data.a.b", "l.c") + "";
      }
      return switch (random.nextInt(14)) {
        case 0 -> scalar();
        case 1 -> "input." + pick("x", "if", "call.tool") + "[" + term(depth - 1) + "]";
        case 2 -> "[" + term(depth - 1) + ", " + term(depth - 1) + "]";
        case 3 -> "{" + term(depth - 1) + ", " + scalar() + "}";
        case 4 -> "{\"k\": " + term(depth - 1) + "}";
        case 5 -> "set()";
        case 6 -> "[x | " + statements(depth - 1, "; ") + "]";
        case 7 -> "{x: y | " + statements(depth - 1, "; ") + "}";
        case 8 -> "{(x | y) | " + statements(depth - 1, "; ") + "}";
        case 9 -> "count(" + term(depth - 1) + ")";
        case 10 -> "(" + term(depth - 1) + pick(" + ", " * ", " - ", " | ", " & ") + term(1) + ")";
        case 11 -> "$\"t\\{ {" + term(depth - 1) + "} \\\"{l.f(x)}\"";
        case 12 -> "l.f(" + term(depth - 1) + ").a[\"b c\"]";
        default -> "x";
      };
    }
  }
}
