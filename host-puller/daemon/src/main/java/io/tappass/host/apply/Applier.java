package io.tappass.host.apply;

import io.tappass.host.apply.ApplyRefused.Kind;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.apply.Manifest.ProviderFiles;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.state.DurableFiles;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.PolicyFormatException;
import io.tappass.policy.Ring;
import io.tappass.policy.value.Digests;
import io.tappass.provider.Provider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings one verified policy into force, all providers at once or none, and finds after a crash
 * what is in force: steps 7 to 11 of {@code docs/spec/host.md}. One thread a sandbox at a time.
 */
public final class Applier {

  /** Step 9, first half: makes the host's high-water mark durable; safe to call again. */
  @FunctionalInterface
  public interface HighWater {
    /** Returns only once the mark is on disk. */
    void persist() throws IOException;
  }

  /** What a start found on disk. */
  public sealed interface Recovered {}

  /** Nothing was ever applied. */
  public record NothingApplied() implements Recovered {}

  /** This is in force again; a switch that a crash had cut off was finished. */
  public record Restored(InForceReport report, CompiledPolicy policy) implements Recovered {}

  /**
   * What is on disk must not decide.
   *
   * @param release below which nothing may be applied; 0 where even the mark cannot be read
   */
  public record Damaged(long release, List<String> damage) implements Recovered {
    public Damaged {
      damage = List.copyOf(damage);
    }
  }

  private final Renderer renderer;
  private final Prober prober;
  private final DecisionPoint decisionPoint;
  private final Milestone.Observer observer;

  public Applier(
      List<Provider> providers,
      KernelProbes kernel,
      DecisionPoint decisionPoint,
      Milestone.Observer observer) {
    this.renderer = new Renderer(providers);
    this.prober = new Prober(kernel);
    this.decisionPoint = decisionPoint;
    this.observer = observer;
  }

  /**
   * Brings a policy into force.
   *
   * @return what was found in force afterwards
   * @throws ApplyRefused if it was not; what was in force still decides
   */
  public InForceReport apply(
      SandboxFolder folder, SandboxSite site, Activation activation, HighWater highWater)
      throws ApplyRefused {
    Optional<AppliedMark> before = mark(folder);
    // INVARIANT: the applied release never goes down.
    if (before.isPresent() && activation.release() < before.get().release()) {
      throw new ApplyRefused(
          Kind.HOST,
          "release_below",
          "release " + activation.release() + " after " + before.get().release());
    }
    List<RenderedProvider> rendered = renderer.render(activation.policy(), site);
    DecisionPoint.Ready ready = decisionPoint.prepare(site.sandbox(), activation);
    AppliedMark mark = stage(folder, site, activation, rendered, before);
    write("state_failed", highWater::persist);
    observer.reached(Milestone.HIGH_WATER_WRITTEN);
    write("state_failed", () -> folder.writeMark(mark));
    observer.reached(Milestone.APPLIED_WRITTEN);
    // INVARIANT: one rename switches every provider of the sandbox, or none.
    write("switch_failed", () -> finishSwitch(folder, mark));
    observer.reached(Milestone.SWITCHED);
    ready.decide();
    observer.reached(Milestone.DECIDING);
    // From here on nothing is refused any more: what went wrong stands in the report.
    InForceReport report = look(folder, site, mark, activation.policy(), rendered);
    observer.reached(Milestone.REREAD);
    prune(folder, mark, before);
    observer.reached(Milestone.PRUNED);
    return report;
  }

  /** Finds what is in force after a start, and lets it decide if it is intact. */
  public Recovered recover(SandboxFolder folder, SandboxSite site) {
    AppliedMark mark;
    try {
      Optional<AppliedMark> found = folder.mark();
      if (found.isEmpty()) {
        return new NothingApplied();
      }
      mark = found.get();
    } catch (IOException e) {
      return new Damaged(0, List.of(String.valueOf(e.getMessage())));
    }
    List<String> damage =
        new ArrayList<>(folder.damage(mark.generation(), mark.policy(), mark.manifest()));
    if (!mark.sandbox().equals(site.sandbox().value())) {
      damage.add("the mark is of sandbox " + mark.sandbox());
    }
    if (!damage.isEmpty()) {
      return new Damaged(mark.release(), damage);
    }
    try {
      byte[] bytes = folder.policyBytes(mark.generation(), mark.policy());
      CompiledPolicy policy = CompiledPolicyJson.read(bytes);
      List<RenderedProvider> rendered = renderer.render(policy, site);
      DecisionPoint.Ready ready =
          decisionPoint.prepare(
              site.sandbox(), new Activation(mark.release(), mark.policy(), bytes, policy));
      // The staged generation was forced before the mark was written: the switch can be finished.
      finishSwitch(folder, mark);
      ready.decide();
      return new Restored(look(folder, site, mark, policy, rendered), policy);
    } catch (IOException | PolicyFormatException | ApplyRefused e) {
      return new Damaged(mark.release(), List.of(String.valueOf(e.getMessage())));
    }
  }

