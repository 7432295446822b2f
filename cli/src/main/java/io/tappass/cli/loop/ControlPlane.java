package io.tappass.cli.loop;

import io.tappass.aws.AwsBackend;
import io.tappass.aws.AwsSettings;
import io.tappass.cli.loop.HttpEndpoint.Request;
import io.tappass.cli.loop.HttpEndpoint.Response;
import io.tappass.control.BundleStore;
import io.tappass.control.CompileCommit;
import io.tappass.control.EnrolHost;
import io.tappass.control.GitException;
import io.tappass.control.PublishRelease;
import io.tappass.control.ReceivePush;
import io.tappass.control.Reconcile;
import io.tappass.control.RefreshLease;
import io.tappass.control.Registry;
import io.tappass.control.Stop;
import io.tappass.control.StoreException;
import io.tappass.control.TakeReport;
import io.tappass.control.WebhookRequest;
import io.tappass.control.WebhookVerdict;
import io.tappass.git.GitLimits;
import io.tappass.git.GitMirror;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.trust.Root;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The control loop on one machine: the use cases over the AWS adapters, which talk to the stand-ins
 * as they would talk to AWS; one HTTP endpoint; one worker that publishes.
 */
final class ControlPlane implements AutoCloseable {
  /** Bucket of the bundle store. */
  static final String BUCKET = "tappass-policies";

  /** Full name of the policy repository, as the forge's events give it. */
  static final String REPOSITORY = "local/policy";

  static final String REF = "refs/heads/main";

  /** Life of a lease. */
  static final Duration LEASE_LIFE = Duration.ofHours(1);

  /** When a lease is refreshed. Hosts answer each with a receipt, their sign of life. */
  static final Duration LEASE_AGE = Duration.ofSeconds(45);

  /** A host that is not heard of for so long is unknown; two signs of life may get lost. */
  static final Duration SILENT_AFTER = LEASE_AGE.multipliedBy(3);

  private static final String COMPILER = "tappass 0.1.0";

  private final AwsBackend backend;
  private final GitMirror mirror;
  private final ReceivePush receivePush;
  private final TakeReport takeReport;
  private final EnrolHost enrolHost;
  private final Reconcile reconcile;
  private final HttpEndpoint endpoint;
  private final LoopEvents events;
  private final Duration reconcileEvery;
  private final BlockingQueue<String> wake = new ArrayBlockingQueue<>(1);
  private final Thread worker;
  private volatile boolean isClosed;

  /** What kept the last round from its end; a look at the registry alone cannot tell. */
  private volatile List<Stop> lastStops = List.of();

  private ControlPlane(Parts parts, Duration reconcileEvery, LoopEvents events) throws IOException {
    this.backend = parts.backend();
    this.mirror = parts.mirror();
    this.receivePush = parts.receivePush();
    this.takeReport = parts.takeReport();
    this.enrolHost = parts.enrolHost();
    this.reconcile = parts.reconcile();
    this.events = events;
    this.reconcileEvery = reconcileEvery;
    this.endpoint =
        HttpEndpoint.start(
            0,
            WebhookRequest.BODY_BYTES_MAX,
            Map.of(
                "/webhook", this::webhook,
                "/receipts", this::receipt,
                "/enrol", this::enrol,
                "/status", this::status),
            (path, failure) -> events.event("endpoint_failed", path, String.valueOf(failure)));
    this.worker = Thread.ofPlatform().name("tappass-control").daemon().unstarted(this::work);
  }

  private record Parts(
      AwsBackend backend,
      GitMirror mirror,
      ReceivePush receivePush,
      TakeReport takeReport,
      EnrolHost enrolHost,
      Reconcile reconcile) {}

  /**
   * Connects the use cases; the worker starts with {@link #begin}.
   *
   * @param aws endpoint of the stand-ins
   * @param repository address of the policy repository
   */
  static ControlPlane start(
      DataFolder data,
      URI aws,
      String repository,
      Secrets secrets,
      InstantSource clock,
      Duration reconcileEvery,
      LoopEvents events)
      throws IOException, StoreException, SigningException, GitException {
    AwsBackend backend =
        AwsBackend.connect(
            AwsSettings.standIn(
                aws,
                new AwsSettings.AccessKey(secrets.controlKeyId(), secrets.controlSecret()),
                BUCKET));
    ControlKeys keys = ControlKeys.open(data.controlFile(), backend, secrets, clock);
    Root root = keys.root();
    Registry registry = backend.registry();
    BundleStore store = backend.bundles();
    GitMirror mirror = GitMirror.open(data.mirror(), repository, "main", GitLimits.STANDARD);
    var publish =
        new PublishRelease(
            root,
            new ReportedSigner(backend.signer(keys.releaseKey()), "release", events),
            mirror,
            registry,
            store,
            new CompileCommit(mirror),
            new CompileCommit(mirror),
            clock,
            COMPILER);
    var refresh =
        new RefreshLease(
            root,
            new ReportedSigner(backend.signer(keys.leaseKey()), "lease", events),
            registry,
            store,
            clock,
            LEASE_LIFE);
    return new ControlPlane(
        new Parts(
            backend,
            mirror,
            new ReceivePush(secrets.webhookSecret(), REPOSITORY, REF, registry, clock),
            new TakeReport(root, registry, clock),
            new EnrolHost(
                root, backend.signer(keys.enrolmentKey()), registry, clock, new SecureRandom()),
            new Reconcile(root, registry, publish, refresh, clock, LEASE_AGE, SILENT_AFTER)),
        reconcileEvery,
        events);
  }

