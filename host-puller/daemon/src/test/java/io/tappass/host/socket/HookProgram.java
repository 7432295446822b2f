package io.tappass.host.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs the shipped bytes of the hook client as a harness would. */
final class HookProgram {
  private static final long WAIT_SECONDS_MAX = 30;

  /** What came of one run. */
  record Outcome(int status, String out, String err) {}

  private final Path folder;
  private final Path program;

  HookProgram(Path folder) throws IOException {
    this.folder = folder;
    this.program = folder.resolve("tappass-hook");
    if (!HookClient.install(program)) {
      throw new IOException("no hook client for this machine");
    }
  }

  Outcome run(Path socket, byte[] input) throws Exception {
    return run(socket, input, true);
  }

  /**
   * @param closesInput whether the harness closes standard input; if not, it stays open until the
   *     program has ended
   */
  Outcome run(Path socket, byte[] input, boolean closesInput) throws Exception {
    return run(new ProcessBuilder(program.toString(), socket.toString()), input, closesInput);
  }

  /** With the program as {@code $0} and the socket as {@code $1} of a shell. */
  Outcome runInShell(String script, Path socket, byte[] input) throws Exception {
    return run(
        new ProcessBuilder("/bin/sh", "-c", script, program.toString(), socket.toString()),
        input,
        true);
  }

  private Outcome run(ProcessBuilder builder, byte[] input, boolean closesInput) throws Exception {
    Path out = Files.createTempFile(folder, "hook", ".out");
    Path err = Files.createTempFile(folder, "hook", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    OutputStream stream = process.getOutputStream();
    try {
      stream.write(input);
      stream.flush();
      if (closesInput) {
        stream.close();
      }
    } catch (IOException e) {
      // The program may end before it has read everything; its status is what counts.
      assert process != null;
    }
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the hook client outlived every deadline");
    }
    return new Outcome(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
