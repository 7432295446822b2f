package io.tappass.host.landlock;

import java.nio.file.Files;
import java.nio.file.Path;

/** A program for tests: {@code SPEC COMMAND...}; becomes the command under the spec. */
final class BecomeMain {
  private BecomeMain() {}

  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] arguments) throws Exception {
    int status;
    try {
      SandboxExec.become(
          LandlockSpecJson.read(Files.readAllBytes(Path.of(arguments[0]))), arguments.length - 1);
      return;
    } catch (StartRefused e) {
      System.err.println(e.line());
      status = StartRefused.EXIT_STATUS;
    } catch (SandboxExec.NotStarted e) {
      System.err.println("tappass-host: " + e.getMessage());
      status = SandboxExec.EXIT_STATUS_NOT_FOUND;
    }
    System.exit(status);
  }
}
