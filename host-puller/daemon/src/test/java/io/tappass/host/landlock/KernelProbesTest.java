package io.tappass.host.landlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.host.landlock.LandlockSpec.Paths;
import io.tappass.host.landlock.LandlockSpec.PortGrade;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelProbesTest {
  @TempDir Path folder;

  @Test
  void attempts_meet_the_kernels_own_verdict() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    Path work = Files.createDirectory(folder.toRealPath().resolve("work"));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      JsonObject spec =
          spec(new Paths(List.of(), List.of(), List.of(work + "/**")), List.of(port, port - 1));
      List<Outcome> outcomes =
          KernelProbes.inChild()
              .run(
                  spec,
                  List.of(
                      path("list", "/"),
                      path("list", work.toString()),
                      path("list", work + "/absent"),
                      path("create", work + "/probe"),
                      path("create", folder.toRealPath() + "/probe"),
                      connect(port),
                      connect(port - 1),
                      connect(port + 1)));
      assertThat(outcomes)
          .containsExactly(
              Outcome.DENIED,
              Outcome.ALLOWED,
              Outcome.UNKNOWN,
              Outcome.ALLOWED,
              Outcome.DENIED,
              Outcome.ALLOWED,
              Outcome.ALLOWED,
              Outcome.DENIED);
    }
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void a_child_that_cannot_be_held_or_asked_gives_no_outcome() throws Exception {
    JsonObject spec = spec(Paths.none(), List.of());
    assertThatThrownBy(() -> KernelProbes.inChild().run(spec, List.of(path("format", "/"))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            KernelProbes.inChild().run(JsonValue.object().build(), List.of(path("list", "/"))))
        .isInstanceOf(IOException.class);
  }

  private static JsonObject spec(Paths grants, List<Integer> ports) throws Exception {
    byte[] bytes =
        LandlockSpecJson.write(
            new LandlockSpec("s", "p", Paths.none(), grants, ports, List.of(), PortGrade.EXACT));
    return (JsonObject) StrictJson.parse(bytes, JsonLimits.bytes(bytes.length));
  }

  private static JsonObject path(String kind, String path) {
    return JsonValue.object().put("attempt", kind).put("path", path).build();
  }

  private static JsonObject connect(int port) {
    return JsonValue.object().put("attempt", "connect").put("port", port).build();
  }
}
