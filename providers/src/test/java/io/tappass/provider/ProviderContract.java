package io.tappass.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonLimits;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.provider.Probe.Means;
import io.tappass.provider.Rendering.RenderedFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The test kit of providers: what every one of them has to do, whatever its target reads. */
public abstract class ProviderContract {

  /** The provider. */
  protected abstract Provider provider();

  /** A policy with something in every list that the target can hold. */
  protected abstract CompiledPolicy policy();

  /** A version of the target that the provider accepts. */
  protected abstract TargetVersion version();

  private Rendering render() throws RenderException {
    return provider().render(policy(), PolicyFixtures.HOST, version());
  }

  @Test
  void theSamePolicyGivesTheSameBytes() throws Exception {
    assertThat(texts(render())).isEqualTo(texts(render()));
  }

  @Test
  void everyModelledProbeMeetsItsVerdict() throws Exception {
    Rendering rendering = render();
    assertThat(rendering.probes()).extracting(Probe::means).contains(Means.MODELLED);
    assertThat(red(rendering, files(rendering))).isEmpty();
  }

  @Test
  void aMissingOrUnreadableFileIsNeverTakenForHeld() throws Exception {
    Rendering rendering = render();
    assertThat(red(rendering, Map.of())).isNotEmpty();
    for (RenderedFile file : rendering.files()) {
      Map<String, byte[]> damaged = new HashMap<>(files(rendering));
      damaged.put(file.path(), "{".getBytes(UTF_8));
      assertThat(red(rendering, damaged)).as(file.path()).isNotEmpty();
    }
  }

  @Test
  void removingAnyOneEntryOfAListTurnsAProbeRed() throws Exception {
    Rendering rendering = render();
    int removed = 0;
    for (RenderedFile file : rendering.files()) {
      JsonValue whole = StrictJson.parse(file.bytes(), JsonLimits.bytes(RenderedFile.BYTES_MAX));
      for (JsonValue without : withoutOneEntry(whole)) {
        Map<String, byte[]> changed = new HashMap<>(files(rendering));
        String text = JsonText.compact(without);
        changed.put(file.path(), text.getBytes(UTF_8));
        assertThat(red(rendering, changed)).as(text).isNotEmpty();
        removed++;
      }
    }
    assertThat(removed).isGreaterThan(3);
  }

  @Test
  void everyToolsOwnCallAndEveryEffectIsGraded() {
    Coverage coverage = provider().grade(policy(), version());
    for (CatalogueTool tool : policy().catalogue()) {
      int paths =
          1
              + tool.effects().hosts().size()
              + tool.effects().paths().size()
              + (tool.effects().credential().isEmpty() ? 0 : 1);
      assertThat(coverage.entries().stream().filter(entry -> entry.tool().equals(tool.id())))
          .as(tool.id())
          .hasSize(paths);
    }
  }

  private List<String> red(Rendering rendering, Map<String, byte[]> files) {
    List<String> red = new ArrayList<>();
    for (Probe probe : rendering.probes()) {
      if (probe.means() == Means.MODELLED
          && provider().model(probe, files, version()) != probe.expected()) {
        red.add(probe.id());
      }
    }
    return red;
  }

  private static Map<String, byte[]> files(Rendering rendering) {
    Map<String, byte[]> files = new HashMap<>();
    rendering.files().forEach(file -> files.put(file.path(), file.bytes()));
    return files;
  }

  private static Map<String, String> texts(Rendering rendering) {
    Map<String, String> texts = new HashMap<>();
    rendering.files().forEach(file -> texts.put(file.path(), new String(file.bytes(), UTF_8)));
    return texts;
  }

  /** Every value that differs from {@code value} by one entry of one list less, at any depth. */
  private static List<JsonValue> withoutOneEntry(JsonValue value) {
    List<JsonValue> changed = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (int index = 0; index < array.items().size(); index++) {
        List<JsonValue> without = new ArrayList<>(array.items());
        JsonValue item = without.remove(index);
        changed.add(new JsonArray(without));
        for (JsonValue inner : withoutOneEntry(item)) {
          List<JsonValue> with = new ArrayList<>(array.items());
          with.set(index, inner);
          changed.add(new JsonArray(with));
        }
      }
    }
    if (value instanceof JsonObject object) {
      object
          .members()
          .forEach((name, member) -> {
            for (JsonValue inner : withoutOneEntry(member)) {
              Map<String, JsonValue> with = new LinkedHashMap<>(object.members());
              with.put(name, inner);
              changed.add(new JsonObject(with));
            }
          });
    }
    return changed;
  }
}
