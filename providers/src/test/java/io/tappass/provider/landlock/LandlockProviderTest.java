package io.tappass.provider.landlock;

import static io.tappass.provider.PolicyFixtures.HOST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Ring;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.Coverage.Entry;
import io.tappass.provider.Coverage.Grade;
import io.tappass.provider.HostFacts;
import io.tappass.provider.PolicyFixtures;
import io.tappass.provider.Probe;
import io.tappass.provider.Probe.Means;
import io.tappass.provider.RenderException;
import io.tappass.provider.Rendering;
import io.tappass.provider.TargetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LandlockProviderTest {
  private static final TargetVersion ABI = TargetVersion.parse("7");
  private static final Map<Ring, String> RINGS = Map.of(Ring.KERNEL, "landlock");
  private static final KernelBaseline BASELINE =
      new KernelBaseline(
          paths("/etc/ssl/**", "/etc/hosts"), paths("/usr/**"), paths("/dev/null"), List.of(8443));

  private final LandlockProvider provider = new LandlockProvider();

  @Test
  void theDocumentHoldsTheResolvedListsAndTheDigest() throws Exception {
    CompiledPolicy policy = PolicyFixtures.policy(RINGS, BASELINE);
    String document =
        new String(provider.render(policy, HOST, ABI).files().getFirst().bytes(), UTF_8);
    assertThat(document)
        .contains("\"policy\":\"" + policy.digest() + "\"")
        .contains("\"connect_ports\":[8443]")
        .contains("\"read\":[\"/etc/hosts\",\"/etc/ssl/**\"]")
        .contains("\"write\":[\"/home/agent/work/**\"]");
  }

  @Test
  void everyModelledProbeMeetsItsVerdictAndRemovingAnyGrantTurnsOneRed() throws Exception {
    Rendering rendering = provider.render(PolicyFixtures.policy(RINGS, BASELINE), HOST, ABI);
    String document = new String(rendering.files().getFirst().bytes(), UTF_8);
    assertThat(red(rendering, document)).isEmpty();
    for (String grant :
        List.of(
            "\"/etc/hosts\",",
            ",\"/etc/ssl/**\"",
            "\"/usr/**\"",
            "\"/dev/null\"",
            "8443",
            "\"read\":[\"/etc/hosts\",\"/etc/ssl/**\"],")) {
      assertThat(document).contains(grant);
      assertThat(red(rendering, document.replace(grant, ""))).as(grant).isNotEmpty();
    }
  }

  @Test
  void aWiderDocumentTurnsAProbeRed() throws Exception {
    Rendering rendering = provider.render(PolicyFixtures.policy(RINGS, BASELINE), HOST, ABI);
    String document = new String(rendering.files().getFirst().bytes(), UTF_8);
    assertThat(red(rendering, document.replace("\"/dev/null\"", "\"/**\""))).isNotEmpty();
    assertThat(red(rendering, document.replace("8443", "1,8443"))).isNotEmpty();
  }

  @Test
  void aDenyInsideAGrantIsRefused() {
    var files =
        new FilesystemLists(
            new ClosedList<>(paths("${workspace}/**"), paths("${workspace}/.env")),
            ClosedList.nothing());
    assertThatThrownBy(
            () -> provider.render(PolicyFixtures.policy(RINGS, BASELINE, files), HOST, ABI))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("${workspace}/.env");
  }

  @Test
  void aDenyThatAnyGrantOpensIsRefused() {
    // Write rights and the baseline open reading too; home and workspace lie inside each other.
    refused(files(List.of(), List.of("/data/secret"), List.of("/data/**"), List.of()));
    refused(files(List.of(), List.of("/usr/share/keys/**"), List.of(), List.of()));
    refused(files(List.of(), List.of("/etc/hosts"), List.of(), List.of()));
    refused(files(List.of(), List.of("/etc/**"), List.of(), List.of()));
    refused(files(List.of(), List.of(), List.of(), List.of("/dev/**")));
    refused(files(List.of("${home}/**"), List.of("${workspace}/.env"), List.of(), List.of()));
    refused(files(List.of("${workspace}/**"), List.of("${home}/**"), List.of(), List.of()));
    refused(files(List.of("/**"), List.of("${home}/.ssh/**"), List.of(), List.of()));
    refused(files(List.of("/a/b"), List.of("/a/b"), List.of(), List.of()));
  }

  @Test
  void aDenyBesideEveryGrantIsHeld() throws Exception {
    var files =
        files(
            List.of("${workspace}/**", "/a/b"),
            List.of("${home}/.ssh/**", "/etc/shadow", "/a/bc/**", "/a/b/c"),
            List.of("${workspace}/out/**"),
            List.of("/usr/**"));
    assertThat(provider.render(PolicyFixtures.policy(RINGS, BASELINE, files), HOST, ABI).files())
        .hasSize(1);
  }

  @Test
  void whatMayBeWrittenButNotReadIsRefused() {
    refused(files(List.of(), List.of(), List.of("/out/**"), List.of()));
    refused(files(List.of("/out"), List.of(), List.of("/out/**"), List.of()));
  }

  @Test
  void aHostWithAnOddHomeIsRefused() {
    for (String home : List.of("/home/agent/", "/home//agent", "/home/./agent")) {
      var host = new HostFacts("/work", home, "/opt/hook", "/run/s.sock", "/var/lib/t");
      assertThatThrownBy(() -> provider.render(PolicyFixtures.policy(RINGS, BASELINE), host, ABI))
          .isInstanceOf(RenderException.class);
    }
  }

  @Test
  void everyMemberThatDecidesTurnsAProbeRedWhenItIsEmptyOrWide() throws Exception {
    Rendering rendering = provider.render(PolicyFixtures.policy(RINGS, BASELINE), HOST, ABI);
    String document = new String(rendering.files().getFirst().bytes(), UTF_8);
    for (String member : List.of("execute", "read", "write")) {
      String emptied = document.replaceAll("\"" + member + "\":\\[[^\\]]*\\]", quoted(member, ""));
      assertThat(red(rendering, emptied)).as("no %s", member).isNotEmpty();
      String widened =
          document.replaceAll("\"" + member + "\":\\[[^\\]]*\\]", quoted(member, "\"/**\""));
      assertThat(red(rendering, widened)).as("every %s", member).isNotEmpty();
    }
    assertThat(red(rendering, document.replace("/usr/**", "/usr"))).isNotEmpty();
    assertThat(red(rendering, "{}")).isNotEmpty();
  }

  private static String quoted(String member, String content) {
    return "\"" + member + "\":[" + content + "]";
  }

  private void refused(FilesystemLists files) {
    assertThatThrownBy(
            () -> provider.render(PolicyFixtures.policy(RINGS, BASELINE, files), HOST, ABI))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("filesystem.");
  }

  private static FilesystemLists files(
      List<String> read, List<String> noRead, List<String> write, List<String> noWrite) {
    return new FilesystemLists(
        new ClosedList<>(paths(read.toArray(String[]::new)), paths(noRead.toArray(String[]::new))),
        new ClosedList<>(
            paths(write.toArray(String[]::new)), paths(noWrite.toArray(String[]::new))));
  }

  @Test
  void anAbiWithoutPortsIsRefused() {
    assertThatThrownBy(() ->
            provider.render(PolicyFixtures.policy(RINGS, BASELINE), HOST, TargetVersion.parse("3")))
        .isInstanceOf(RenderException.class);
  }

  @Test
  void effectsAreGradedByWhatIsOpen() {
    assertThat(grade(BASELINE, "host:api.stripe.example:443")).isEqualTo(Grade.EXACT);
    assertThat(grade(BASELINE, "file:/srv/ledger/**")).isEqualTo(Grade.EXACT);
    assertThat(grade(BASELINE, "call")).isEqualTo(Grade.NONE);
    var open = new KernelBaseline(paths("/srv/**"), List.of(), List.of(), List.of(443));
    assertThat(grade(open, "host:api.stripe.example:443")).isEqualTo(Grade.PARTIAL);
    assertThat(grade(open, "file:/srv/ledger/**")).isEqualTo(Grade.PARTIAL);
  }

  private Grade grade(KernelBaseline kernel, String path) {
    var files =
        new FilesystemLists(new ClosedList<>(paths("/data/**"), List.of()), ClosedList.nothing());
    return provider.grade(PolicyFixtures.policy(RINGS, kernel, files), ABI).entries().stream()
        .filter(entry -> entry.tool().equals("stripe_refund") && entry.path().equals(path))
        .map(Entry::grade)
        .findFirst()
        .orElseThrow();
  }

  private List<String> red(Rendering rendering, String document) {
    List<String> red = new ArrayList<>();
    for (Probe probe : rendering.probes()) {
      var files = Map.of(LandlockProvider.SPEC_FILE, document.getBytes(UTF_8));
      if (probe.means() == Means.MODELLED
          && provider.model(probe, files, ABI) != probe.expected()) {
        red.add(probe.id());
      }
    }
    return red;
  }

  private static List<PathPattern> paths(String... texts) {
    return List.of(texts).stream().map(PathPattern::parse).toList();
  }
}
