package io.tappass.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.cli.loop.DataFolder;
import io.tappass.cli.loop.LocalLoop;
import io.tappass.host.HostMain;
import io.tappass.host.landlock.Landlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a command as an agent's launcher would: {@code tappass-host exec --sandbox ID -- ...}. */
final class DemoChild {

  /** How a child ended; standard error and output together. */
  record Result(int status, String output) {
    String lastLine() {
      return output.strip().lines().reduce("", (first, second) -> second);
    }
  }

  private final Path host;
  private final Path workspace;
  private final String sandbox;

  DemoChild(Path data, String sandbox) {
    var folder = new DataFolder(data);
    this.host = folder.host(LocalLoop.HOST);
    this.workspace = folder.workspace(sandbox);
    this.sandbox = sandbox;
  }

  /** Whether this kernel has what the kernel ring needs. */
  boolean isPossible() {
    return Landlock.abi().orElse(0) >= Landlock.ABI_MIN;
  }

  Result run(String... command) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-MaxFDLimit",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HostMain.class.getName(),
                "exec",
                "--data",
                host.toString(),
                "--sandbox",
                sandbox,
                "--"));
    line.addAll(List.of(command));
    Process child =
        new ProcessBuilder(line).directory(workspace.toFile()).redirectErrorStream(true).start();
    child.getOutputStream().close();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);
    if (!child.waitFor(20, TimeUnit.SECONDS)) {
      child.destroyForcibly();
      return new Result(-1, "did not end");
    }
    return new Result(child.exitValue(), output);
  }
}
