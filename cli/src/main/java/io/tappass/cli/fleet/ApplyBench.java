package io.tappass.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.cli.Table;
import io.tappass.cli.loop.DataFolder;
import io.tappass.cli.loop.LocalHost;
import io.tappass.cli.loop.LocalLoop;
import io.tappass.git.local.PolicyAuthor;
import io.tappass.host.HostStatus;
import io.tappass.host.HostStatus.SandboxStatus;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.state.SandboxState;
import io.tappass.localstack.Fault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Pushes a changed policy again and again, and measures from the begin of each push until every
 * sandbox has it in force and probed. Every part is the real one; only the AWS behind the real SDK
 * is the stand-in.
 */
final class ApplyBench {
  /** Sandboxes that one agent of the template may stand for. */
  private static final List<LocalHost.Spec> AGENTS = LocalLoop.SPECS;

  private static final String EDITED = "tappass/projects/finance_refunds/policy.rego";
  private static final String LIMIT = "refund_limit_cents := ";

  /** Polls for which nothing is pushed at the end. */
  private static final int IDLE_POLLS = 5;

  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(120);

  /**
   * What is measured.
   *
   * @param extraHosts simulated hosts of one sandbox each; with 0 the loop's own host with its
   *     three sandboxes is measured
   * @param poll of every host
   * @param isDoorbellRung whether hosts are told of a new lease instead of finding it
   * @param seed of the pauses between pushes
   */
  record Plan(int pushes, int extraHosts, Duration poll, boolean isDoorbellRung, long seed) {
    /** Simulated hosts that one process can hold. */
    static final int EXTRA_HOSTS_MAX = 200;

    Plan {
      if (pushes < 1 || pushes > 10_000 || extraHosts < 0 || extraHosts > EXTRA_HOSTS_MAX) {
        throw new IllegalArgumentException(
            "from 1 to 10,000 pushes and up to " + EXTRA_HOSTS_MAX + " hosts");
      }
    }
  }

  /** What was measured. */
  record Result(
      int hosts,
      int sandboxes,
      Samples wholes,
      Samples hostApplied,
      Samples pushing,
      Samples publishing,
      Samples leasing,
      Samples applying,
      List<Integer> releaseSignatures,
      List<Integer> leaseSignatures,
      List<Long> kmsSignRequests,
      double storeRequestsPerHostAndMinute,
      double idleRequestsPerHostAndMinute,
      int probesPassed,
      int probesFailed) {}

  private final Plan plan;
  private final Path folder;
  private final SortedMap<String, byte[]> template;
  private final Timeline timeline = new Timeline();
  private final LongAdder kmsSigns = new LongAdder();
  private final LongAdder storeRequests = new LongAdder();
  private final List<LocalHost> measured = new CopyOnWriteArrayList<>();

  /**
   * @param folder empty; everything goes there
   * @param template files of the policy repository
   */
  ApplyBench(Plan plan, Path folder, SortedMap<String, byte[]> template) {
    this.plan = plan;
    this.folder = folder;
    this.template = template;
  }

  /** Measures; takes about the poll for each push. */
  Result run() throws Exception {
    var options =
        new LocalLoop.Options(
            new DataFolder(folder),
            template,
            plan.poll(),
            Duration.ofSeconds(10),
            InstantSource.system(),
            this::line);
    try (LocalLoop loop =
            LocalLoop.start(
                options,
                call -> {
                  if (call.service().equals("kms") && call.operation().equals("Sign")) {
                    kmsSigns.increment();
                  }
                  return Fault.NONE;
                });
        PolicyAuthor author = loop.author()) {
      if (plan.extraHosts() == 0) {
        measured.add(loop.host());
      }
      for (int index = 0; index < plan.extraHosts(); index++) {
        LocalHost.Spec agent = AGENTS.get(index % AGENTS.size());
        String name = String.format(Locale.ROOT, "sim-%03d", index);
        measured.add(
            loop.addHost(
                name,
                List.of(
                    new LocalHost.Spec(
                        "sb-" + name, agent.project(), agent.agent(), agent.runtime())),
                source -> new CountingSource(source, storeRequests)));
      }
      if (plan.isDoorbellRung()) {
        // The first lease may have been there before anybody was to be told.
        measured.forEach(LocalHost::nudge);
      }
      timeline.await("the first release", WAIT_NANOS_MAX, () -> isSettled(loop));
      return measure(loop, author);
    }
  }

