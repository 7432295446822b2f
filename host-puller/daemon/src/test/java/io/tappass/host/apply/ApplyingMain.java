package io.tappass.host.apply;

import io.tappass.host.state.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program for {@link ApplierCrashTest}: {@code ROOT RELEASES MILESTONE COUNT}. Recovers, then
 * applies release after release, says {@code acknowledged N} once each is in force, and halts the
 * JVM at the COUNT-th time that MILESTONE is reached.
 */
final class ApplyingMain {
  private ApplyingMain() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    int releases = Integer.parseInt(arguments[1]);
    String milestone = arguments[2];
    int[] left = {Integer.parseInt(arguments[3])};
    var folder = SandboxFolder.open(root.resolve("data"), Policies.SANDBOX);
    SandboxSite site = Policies.site(root);
    var applier =
        new Applier(
            Policies.providers(),
            (spec, attempts) -> {
              throw new IOException("no kernel in this test");
            },
            (sandbox, activation) -> () -> {},
            reached -> {
              if (reached.name().equals(milestone) && --left[0] == 0) {
                say("halting " + milestone);
                Runtime.getRuntime().halt(9);
              }
            });
    applier.recover(folder, site);
    long from = folder.mark().map(AppliedMark::release).orElse(0L);
    say("started " + from);
    for (long release = from + 1; release <= from + releases; release++) {
      byte[] number = Long.toString(release).getBytes(StandardCharsets.US_ASCII);
      // Every third release brings no other policy.
      String variant = "v" + release / 3 * 3;
      applier.apply(
          folder,
          site,
          Policies.activation(release, Policies.policy(variant)),
          () -> DurableFiles.replace(root.resolve("data/high-water"), number));
      say("acknowledged " + release);
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
