package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every folder of {@code attacks}: a store that is valid but for one defect. {@code
 * -Dgolden.update=true} writes the folders anew from {@link Attack}.
 */
final class AttacksTest {
  private static final Path ATTACKS = Path.of("src/test/resources/attacks");
  private static final String CASE = "case.json";

  static List<Attack> attacks() {
    return Attack.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void an_attack_meets_its_own_refusal(Attack attack) throws Exception {
    Map<String, byte[]> store = folder(attack);

    Refusal refusal = refusal(new HostVerifier(), store);

    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(declared(store, "code"));
    assertThat(refusal.code()).isEqualTo(attack.code());
    assertThat(refusal.wanted()).isNotEmpty().isNotEqualTo(refusal.found());
    assertThat(refusal.found()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void without_its_check_an_attack_is_accepted_to_the_end(Attack attack) throws Exception {
    if (attack.check().isEmpty()) {
      assertThat(attack.code()).isEqualTo("malformed");
      return;
    }
    Map<String, byte[]> store = folder(attack);
    var blind = new HostVerifier(Checks.without(Check.valueOf(declared(store, "check"))));

    Scene.Outcome outcome = Scene.pull(blind, store, now(store));

    assertThat(outcome.policy().digest()).startsWith(Sha256.PREFIX);
  }

  @Test
  void a_store_without_a_defect_is_accepted() throws Exception {
    var scene = new Scene();
    Scene.Outcome outcome = Scene.pull(new HostVerifier(), scene.store(), Scene.NOW);

    assertThat(outcome.policy().release()).isEqualTo(2);
    assertThat(outcome.kills()).isEmpty();
    assertThat(outcome.state().release().orElseThrow().number()).isEqualTo(2);
    assertThat(outcome.state().lease().orElseThrow().serial()).isEqualTo(7);
    assertThat(TrustState.read(outcome.state().write()).write()).isEqualTo(outcome.state().write());
  }

  @Test
  void what_a_host_remembers_never_goes_down() throws Exception {
    TrustState newer = Scene.pull(new HostVerifier(), new Scene().store(), Scene.NOW).state();
    var older = new Scene();
    older.leased = 1;
    older.lease = lease -> Scene.with(lease, "serial", 8);
    Map<String, byte[]> store = older.store();
    var verifier = new HostVerifier();
    var lease = verifier.lease(newer.root(), newer, Scene.at(store, StorePaths.LEASE), Scene.NOW);
    byte[] release = Scene.at(store, StorePaths.release(1));
    var fresh = TrustState.first(newer.root(), Scene.NOW);
    VerifiedRelease verified = verifier.release(newer.root(), lease, fresh, release);

    assertThatIllegalArgumentException().isThrownBy(() -> newer.with(verified));
    assertThat(newer.withTimeFloor(Scene.NOW.minusSeconds(9_999)).timeFloor())
        .isEqualTo(newer.timeFloor());
  }

  @Test
  void an_admission_bridges_a_sandbox_that_the_release_does_not_hold() throws Exception {
    var scene = new Scene();
    scene.hasLeaf = false;
    scene.admission = Optional.of(admission -> admission);

    assertThat(Scene.pull(new HostVerifier(), scene.store(), Scene.NOW).policy().release())
        .isEqualTo(2);
  }

  @Test
  void a_root_signed_by_both_thresholds_is_followed() throws Exception {
    var scene = new Scene();
    scene.root2 = Optional.of(root -> root);
    scene.root2Keys = List.of(scene.newOne, scene.newTwo);
    scene.root2Signers = List.of(scene.rootOne, scene.rootTwo, scene.newOne, scene.newTwo);

    Scene.Outcome outcome = Scene.pull(new HostVerifier(), scene.store(), Scene.NOW);

    assertThat(outcome.state().root().root().number()).isEqualTo(2);
  }

  @Test
  void a_first_root_is_pinned_by_its_digest() throws Exception {
    var scene = new Scene();
    scene.isPinned = true;

    assertThat(Scene.pull(new HostVerifier(), scene.store(), Scene.NOW).policy().release())
        .isEqualTo(2);
  }

  @Test
  void the_threshold_of_root_keys_signs_a_lease_in_an_emergency() throws Exception {
    var scene = new Scene();
    scene.leaseSigners = List.of(scene.rootOne, scene.rootTwo);

    assertThat(Scene.pull(new HostVerifier(), scene.store(), Scene.NOW).policy().release())
        .isEqualTo(2);
  }

  @Test
  void a_kill_of_any_scope_around_the_sandbox_is_surfaced_and_no_other() throws Exception {
    var scene = new Scene();
    var kills =
        List.of(
            new Lease.Kill(Lease.KillScope.ORG, "evil", 1),
            new Lease.Kill(Lease.KillScope.PROJECT, "support", 1),
            new Lease.Kill(Lease.KillScope.AGENT, "refunds/claude", 1),
            new Lease.Kill(Lease.KillScope.AGENT, "support/claude", 1),
            new Lease.Kill(Lease.KillScope.SANDBOX, "sb-laptop", 1),
            new Lease.Kill(Lease.KillScope.SANDBOX, "sb-other", 1),
            new Lease.Kill(Lease.KillScope.SESSION, "s1", 1));
    scene.lease =
        lease ->
            new Lease(
                    "acme",
                    1,
                    new ReleaseName(2, releaseDigest(lease)),
                    7,
                    Scene.NOW,
                    Scene.NOW.plusSeconds(60),
                    kills)
                .toJson();

    assertThat(Scene.pull(new HostVerifier(), scene.store(), Scene.NOW).kills())
        .containsExactly("project support", "agent support/claude", "sandbox sb-laptop");
  }

  private static String releaseDigest(JsonObject lease) {
    try {
      return JsonFields.of("lease", lease).object("release").string("digest");
    } catch (JsonShapeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void every_check_is_needed_by_an_attack() {
    Set<Check> needed = EnumSet.noneOf(Check.class);
    attacks().forEach(attack -> attack.check().ifPresent(needed::add));

    assertThat(needed).isEqualTo(EnumSet.allOf(Check.class));
  }

  @Test
  void the_folders_are_the_attacks() throws IOException {
    assertThat(ATTACKS).isDirectory();
    try (Stream<Path> folders = Files.list(ATTACKS)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(attacks().stream().map(Attack::name).toList());
    }
  }

  private static Refusal refusal(HostVerifier verifier, Map<String, byte[]> store)
      throws Exception {
    Instant now = now(store);
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> Scene.pull(verifier, store, now));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  private static Instant now(Map<String, byte[]> store) throws Exception {
    return Instant.parse(declared(store, "now"));
  }

  private static String declared(Map<String, byte[]> store, String member) throws Exception {
    var parsed = StrictJson.parse(Scene.at(store, CASE), JsonLimits.bytes(4096));
    return JsonFields.of(CASE, parsed).string(member);
  }

  /** The folder as checked in, after making sure that it is what the generator makes. */
  private static Map<String, byte[]> folder(Attack attack) throws Exception {
    var scene = new Scene();
    attack.change().apply(scene);
    Map<String, byte[]> made = new TreeMap<>(scene.store());
    made.put(CASE, (JsonText.pretty(attack.json()) + "\n").getBytes(StandardCharsets.UTF_8));
    Path folder = ATTACKS.resolve(attack.name());
    if (Boolean.getBoolean("golden.update")) {
      for (var file : made.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
    Map<String, byte[]> read = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        read.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    assertThat(new TreeSet<>(read.keySet())).isEqualTo(made.keySet());
    made.forEach((path, bytes) -> assertThat(read.get(path)).as(path).isEqualTo(bytes));
    return read;
  }
}