  private void line(String line) {
    String event = timeline.line(line);
    if (plan.isDoorbellRung() && event.equals(Timeline.LEASED)) {
      measured.forEach(LocalHost::nudge);
    }
  }

  /** Every enrolled sandbox is in the newest release, and every measured one has it in force. */
  private boolean isSettled(LocalLoop loop) {
    var seen = loop.look();
    int enrolled = AGENTS.size() + plan.extraHosts();
    return seen.head().isPresent()
        && seen.sandboxes().size() == enrolled
        && isInForce(seen.head().get().number());
  }

  private boolean isInForce(long release) {
    for (LocalHost host : measured) {
      for (SandboxStatus sandbox : host.status().sandboxes()) {
        if (sandbox.applied() != release || sandbox.state() != SandboxState.CURRENT) {
          return false;
        }
      }
    }
    return true;
  }

  private Result measure(LocalLoop loop, PolicyAuthor author) throws Exception {
    var result = new Collected();
    SortedMap<String, byte[]> files = new TreeMap<>(author.files());
    long release = loop.look().head().orElseThrow().number();
    RandomGenerator random = new Random(plan.seed());
    long startedAt = System.nanoTime();
    storeRequests.reset();
    for (int push = 0; push < plan.pushes(); push++) {
      files.put(EDITED, edited(files, push % 2 == 0 ? 10_000 : 30_000));
      release++;
      long next = release;
      if (!plan.isDoorbellRung()) {
        // A push right after an apply would always meet the same phase of the poll.
        LockSupport.parkNanos(random.nextLong(plan.poll().toNanos() + 1));
      }
      timeline.clear();
      kmsSigns.reset();
      long begun = System.nanoTime();
      author.push(files, "Change the limit of refunds, " + push);
      long pushed = System.nanoTime();
      timeline.await("release " + next, WAIT_NANOS_MAX, () -> isInForce(next));
      result.take(begun, pushed, next);
    }
    double busy = perHostAndMinute(startedAt);
    storeRequests.reset();
    long idleFrom = System.nanoTime();
    if (plan.extraHosts() > 0) {
      LockSupport.parkNanos(IDLE_POLLS * plan.poll().toNanos());
    }
    return result.result(busy, perHostAndMinute(idleFrom));
  }

  /** Of the simulated hosts; the loop's own host has no counter. */
  private double perHostAndMinute(long sinceNanos) {
    double minutes = (System.nanoTime() - sinceNanos) / 6e10;
    return storeRequests.sum() / minutes / measured.size();
  }

  /** What the pushes so far gave. */
  private final class Collected {
    private final Samples wholes = new Samples();
    private final Samples hostApplied = new Samples();
    private final Samples pushing = new Samples();
    private final Samples publishing = new Samples();
    private final Samples leasing = new Samples();
    private final Samples applying = new Samples();
    private final List<Integer> releaseSignatures = new ArrayList<>();
    private final List<Integer> leaseSignatures = new ArrayList<>();
    private final List<Long> kmsSignRequests = new ArrayList<>();
    private int probesPassed;
    private int probesFailed;

