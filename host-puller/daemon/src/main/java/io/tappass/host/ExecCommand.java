package io.tappass.host;

import io.tappass.host.apply.AppliedMark;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.follow.StateFile;
import io.tappass.host.landlock.LandlockSpec;
import io.tappass.host.landlock.LandlockSpecJson;
import io.tappass.host.landlock.SandboxExec;
import io.tappass.host.landlock.StartRefused;
import io.tappass.host.socket.SandboxId;
import io.tappass.policy.value.Digests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code tappass-host exec}: becomes a command under the kernel ring of a sandbox, if its state
 * lets work be started. Asks the daemon nothing: what it needs is on disk, and checked.
 */
final class ExecCommand {
  private static final String PROVIDER = "landlock";
  private static final String FILE = "landlock.json";
  private static final String UNREADABLE = "spec_unreadable";

  private ExecCommand() {}

  /**
   * Never returns but by an exception.
   *
   * @param arguments how many of this process's last arguments are the command
   */
  static void become(Path dataFolder, SandboxId sandbox, int arguments, Instant now)
      throws StartRefused, SandboxExec.NotStarted {
    SandboxExec.become(spec(dataFolder, sandbox, now), arguments);
  }

  /** The spec in force, if work may be started under it. */
  static LandlockSpec spec(Path dataFolder, SandboxId sandbox, Instant now) throws StartRefused {
    SandboxFolder folder = SandboxFolder.at(dataFolder, sandbox);
    try {
      StateFile state =
          StateFile.read(folder.path())
              .orElseThrow(
                  () -> new StartRefused("state_absent", "no state of " + sandbox + " is known"));
      if (!state.mayStart(now)) {
        String code = state.state().mayStart() ? "stale" : state.state().text();
        throw new StartRefused(
            "state_" + code.replace('-', '_'),
            "the sandbox "
                + sandbox
                + " is "
                + state.state().text()
                + state.decidesUntil().map(until -> " until " + until).orElse(""));
      }
      AppliedMark mark =
          folder.mark().orElseThrow(() -> new StartRefused("state_absent", "nothing is in force"));
      return checked(folder, mark, sandbox);
    } catch (IOException e) {
      throw new StartRefused(UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private static LandlockSpec checked(SandboxFolder folder, AppliedMark mark, SandboxId sandbox)
      throws IOException, StartRefused {
    String wanted =
        folder.manifest(mark.generation(), mark.manifest()).providers().stream()
            .filter(provider -> provider.id().equals(PROVIDER))
            .flatMap(provider -> provider.files().stream())
            .filter(file -> file.path().equals(FILE))
            .map(file -> file.digest())
            .findFirst()
            .orElseThrow(
                () -> new StartRefused("no_kernel_ring", "the policy has no kernel ring here"));
    Optional<byte[]> bytes = folder.readRendered(mark.generation(), PROVIDER, FILE);
    if (bytes.isEmpty() || !Digests.sha256(bytes.get()).equals(wanted)) {
      throw new StartRefused("spec_changed", FILE + " is not the one that was applied");
    }
    LandlockSpec spec = LandlockSpecJson.read(bytes.get());
    if (!spec.sandbox().equals(sandbox.value())) {
      throw new StartRefused(UNREADABLE, "the spec is of sandbox " + spec.sandbox());
    }
    return spec;
  }
}
