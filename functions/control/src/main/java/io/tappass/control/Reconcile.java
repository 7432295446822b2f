package io.tappass.control;

import io.tappass.control.PublishRelease.Published;
import io.tappass.control.Registry.Applied;
import io.tappass.control.Registry.CompileStatus;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.ScopeStatus;
import io.tappass.trust.Enrolment;
import io.tappass.trust.Root;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what is desired with what is applied, and closes the difference: a push that no webhook
 * told of, an enrolment without a release, a lease about to end.
 */
public final class Reconcile {

  /** How far a sandbox is. */
  public enum Standing {
    /** The host proved the newest release. */
    APPLIED,
    /** The host proved an older release. */
    BEHIND,
    /** The host was not heard of for too long, or never: nothing is known. Never "ok". */
    UNKNOWN
  }

  /**
   * One sandbox in the summary.
   *
   * @param desired release, 0 before the first
   * @param applied release, 0 if none was proved
   * @param state that the host reported, empty if it never did
   */
  public record SandboxStanding(
      String sandbox,
      String project,
      String agent,
      String host,
      long desired,
      long applied,
      String state,
      Standing standing,
      Optional<Instant> heardAt) {}

  /**
   * What was found and done.
   *
   * @param steps one line for each step, in order
   * @param stops that need a person, or time
   */
  public record Summary(
      Optional<Head> head,
      List<SandboxStanding> sandboxes,
      List<ScopeStatus> scopes,
      List<String> steps,
      List<Stop> stops) {
    public Summary {
      sandboxes = List.copyOf(sandboxes);
      scopes = List.copyOf(scopes);
      steps = List.copyOf(steps);
      stops = List.copyOf(stops);
    }
  }

  private final Root root;
  private final Registry registry;
  private final PublishRelease publish;
  private final RefreshLease refreshLease;
  private final InstantSource clock;
  private final Duration leaseAge;
  private final Duration silentAfter;

  /**
   * @param leaseAge after which a lease is refreshed
   * @param silentAfter without a receipt a host counts as unknown
   */
  public Reconcile(
      Root root,
      Registry registry,
      PublishRelease publish,
      RefreshLease refreshLease,
      InstantSource clock,
      Duration leaseAge,
      Duration silentAfter) {
    this.root = root;
    this.registry = registry;
    this.publish = publish;
    this.refreshLease = refreshLease;
    this.clock = clock;
    this.leaseAge = leaseAge;
    this.silentAfter = silentAfter;
  }

  /** Runs all steps; a step that stops does not hold up the ones after it. */
  public Summary run() {
    List<String> steps = new ArrayList<>();
    List<Stop> stops = new ArrayList<>();
    switch (publish.publish()) {
      case Published done -> steps.add("published release " + done.number());
      case PublishRelease.Unchanged same -> steps.add("nothing to publish: " + same.reason());
      case PublishRelease.Stopped stopped -> {
        steps.add("publish stopped: " + stopped.stop().reason());
        stops.add(stopped.stop());
      }
    }
    switch (refreshLease.refreshIfOlder(leaseAge)) {
      case RefreshLease.Refreshed done ->
          steps.add("lease " + done.serial() + " for release " + done.release());
      case RefreshLease.Skipped skipped -> steps.add("no lease: " + skipped.reason());
      case RefreshLease.Stopped stopped -> {
        steps.add("lease stopped: " + stopped.stop().reason());
        stops.add(stopped.stop());
      }
    }
    return summary(steps, stops);
  }

  /** Only looks. */
  public Summary look() {
    return summary(new ArrayList<>(), new ArrayList<>());
  }

  private Summary summary(List<String> steps, List<Stop> stops) {
    try {
      Optional<Head> head = registry.head();
      Map<String, Applied> applied = new HashMap<>();
      registry.applied().forEach(last -> applied.put(last.sandbox(), last));
      EnrolmentSet enrolments = EnrolmentSet.read(registry, root);
      for (String refused : enrolments.refused()) {
        stops.add(new Stop.Failed("an enrolment does not verify: " + refused));
      }
      List<SandboxStanding> sandboxes = new ArrayList<>();
      for (Enrolment enrolment : enrolments.active().values()) {
        sandboxes.add(
            standing(
                enrolment,
                head.map(Head::number).orElse(0L),
                Optional.ofNullable(applied.get(enrolment.identity().sandbox()))));
      }
      List<ScopeStatus> scopes =
          registry.lastCompile().map(CompileStatus::scopes).orElse(List.of());
      return new Summary(head, sandboxes, scopes, steps, stops);
    } catch (StoreException e) {
      stops.add(Stop.of(e));
      return new Summary(Optional.empty(), List.of(), List.of(), steps, stops);
    }
  }

  private SandboxStanding standing(Enrolment enrolment, long desired, Optional<Applied> last) {
    Standing standing = Standing.UNKNOWN;
    if (last.isPresent() && !last.get().receivedAt().plus(silentAfter).isBefore(clock.instant())) {
      standing = last.get().release() >= desired ? Standing.APPLIED : Standing.BEHIND;
    }
    return new SandboxStanding(
        enrolment.identity().sandbox(),
        enrolment.identity().project(),
        enrolment.identity().agent(),
        enrolment.host(),
        desired,
        last.map(Applied::release).orElse(0L),
        last.map(Applied::state).orElse(""),
        standing,
        last.map(Applied::receivedAt));
  }
}
