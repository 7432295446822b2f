package io.tappass.cli.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.audit.AuditException;
import io.tappass.audit.log.AuditUnavailable;
import io.tappass.cli.loop.HttpEndpoint.Request;
import io.tappass.cli.loop.HttpEndpoint.Response;
import io.tappass.control.GitException;
import io.tappass.control.ReceivePush;
import io.tappass.control.Reconcile;
import io.tappass.control.StoreException;
import io.tappass.git.local.LocalForge;
import io.tappass.git.local.PolicyAuthor;
import io.tappass.host.event.EventLog;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.landlock.ProbingChild;
import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.SourceException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.localstack.FaultPlan;
import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Refusal;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The whole of TapPass on this machine: stand-ins, forge, control loop, one governed host. State
 * survives a restart and a kill; closing is clean.
 */
public final class LocalLoop implements AutoCloseable {
  /** The governed host of the development stack. */
  public static final String HOST = "laptop-1";

  /** Its sandboxes, two projects of the template. */
  public static final List<LocalHost.Spec> SPECS =
      List.of(
          new LocalHost.Spec("sb-coder", "eu_support", "support_coder", "claude_code_linux"),
          new LocalHost.Spec("sb-refund", "finance_refunds", "refund_bot", "claude_code_linux"),
          new LocalHost.Spec("sb-triage", "eu_support", "triage", "python_linux"));

  /**
   * How a loop is started.
   *
   * @param template files of the first commit, if the repository is empty
   * @param poll of the host
   * @param reconcileEvery of the control loop
   * @param lines takes every event as a JSON line
   */
  public record Options(
      DataFolder data,
      SortedMap<String, byte[]> template,
      Duration poll,
      Duration reconcileEvery,
      InstantSource clock,
      Consumer<String> lines) {}

  private final Deque<AutoCloseable> parts;
  private final Options options;
  private final LocalForge forge;
  private final ControlPlane control;
  private final LocalHost.Setup setup;
  private final LocalHost host;
  private final HttpEndpoint operator;
  private final String operatorToken;

  private LocalLoop(
      Options options,
      Deque<AutoCloseable> parts,
      LocalForge forge,
      ControlPlane control,
      LocalHost.Setup setup,
      LocalHost host,
      String operatorToken)
      throws IOException {
    this.options = options;
    this.parts = parts;
    this.forge = forge;
    this.control = control;
    this.setup = setup;
    this.host = host;
    this.operatorToken = operatorToken;
    this.operator =
        HttpEndpoint.start(
            0,
            2 << 20,
            Map.of("/decide", this::decide, "/host", this::hostStatus),
            (path, failure) -> event("endpoint_failed", path, String.valueOf(failure)));
    parts.push(operator);
  }

  /**
   * Starts everything and seeds the repository if it is empty. Returns when the host's sockets
   * answer; the first release follows within seconds.
   */
  public static LocalLoop start(Options options)
      throws IOException,
          StoreException,
          SigningException,
          GitException,
          AuditException,
          AuditUnavailable,
          Refusal,
          SourceException,
          InterruptedException {
    return start(options, FaultPlan.NONE);
  }

