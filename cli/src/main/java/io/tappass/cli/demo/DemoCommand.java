package io.tappass.cli.demo;

import io.tappass.cli.ExitCode;
import io.tappass.cli.Marks;
import io.tappass.cli.Table;
import io.tappass.cli.UsageException;
import io.tappass.cli.loop.DataLock;
import io.tappass.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job end to end. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a policy change travel from a git push to an enforced, audited denial.",
      "Everything runs on loopback and lies in one folder; the facts also go to demo.jsonl.",
      "Exit code 1 if anything is not as it should be.",
      "Example: tappass demo"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class DemoCommand implements Callable<Integer> {
  /** Marks a folder that a demo made, so that the next one may remove it. */
  private static final String MARKER = "tappass-demo";

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass/demo",
      description = "Where everything lies; made anew each time (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--facts",
      paramLabel = "FILE",
      defaultValue = "demo.jsonl",
      description = "Where the facts go as JSON lines (default: ${DEFAULT-VALUE}).")
  private Path facts;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = data.toAbsolutePath().normalize();
    refuseForeign(folder);
    long startedAt = System.nanoTime();
    Marks marks = Marks.here();
    try (DataLock _ = DataLock.take(folder);
        var story = new Story(out, marks, facts)) {
      empty(folder);
      new Demo(story, folder).run();
      var table = new Table("", "step", "what was shown", "result", "time");
      story
          .summary()
          .forEach(fact ->
              table.row(
                  marks.of(fact.isAsExpected()),
                  fact.step(),
                  fact.what(),
                  fact.result(),
                  fact.time()));
      out.println();
      table.lines().forEach(out::println);
      out.println();
      var took = Duration.ofNanos(System.nanoTime() - startedAt);
      story.fact(
          "summary",
          JsonValue.object()
              .put("holds", story.isAsExpected())
              .put("expectations", story.summary().size())
              .put("millis", took.toMillis()));
      out.printf(
          Locale.ROOT,
          "%s in %.1f s%nfacts in %s, everything else in %s%n",
          story.isAsExpected() ? "All as expected" : "NOT as expected",
          took.toNanos() / 1e9,
          facts,
          data);
      return story.isAsExpected() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  /** Only a folder that a demo made, or an empty one, is emptied. */
  private static void refuseForeign(Path folder) throws IOException {
    if (!Files.exists(folder) || Files.exists(folder.resolve(MARKER))) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is no folder; choose another --data");
    }
    try (var entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> !entry.endsWith(DataLock.FILE))) {
        throw new UsageException(
            folder + " is not empty and no demo made it; choose another --data");
      }
    }
  }

  private static void empty(Path folder) throws IOException {
    List<Path> stale;
    try (var entries = Files.list(folder)) {
      stale =
          entries
              .filter(entry -> !entry.endsWith(DataLock.FILE) && !entry.endsWith(MARKER))
              .toList();
    }
    for (Path entry : stale) {
      remove(entry);
    }
    if (!Files.exists(folder.resolve(MARKER))) {
      Files.createFile(folder.resolve(MARKER));
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
