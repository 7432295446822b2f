package io.tappass.host.landlock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a real child process did.
 *
 * @param status its exit status
 */
record Child(int status, String out, String err) {
  private static final long WAIT_SECONDS_MAX = 60;

  /** Becomes the command under the spec, in a JVM of its own. */
  static Child sandboxed(Path folder, LandlockSpec spec, String... command) throws Exception {
    Path file = Files.createTempFile(folder, "spec", ".json");
    Files.write(file, LandlockSpecJson.write(spec));
    return sandboxed(file, Map.of(), command);
  }

  static Child sandboxed(Path specFile, Map<String, String> environment, String... command)
      throws Exception {
    return run(environment, java(specFile, command));
  }

  static List<String> java(Path specFile, String... command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BecomeMain.class.getName(),
            specFile.toString()));
    line.addAll(List.of(command));
    return line;
  }

  static Child run(Map<String, String> environment, List<String> line)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the child did not end: " + line);
      }
      return new Child(process.exitValue(), read(out), read(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
