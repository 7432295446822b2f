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
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProbingChild probes = KernelProbes.inChild()) {
      int port = server.getLocalPort();
      JsonObject spec =
          spec(new Paths(List.of(), List.of(), List.of(work + "/**")), List.of(port, port - 1));
      List<Outcome> outcomes =
          probes.run(
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
  void what_one_spec_denies_another_still_allows_in_the_same_child() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    Path one = Files.createDirectory(folder.toRealPath().resolve("one"));
    Path two = Files.createDirectory(folder.toRealPath().resolve("two"));
    List<JsonObject> attempts =
        List.of(path("create", one + "/probe"), path("create", two + "/probe"));
    JsonObject onlyOne = spec(new Paths(List.of(), List.of(), List.of(one + "/**")), List.of());
    JsonObject onlyTwo = spec(new Paths(List.of(), List.of(), List.of(two + "/**")), List.of());
    try (ProbingChild probes = KernelProbes.inChild()) {
      for (int round = 0; round < 3; round++) {
        assertThat(probes.run(onlyOne, attempts)).containsExactly(Outcome.ALLOWED, Outcome.DENIED);
        assertThat(probes.run(onlyTwo, attempts)).containsExactly(Outcome.DENIED, Outcome.ALLOWED);
      }
    }
  }

  @Test
  void a_child_that_cannot_be_held_or_asked_gives_no_outcome_and_stays_askable() throws Exception {
    JsonObject spec = spec(Paths.none(), List.of());
    try (ProbingChild probes = KernelProbes.inChild()) {
      assertThatThrownBy(() -> probes.run(spec, List.of(path("format", "/"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("attempt is unknown");
      assertThatThrownBy(() -> probes.run(JsonValue.object().build(), List.of(path("list", "/"))))
          .isInstanceOf(IOException.class);
      assumeTrue(Landlock.abi().orElse(0) >= Landlock.ABI_MIN, "no Landlock here");
      assertThat(probes.run(spec, List.of(path("list", "/")))).containsExactly(Outcome.DENIED);
    }
  }

  @Test
  void a_child_that_was_ended_is_replaced() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    JsonObject spec = spec(Paths.none(), List.of());
    ProbingChild probes = KernelProbes.inChild();
    try {
      assertThat(probes.run(spec, List.of(path("list", "/")))).containsExactly(Outcome.DENIED);
      probes.close();
      assertThat(probes.run(spec, List.of(path("list", "/")))).containsExactly(Outcome.DENIED);
    } finally {
      probes.close();
    }
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