    /** INVARIANT: a sandbox counts by the event that follows its probes, never by the switch. */
    void take(long begun, long pushed, long release) {
      long last = begun;
      for (LocalHost host : measured) {
        long done = begun;
        for (SandboxStatus sandbox : host.status().sandboxes()) {
          done = Math.max(done, timeline.atNanos(Timeline.applied(sandbox.sandbox(), release)));
        }
        hostApplied.add(done - begun);
        last = Math.max(last, done);
        count(host.status());
      }
      long accepted = timeline.atNanos("webhook_accepted");
      long leased = timeline.atNanos("signed lease");
      long signed = timeline.atNanos("signed release");
      wholes.add(last - begun);
      pushing.add(Math.min(accepted, pushed) - begun);
      publishing.add(signed - accepted);
      leasing.add(leased - signed);
      applying.add(last - leased);
      releaseSignatures.add(timeline.count("signed release"));
      leaseSignatures.add(timeline.count("signed lease"));
      kmsSignRequests.add(kmsSigns.sum());
    }

    private void count(HostStatus status) {
      for (SandboxStatus sandbox : status.sandboxes()) {
        for (ProviderReport provider : sandbox.report().orElseThrow().providers()) {
          probesPassed += provider.probed().passed();
          probesFailed += provider.probed().failed();
        }
      }
    }

    Result result(double busyRequests, double idleRequests) {
      return new Result(
          measured.size(),
          measured.stream().mapToInt(host -> host.sites().size()).sum(),
          wholes,
          hostApplied,
          pushing,
          publishing,
          leasing,
          applying,
          releaseSignatures,
          leaseSignatures,
          kmsSignRequests,
          busyRequests,
          idleRequests,
          probesPassed,
          probesFailed);
    }
  }

  private static byte[] edited(SortedMap<String, byte[]> files, int cents) {
    byte[] old = files.get(EDITED);
    if (old == null) {
      throw new IllegalStateException("the template has no " + EDITED);
    }
    String text = new String(old, UTF_8);
    String changed = text.replaceFirst(LIMIT + "\\d+", LIMIT + cents);
    if (changed.equals(text)) {
      throw new IllegalStateException(EDITED + " has no other " + LIMIT + cents);
    }
    return changed.getBytes(UTF_8);
  }

  /** The tables, as they stand in {@code docs/benchmarks.md}. */
  static void print(Plan plan, Result result, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d pushes, %d host%s with %d sandboxes in all, poll %.1f s, doorbell %s, seed %d%n%n",
        plan.pushes(),
        result.hosts(),
        result.hosts() == 1 ? "" : "s",
        result.sandboxes(),
        plan.poll().toMillis() / 1e3,
        plan.isDoorbellRung() ? "rung" : "not rung",
        plan.seed());
    var table = new Table("", "samples", "p50", "p99", "max");
    table.row(result.wholes().row("push to applied and probed everywhere"));
    table.row(result.hostApplied().row("  of one host"));
    table.row(result.pushing().row("  git push until the webhook is accepted"));
    table.row(result.publishing().row("  fetch, compile twice, write, sign the release"));
    table.row(result.leasing().row("  read back, advance the head, sign the lease"));
    table.row(result.applying().row("  lease signed until the last sandbox is probed"));
    table.lines().forEach(out::println);
    out.println();
    out.println(
        "kernel probes: "
            + result.probesPassed()
            + " passed, "
            + result.probesFailed()
            + " failed");
    out.println(
        "signatures a push, at the release key: "
            + range(result.releaseSignatures())
            + ", at the lease key: "
            + range(result.leaseSignatures())
            + ", KMS Sign requests in all: "
            + range(result.kmsSignRequests()));
    if (plan.extraHosts() > 0) {
      out.printf(
          Locale.ROOT,
          "requests to the store a host and minute: %.1f while pushing, %.1f without a push%n",
          result.storeRequestsPerHostAndMinute(),
          result.idleRequestsPerHostAndMinute());
    }
  }

  private static String range(List<? extends Number> counts) {
    long min = counts.stream().mapToLong(Number::longValue).min().orElseThrow();
    long max = counts.stream().mapToLong(Number::longValue).max().orElseThrow();
    return min == max ? String.valueOf(min) : min + " to " + max;
  }
}
