package io.tappass.provider.claudecode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.provider.Coverage;
import io.tappass.provider.HostFacts;
import io.tappass.provider.Probe;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.Provider;
import io.tappass.provider.RenderException;
import io.tappass.provider.Rendering;
import io.tappass.provider.Rendering.BootstrapLink;
import io.tappass.provider.Rendering.EffectiveAt;
import io.tappass.provider.Rendering.RenderedFile;
import io.tappass.provider.TargetVersion;
import java.util.List;
import java.util.Map;

/** The harness ring of Claude Code. */
public final class ClaudeCodeProvider implements Provider {
  /** The id that runtimes name it by; also the target of its spellings in the catalogue. */
  public static final String ID = "claude-code";

  /** The rendered file. */
  public static final String SETTINGS_FILE = "managed-settings.json";

  /**
   * The place of the host's configuration that shows it, {@code /etc/claude-code} in production.
   */
  public static final String PLACE = "claude-code.managed";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Ring ring() {
    return Ring.HARNESS;
  }

  @Override
  public Rendering render(CompiledPolicy policy, HostFacts host, TargetVersion version)
      throws RenderException {
    ClaudeCodeCapabilities capabilities = ClaudeCodeCapabilities.of(version);
    if (!capabilities.canFailClosed()) {
      throw new RenderException(
          "claude-code "
              + version
              + " lets a call run when its hook fails; "
              + ClaudeCodeCapabilities.FAIL_CLOSED_FROM
              + " or later is needed");
    }
    JsonObject settings = new ClaudeCodeSettings(policy, host).render();
    byte[] bytes = (JsonText.pretty(settings) + "\n").getBytes(UTF_8);
    return new Rendering(
        List.of(new RenderedFile(SETTINGS_FILE, 0644, bytes)),
        List.of(new BootstrapLink(PLACE, SETTINGS_FILE, SETTINGS_FILE)),
        ClaudeCodeProbes.of(policy, host),
        // What must change within seconds is decided behind the hook; the locks follow live reload.
        EffectiveAt.NOW);
  }

  @Override
  public Expected model(Probe probe, Map<String, byte[]> files, TargetVersion version) {
    byte[] bytes = files.get(SETTINGS_FILE);
    JsonObject settings = new JsonObject(Map.of());
    if (bytes != null) {
      try {
        JsonValue parsed = StrictJson.parse(bytes, JsonLimits.bytes(RenderedFile.BYTES_MAX));
        if (parsed instanceof JsonObject object) {
          settings = object;
        }
      } catch (JsonException e) {
        // The program takes nothing from a file that is not JSON; so does the model.
        settings = new JsonObject(Map.of());
      }
    }
    return new ClaudeCodeModel(settings, version).attempt(probe.attempt());
  }

  @Override
  public Coverage grade(CompiledPolicy policy, TargetVersion version) {
    return ClaudeCodeCoverage.grade(policy, ClaudeCodeCapabilities.of(version));
  }
}
