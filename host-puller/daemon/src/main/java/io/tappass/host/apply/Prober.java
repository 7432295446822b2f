package io.tappass.host.apply;

import io.tappass.host.apply.InForceReport.Counts;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.apply.Manifest.ProviderFiles;
import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.landlock.LandlockSpecJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.Ring;
import io.tappass.policy.value.Digests;
import io.tappass.provider.Probe;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.Probe.Means;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Step 11: reads the files of a generation again and makes the attempts of each provider. */
final class Prober {
  private static final String LANDLOCK_FILE = "landlock.json";

  private final KernelProbes kernel;

  Prober(KernelProbes kernel) {
    this.kernel = kernel;
  }

  ProviderReport probe(
      SandboxFolder folder, String generation, ProviderFiles wanted, RenderedProvider rendered) {
    Map<String, byte[]> files = new TreeMap<>();
    String digest;
    int same = 0;
    int found = 0;
    try {
      ProviderFiles onDisk = folder.reread(generation, wanted);
      digest = onDisk.digest();
      found = onDisk.files().size();
      for (var file : onDisk.files()) {
        if (wanted.files().contains(file)) {
          same++;
        }
        folder
            .readRendered(generation, wanted.id(), file.path())
            .ifPresent(bytes -> files.put(file.path(), bytes));
      }
    } catch (IOException e) {
      // Unreadable is as bad as changed; the digest says so.
      digest = Digests.sha256(new byte[0]);
    }
    int differing = Math.max(found, wanted.files().size()) - same;
    return new ProviderReport(
        wanted.id(),
        digest,
        wanted.effectiveAt(),
        probed(rendered, files),
        modelled(rendered, files),
        new Counts(same, differing));
  }

  private static Counts modelled(RenderedProvider rendered, Map<String, byte[]> files) {
    int passed = 0;
    int failed = 0;
    for (Probe probe : rendered.rendering().probes()) {
      if (probe.means() == Means.MODELLED) {
        Expected came = rendered.provider().model(probe, files, rendered.version());
        if (came == probe.expected()) {
          passed++;
        } else {
          failed++;
        }
      }
    }
    return new Counts(passed, failed);
  }

  private Counts probed(RenderedProvider rendered, Map<String, byte[]> files) {
    List<Probe> probes =
        rendered.rendering().probes().stream()
            .filter(probe -> probe.means() == Means.PROBED)
            .toList();
    if (probes.isEmpty()) {
      return Counts.NONE;
    }
    byte[] spec = files.get(LANDLOCK_FILE);
    if (rendered.provider().ring() != Ring.KERNEL || spec == null) {
      // INVARIANT: an attempt that cannot be made has not passed.
      return new Counts(0, probes.size());
    }
    try {
      JsonValue document = StrictJson.parse(spec, JsonLimits.bytes(LandlockSpecJson.BYTES_MAX));
      if (!(document instanceof JsonObject object)) {
        return new Counts(0, probes.size());
      }
      List<JsonObject> attempts = new ArrayList<>();
      probes.forEach(probe -> attempts.add(probe.attempt()));
      List<Outcome> outcomes = kernel.run(object, attempts);
      int passed = 0;
      for (int index = 0; index < outcomes.size(); index++) {
        if (meets(outcomes.get(index), probes.get(index).expected())) {
          passed++;
        }
      }
      return new Counts(passed, probes.size() - passed);
    } catch (IOException | JsonException e) {
      return new Counts(0, probes.size());
    }
  }

  private static boolean meets(Outcome outcome, Expected expected) {
    return switch (outcome) {
      case ALLOWED -> expected == Expected.ALLOWED;
      case DENIED -> expected == Expected.DENIED;
      case UNKNOWN -> false;
    };
  }
}