  /** What on disk differs from what is in force; cheap enough for every poll. */
  public List<String> drift(
      SandboxFolder folder, SandboxSite site, InForceReport inForce, CompiledPolicy policy) {
    AppliedMark mark = inForce.mark();
    List<String> damage =
        new ArrayList<>(folder.damage(mark.generation(), mark.policy(), mark.manifest()));
    try {
      if (!folder.shown().equals(Optional.of(mark.generation()))) {
        damage.add("current does not show " + mark.generation());
      }
      damage.addAll(BootstrapLinks.damage(folder, site, renderer.render(policy, site)));
    } catch (IOException | ApplyRefused e) {
      damage.add(String.valueOf(e.getMessage()));
    }
    return damage;
  }

  private AppliedMark stage(
      SandboxFolder folder,
      SandboxSite site,
      Activation activation,
      List<RenderedProvider> rendered,
      Optional<AppliedMark> before)
      throws ApplyRefused {
    Manifest manifest = Manifest.of(site.sandbox().value(), activation, rendered);
    try {
      if (before.isPresent() && holdsAlready(folder, before.get(), manifest)) {
        // Only the number is new: nothing has to be written or switched.
        AppliedMark old = before.get();
        return new AppliedMark(
            old.sandbox(), activation.release(), old.policy(), old.generation(), old.manifest());
      }
      String generation = folder.stage(activation, rendered, manifest, observer);
      return new AppliedMark(
          site.sandbox().value(),
          activation.release(),
          activation.digest(),
          generation,
          Digests.sha256(manifest.write()));
    } catch (DurableFiles.UnsafePathException e) {
      throw new ApplyRefused(Kind.HOST, "symlinked_parent", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ApplyRefused(Kind.HOST, "stage_failed", String.valueOf(e));
    }
  }

  private static boolean holdsAlready(SandboxFolder folder, AppliedMark mark, Manifest wanted)
      throws IOException {
    return folder.damage(mark.generation(), mark.policy(), mark.manifest()).isEmpty()
        && folder.manifest(mark.generation(), mark.manifest()).holdsTheSame(wanted);
  }

  private static void finishSwitch(SandboxFolder folder, AppliedMark mark) throws IOException {
    if (!folder.shown().equals(Optional.of(mark.generation()))) {
      folder.switchTo(mark.generation());
    }
  }

  private InForceReport look(
      SandboxFolder folder,
      SandboxSite site,
      AppliedMark mark,
      CompiledPolicy policy,
      List<RenderedProvider> rendered) {
    List<String> damage =
        new ArrayList<>(folder.damage(mark.generation(), mark.policy(), mark.manifest()));
    try {
      BootstrapLinks.ensure(folder, site, rendered);
    } catch (IOException e) {
      damage.add(String.valueOf(e.getMessage()));
    }
    damage.addAll(BootstrapLinks.damage(folder, site, rendered));
    List<ProviderReport> providers = new ArrayList<>();
    List<Ring> present = new ArrayList<>();
    for (ProviderFiles wanted :
        Manifest.of(
                mark.sandbox(),
                new Activation(mark.release(), mark.policy(), new byte[0], policy),
                rendered)
            .providers()) {
      for (RenderedProvider provider : rendered) {
        if (provider.id().equals(wanted.id())) {
          providers.add(prober.probe(folder, mark.generation(), wanted, provider));
          present.add(provider.provider().ring());
        }
      }
    }
    List<Ring> missing =
        policy.rings().served().keySet().stream()
            .filter(ring -> !present.contains(ring))
            .sorted()
            .toList();
    return new InForceReport(mark, providers, present.stream().sorted().toList(), missing, damage);
  }

  private static void prune(SandboxFolder folder, AppliedMark mark, Optional<AppliedMark> before) {
    Set<String> kept = new TreeSet<>();
    kept.add(mark.generation());
    before.ifPresent(old -> kept.add(old.generation()));
    try {
      folder.prune(kept);
    } catch (IOException e) {
      // What is left over harms nothing; the next switch tries again.
      return;
    }
  }

  private static Optional<AppliedMark> mark(SandboxFolder folder) throws ApplyRefused {
    try {
      return folder.mark();
    } catch (IOException e) {
      // The host's own high-water mark still holds; this one is written anew.
      return Optional.empty();
    }
  }

  private interface Effect {
    void happen() throws IOException;
  }

  private static void write(String code, Effect effect) throws ApplyRefused {
    try {
      effect.happen();
    } catch (DurableFiles.UnsafePathException e) {
      throw new ApplyRefused(Kind.HOST, "symlinked_parent", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ApplyRefused(Kind.HOST, code, String.valueOf(e));
    }
  }
}
