package io.tappass.cli.stack;

import io.tappass.cli.ExitCode;
import io.tappass.cli.loop.DataFolder;
import io.tappass.cli.loop.DataLock;
import io.tappass.cli.loop.LocalLoop;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole stack until it is told to stop. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole stack on loopback until Ctrl-C; state survives restarts and kills.",
      "Example: tappass dev --data .tappass --ready-file ready.json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class DevCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass",
      description = "Where everything lies (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Also written once the stack answers, with the repository and all endpoints.")
  private @Nullable Path readyFile;

  @Option(
      names = "--poll-millis",
      paramLabel = "MS",
      defaultValue = "2000",
      description = "How often the host asks for a new lease (default: ${DEFAULT-VALUE}).")
  private long pollMillis;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    var folder = new DataFolder(data);
    var stopped = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              stopped.countDown();
              try {
                closed.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    try (DataLock _ = DataLock.take(folder.path());
        LocalLoop loop =
            LocalLoop.start(
                new LocalLoop.Options(
                    folder,
                    Template.files(),
                    Duration.ofMillis(pollMillis),
                    Duration.ofMillis(pollMillis),
                    InstantSource.system(),
                    line -> spec.commandLine().getErr().println(line)))) {
      loop.writeReady(folder.readyFile());
      if (readyFile != null) {
        loop.writeReady(readyFile.toAbsolutePath());
      }
      out.println("ready: push to " + loop.repositoryUrl());
      out.println("       ask with `tappass status --data " + data + "`; Ctrl-C ends it");
      stopped.await();
      out.println("stopping ...");
    } finally {
      closed.countDown();
    }
    return ExitCode.OK;
  }
}