  /** Starts publishing. */
  void begin() {
    worker.start();
    wakeUp("start");
  }

  /** {@code http://127.0.0.1:port} of webhook, receipts, enrolment and status. */
  String url() {
    return endpoint.url();
  }

  EnrolHost enrolHost() {
    return enrolHost;
  }

  /** What is desired and applied right now. */
  Reconcile.Summary look() {
    Reconcile.Summary now = reconcile.look();
    Set<Stop> stops = new LinkedHashSet<>(lastStops);
    stops.addAll(now.stops());
    return new Reconcile.Summary(
        now.head(), now.sandboxes(), now.scopes(), now.steps(), List.copyOf(stops));
  }

  /** Everything that was signed by hosts, for {@code tappass receipts}. */
  Registry registry() {
    return backend.registry();
  }

  /** Releases and policies from the store, by path. */
  SortedMap<String, byte[]> publishedDocuments() {
    return PublishedDocuments.of(backend.registry(), backend.bundles());
  }

  /** Lets the worker look now; a hint that is lost costs one interval. */
  void wakeUp(String why) {
    if (wake.offer(why)) {
      events.event("wake", "control", why);
    }
  }

  private void work() {
    while (!isClosed) {
      try {
        String why = wake.poll(reconcileEvery.toMillis(), TimeUnit.MILLISECONDS);
        if (isClosed) {
          return;
        }
        Reconcile.Summary summary = reconcile.run();
        lastStops = summary.stops();
        for (String step : summary.steps()) {
          boolean isQuiet =
              step.startsWith("nothing to publish") || step.startsWith("no lease: the lease is");
          if (!isQuiet || why != null) {
            events.event("reconcile", why == null ? "timer" : why, step);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // One failed round must not end the loop; the next one starts from what is stored.
        events.event("reconcile_failed", "control", String.valueOf(e));
        lastStops = List.of(new Stop.Failed("the last round failed: " + e));
      }
    }
  }

  private Response webhook(Request request) {
    if (!request.method().equals("POST")) {
      return text(405, "POST only");
    }
    WebhookVerdict verdict =
        receivePush.receive(new WebhookRequest(request.headers(), request.body()));
    return switch (verdict) {
      case WebhookVerdict.Accepted accepted -> {
        events.event("webhook_accepted", accepted.deliveryId(), "");
        wakeUp("push");
        yield text(202, "accepted");
      }
      case WebhookVerdict.Ignored ignored -> text(200, "ignored: " + ignored.reason());
      case WebhookVerdict.Refused refused -> {
        events.event("webhook_refused", refused.refusal().name(), refused.message());
        yield text(status(refused.refusal()), refused.refusal().name());
      }
    };
  }

  private static int status(WebhookVerdict.Refusal refusal) {
    return switch (refusal) {
      case BODY_TOO_LARGE -> 413;
      case UNSIGNED, WRONG_SIGNATURE -> 401;
      case NO_DELIVERY_ID, MALFORMED -> 400;
      case FOREIGN_REPOSITORY -> 403;
      case REGISTRY_UNAVAILABLE -> 503;
    };
  }

  private Response receipt(Request request) {
    if (!request.method().equals("POST")) {
      return text(405, "POST only");
    }
    TakeReport.Result result = takeReport.take(request.body());
    if (result.answer() != TakeReport.Answer.TAKEN) {
      events.event("receipt_" + result.answer().name(), "host", result.reason());
    }
    return switch (result.answer()) {
      case TAKEN -> text(200, "taken");
      case REPLAYED -> text(409, "replayed");
      case HOST_ROLLED_BACK -> text(409, "host_rolled_back");
      case REFUSED -> text(403, "refused");
      case RETRY -> text(503, "retry");
    };
  }

  private Response enrol(Request request) {
    if (!request.method().equals("POST")) {
      return text(405, "POST only");
    }
    return switch (enrolHost.redeem(request.body())) {
      case EnrolHost.Enrolled enrolled -> {
        wakeUp("enrolment");
        yield new Response(200, "application/json", enrolled.envelope());
      }
      case EnrolHost.Gone gone -> text(410, gone.reason());
      case EnrolHost.Refused refused -> text(403, refused.reason());
      case EnrolHost.Stopped stopped -> text(503, stopped.stop().reason());
    };
  }

  private Response status(Request request) {
    if (!request.method().equals("GET")) {
      return text(405, "GET only");
    }
    JsonValue status = StatusJson.write(look(), applied());
    return new Response(
        200, "application/json", JsonText.compact(status).getBytes(StandardCharsets.UTF_8));
  }

  private List<Registry.Applied> applied() {
    try {
      return backend.registry().applied();
    } catch (StoreException e) {
      events.event("registry_failed", "status", String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static Response text(int status, String body) {
    return new Response(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    isClosed = true;
    wake.offer("close");
    worker.interrupt();
    try {
      if (worker.getState() != Thread.State.NEW) {
        worker.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endpoint.close();
    mirror.close();
    backend.close();
  }
}