  /**
   * The same over stand-ins that ask {@code faults} about every request: to break some, or only to
   * count them.
   */
  public static LocalLoop start(Options options, FaultPlan faults)
      throws IOException,
          StoreException,
          SigningException,
          GitException,
          AuditException,
          AuditUnavailable,
          Refusal,
          SourceException,
          InterruptedException {
    DataFolder data = options.data();
    Files.createDirectories(data.path());
    var random = new SecureRandom();
    Secrets secrets =
        Secrets.open(
            data.secretsFile(), random, LocalSigner.generate(Algorithm.ED25519, random).pkcs8());
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      LocalAws aws = LocalAws.start(awsConfig(data, secrets).withFaults(faults));
      parts.push(aws);
      var events = new EventLog(options.clock(), options.lines());
      LoopEvents loopEvents =
          (event, subject, detail) -> events.event(event, "subject", subject, "detail", detail);
      var webhook = new WebhookSender(secrets.webhookSecret(), loopEvents);
      LocalForge forge = LocalForge.start(data.repository(), 0, webhook::pushed);
      parts.push(forge);
      ControlPlane control =
          ControlPlane.start(
              data,
              aws.endpoint(),
              forge.url(),
              secrets,
              options.clock(),
              options.reconcileEvery(),
              loopEvents);
      parts.push(control);
      webhook.to(URI.create(control.url() + "/webhook"));
      ProbingChild kernel = KernelProbes.inChild();
      parts.push(kernel);
      kernel.warm();
      var setup =
          new LocalHost.Setup(
              data,
              HOST,
              SPECS,
              aws.endpoint().resolve("/" + ControlPlane.BUCKET + "/"),
              control.url(),
              secrets,
              control.enrolHost(),
              options.poll(),
              options.clock(),
              events,
              new LocalHost.Wiring(kernel, source -> source));
      LocalHost host = LocalHost.start(setup);
      parts.push(host);
      var drawn = new byte[16];
      random.nextBytes(drawn);
      var loop =
          new LocalLoop(
              options, parts, forge, control, setup, host, HexFormat.of().formatHex(drawn));
      control.begin();
      loop.seed();
      return loop;
    } catch (IOException
        | StoreException
        | SigningException
        | GitException
        | AuditException
        | AuditUnavailable
        | Refusal
        | SourceException
        | InterruptedException
        | RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  private static LocalAwsConfig awsConfig(DataFolder data, Secrets secrets) {
    return LocalAwsConfig.of(
        data.aws(),
        List.of(
            Credential.administrator(secrets.controlKeyId(), secrets.controlSecret()),
            Credential.reader(secrets.hostKeyId(), secrets.hostSecret(), ControlPlane.BUCKET, "")));
  }

  private void seed() throws IOException {
    try (PolicyAuthor author = author()) {
      if (!author.hasCommits()) {
        author.push(options.template(), "Start from the template");
      }
    }
  }

  /** Somebody who edits the policy and pushes. */
  public PolicyAuthor author() throws IOException {
    return PolicyAuthor.open(
        options.data().path().resolve("author.git"), forge.url(), options.clock());
  }

  /** What is desired and applied right now. */
  public Reconcile.Summary look() {
    return control.look();
  }

  /** The same, with receipts, as {@code tappass status} shows it. */
  public JsonObject status() {
    try {
      return StatusJson.write(control.look(), control.registry().applied());
    } catch (StoreException e) {
      throw new IllegalStateException("the registry does not answer: " + e.getMessage(), e);
    }
  }

  /** The governed host. */
  public LocalHost host() {
    return host;
  }

  /**
   * Every release and policy that was published, by the path that an evidence pack gives it, so
   * that records can be held against what they name.
   */
  public SortedMap<String, byte[]> publishedDocuments() {
    return control.publishedDocuments();
  }

  /**
   * Enrols and starts one more host on this machine, with its own key, folder, log, engine and
   * connection; it probes by the first host's child and ends with the loop.
   *
   * @param source wraps its connection to the store
   */
  public LocalHost addHost(
      String name, List<LocalHost.Spec> specs, UnaryOperator<BundleSource> source)
      throws IOException,
          StoreException,
          SigningException,
          AuditException,
          AuditUnavailable,
          Refusal,
          SourceException,
          InterruptedException {
    LocalHost added =
        LocalHost.start(
            setup.ofHost(name, specs, new LocalHost.Wiring(setup.wiring().kernel(), source)));
    parts.push(added);
    return added;
  }

  /** Address of the policy repository, for plain git. */
  public String repositoryUrl() {
    return forge.url();
  }

  /** Address of the webhook. */
  public URI webhook() {
    return URI.create(control.url() + "/webhook");
  }

  /** Asks the host's engine; a question as {@code docs/spec/host.md} has it. */
  public String ask(String sandbox, JsonObject question) {
    return new String(host.ask(sandbox, JsonText.compact(question)), UTF_8).strip();
  }

  /** Where everything is, for people and scripts. */
  public JsonObject ready() {
    List<JsonValue> sandboxes = new ArrayList<>();
    host.sites()
        .forEach(site ->
            sandboxes.add(
                JsonValue.object()
                    .put("sandbox", site.sandbox().value())
                    .put("workspace", site.host().workspace())
                    .put("socket", site.host().hookSocket())
                    .build()));
    return JsonValue.object()
        .put("data", options.data().path().toString())
        .put("repository", forge.folder().toString())
        .put("repository_url", forge.url())
        .put("control", control.url())
        .put("webhook", webhook().toString())
        .put("operator", operator.url())
        .put("operator_token", operatorToken)
        .put("host", HOST)
        .put("hook_client", host.sites().getFirst().host().hookClient())
        .put("audit_trust", options.data().path().resolve("audit-trust.json").toString())
        .put("sandboxes", new JsonArray(sandboxes))
        .put("pid", ProcessHandle.current().pid())
        .build();
  }

  /** Writes the ready file, whole or not at all, readable by the owner only: it holds a token. */
  public void writeReady(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, JsonText.pretty(ready()) + "\n", UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Response decide(Request request) {
    if (!isOperator(request)) {
      return new Response(403, "text/plain", "operator token".getBytes(UTF_8));
    }
    String sandbox = request.headers().getOrDefault("X-tappass-sandbox", "");
    boolean isHere = SPECS.stream().anyMatch(spec -> spec.sandbox().equals(sandbox));
    if (!isHere || !request.method().equals("POST")) {
      return new Response(404, "text/plain", "no such sandbox".getBytes(UTF_8));
    }
    return new Response(
        200, "application/json", host.ask(sandbox, new String(request.body(), UTF_8)));
  }

  private Response hostStatus(Request request) {
    if (!isOperator(request)) {
      return new Response(403, "text/plain", "operator token".getBytes(UTF_8));
    }
    return new Response(
        200, "application/json", JsonText.compact(host.status().toJson()).getBytes(UTF_8));
  }

  private boolean isOperator(Request request) {
    String given = request.headers().getOrDefault("Authorization", "");
    return MessageDigest.isEqual(
        given.getBytes(UTF_8), ("Bearer " + operatorToken).getBytes(UTF_8));
  }

  private void event(String event, String subject, String detail) {
    new EventLog(options.clock(), options.lines())
        .event(event, "subject", subject, "detail", detail);
  }

  @Override
  public void close() {
    closeAll(parts);
  }

  /** Newest first; what fails to close does not keep the rest open. */
  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("closing: " + e);
      }
    }
  }

  /** Posts what a forge posts after a push. */
  private static final class WebhookSender {
    private final byte[] secret;
    private final LoopEvents events;
    private volatile URI target = URI.create("http://127.0.0.1:1/");

    WebhookSender(byte[] secret, LoopEvents events) {
      this.secret = secret.clone();
      this.events = events;
    }

    void to(URI address) {
      target = address;
    }

    void pushed(String commit) {
      byte[] body =
          JsonText.compact(
                  JsonValue.object()
                      .put("ref", ControlPlane.REF)
                      .put("after", commit)
                      .put(
                          "repository",
                          JsonValue.object().put("full_name", ControlPlane.REPOSITORY).build())
                      .build())
              .getBytes(UTF_8);
      try {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setConnectTimeout(2_000);
        connection.setReadTimeout(5_000);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("X-GitHub-Event", "push");
        connection.setRequestProperty("X-GitHub-Delivery", java.util.UUID.randomUUID().toString());
        connection.setRequestProperty("X-Hub-Signature-256", ReceivePush.signature(secret, body));
        connection.getOutputStream().write(body);
        events.event("webhook_sent", commit, String.valueOf(connection.getResponseCode()));
      } catch (IOException e) {
        // Forges do not try again either: reconcile finds the push.
        events.event("webhook_lost", commit, String.valueOf(e.getMessage()));
      }
    }
  }
}
