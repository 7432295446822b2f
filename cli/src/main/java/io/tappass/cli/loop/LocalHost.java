package io.tappass.cli.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.AuditUnavailable;
import io.tappass.audit.log.HostLog;
import io.tappass.control.EnrolHost;
import io.tappass.control.StoreException;
import io.tappass.engine.EngineParts;
import io.tappass.engine.PolicyEngine;
import io.tappass.host.HostBoot;
import io.tappass.host.HostConfig;
import io.tappass.host.HostDaemon;
import io.tappass.host.HostEnrolment;
import io.tappass.host.HostKey;
import io.tappass.host.HostParts;
import io.tappass.host.HostStatus;
import io.tappass.host.PolicyEngineHost;
import io.tappass.host.RealPaths;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.ControlClient;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.landlock.Landlock;
import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.HttpBundleSource;
import io.tappass.host.pull.ReadCredential;
import io.tappass.host.pull.SourceException;
import io.tappass.host.socket.HookClient;
import io.tappass.host.socket.SandboxId;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.provider.HostFacts;
import io.tappass.provider.Provider;
import io.tappass.provider.Providers;
import io.tappass.provider.TargetVersion;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Refusal;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** One governed host in this process: its log, its policy engine and its daemon. */
public final class LocalHost implements AutoCloseable {

  /**
   * A sandbox of the development stack.
   *
   * @param runtime of the policy repository
   */
  public record Spec(String sandbox, String project, String agent, String runtime) {}

  /**
   * What a measurement puts between a host and its surroundings.
   *
   * @param kernel shared by hosts of this process; who made it closes it
   * @param source wraps the connection to the store
   */
  public record Wiring(KernelProbes kernel, UnaryOperator<BundleSource> source) {}

  private final HostLog log;
  private final PolicyEngineHost bridge;
  private final HostDaemon daemon;
  private final ControlClient control;
  private final HostConfig config;

  private LocalHost(
      HostLog log,
      PolicyEngineHost bridge,
      HostDaemon daemon,
      ControlClient control,
      HostConfig config) {
    this.log = log;
    this.bridge = bridge;
    this.daemon = daemon;
    this.control = control;
    this.config = config;
  }

  /**
   * What a host is started with.
   *
   * @param store address of the bucket
   * @param controlUrl of enrolment and receipts
   */
  record Setup(
      DataFolder data,
      String host,
      List<Spec> specs,
      URI store,
      String controlUrl,
      Secrets secrets,
      EnrolHost enrolHost,
      Duration poll,
      InstantSource clock,
      EventLog events,
      Wiring wiring) {

    /** The same surroundings for another host. */
    Setup ofHost(String other, List<Spec> otherSpecs, Wiring otherWiring) {
      return new Setup(
          data,
          other,
          otherSpecs,
          store,
          controlUrl,
          secrets,
          enrolHost,
          poll,
          clock,
          events,
          otherWiring);
    }
  }

  static LocalHost start(Setup setup)
      throws IOException,
          AuditException,
          AuditUnavailable,
          SigningException,
          StoreException,
          Refusal,
          SourceException,
          InterruptedException {
    Path folder = setup.data().host(setup.host());
    Files.createDirectories(folder);
    var random = new SecureRandom();
    String boot = HostBoot.id(random);
    LocalSigner key = HostKey.of(folder, random);
    List<SandboxSite> sites = sites(setup, folder);
    var config = new HostConfig(folder, runFolder(setup.data()), setup.host(), setup.poll(), sites);
    var control =
        new ControlClient(
            URI.create(setup.controlUrl() + "/enrol"),
            URI.create(setup.controlUrl() + "/receipts"));
    enrol(setup, folder, key, control);
    writeTrust(setup, key);
    HostLog log =
        HostLog.open(
            folder.resolve("log"),
            key,
            "tappass/" + ControlKeys.ORG + "/" + setup.host(),
            RecordSubject.ofHost(ControlKeys.ORG, setup.host()),
            () -> new RecordTime(setup.clock().instant(), System.nanoTime(), boot));
    PolicyEngine engine = engine(setup, log, boot, random, sites);
    var bridge = new PolicyEngineHost(engine);
    var parts =
        new HostParts(
            setup.wiring().source().apply(source(setup)),
            control,
            bridge,
            providers(),
            setup.wiring().kernel(),
            setup.clock(),
            System::nanoTime,
            random,
            boot,
            milestone -> {},
            setup.events());
    return new LocalHost(log, bridge, HostDaemon.start(config, parts), control, config);
  }

  private static HttpBundleSource source(Setup setup) {
    return new HttpBundleSource(
        setup.store(),
        Optional.of(
            new ReadCredential(
                setup.secrets().hostKeyId(),
                setup.secrets().hostSecret(),
                LocalAwsConfig.REGION,
                Optional.empty())),
        setup.clock());
  }

  private static List<Provider> providers() {
    List<Provider> providers = new ArrayList<>();
    for (String id : List.of("claude-code", "landlock")) {
      Providers.standard().find(id).ifPresent(known -> providers.add(known.provider()));
    }
    return providers;
  }

  private static PolicyEngine engine(
      Setup setup, HostLog log, String boot, SecureRandom random, List<SandboxSite> sites)
      throws IOException, AuditException, AuditUnavailable {
    var parts =
        new EngineParts(
            log,
            () -> new RecordTime(setup.clock().instant(), System.nanoTime(), boot),
            System::nanoTime,
            RealPaths::resolve,
            EngineParts.REQUEST_BYTES_MAX,
            (event, sandbox, cause) ->
                setup
                    .events()
                    .event(
                        "engine_failed",
                        "sandbox",
                        sandbox,
                        "at",
                        event,
                        "reason",
                        String.valueOf(cause)));
    List<io.tappass.engine.SandboxIdentity> identities = new ArrayList<>();
    for (int index = 0; index < sites.size(); index++) {
      Spec spec = setup.specs().get(index);
      identities.add(
          new io.tappass.engine.SandboxIdentity(
              new RecordSubject(
                  ControlKeys.ORG, spec.project(), spec.agent(), spec.sandbox(), setup.host()),
              spec.runtime(),
              sites.get(index).host().workspace(),
              sites.get(index).host().home()));
    }
    return PolicyEngine.start(parts, identities, () -> "s-" + hex(random));
  }

  private static void enrol(Setup setup, Path folder, LocalSigner key, ControlClient control)
      throws IOException,
          SigningException,
          StoreException,
          Refusal,
          SourceException,
          InterruptedException {
    for (Spec spec : setup.specs()) {
      if (Files.exists(
          folder.resolve("sandboxes").resolve(spec.sandbox()).resolve("enrolment.json"))) {
        continue;
      }
      byte[] ticket =
          setup
              .enrolHost()
              .issue(
                  new SandboxIdentity(
                      ControlKeys.ORG,
                      spec.project(),
                      spec.agent(),
                      spec.sandbox(),
                      spec.runtime(),
                      Map.of()));
      try (HttpBundleSource source = source(setup)) {
        new HostEnrolment(folder, setup.host(), key, source)
            .enrol(ticket, control, setup.clock().instant());
      }
      setup.events().event("enrolled", "sandbox", spec.sandbox(), "host", setup.host());
    }
  }

  /** The key by which outsiders verify this host's log; kept apart from what it verifies. */
  private static void writeTrust(Setup setup, LocalSigner key) throws IOException {
    AuditTrust trust = AuditTrust.of("tappass/" + ControlKeys.ORG + "/" + setup.host(), key.key());
    Path file =
        setup.host().equals(LocalLoop.HOST)
            ? setup.data().path().resolve("audit-trust.json")
            : setup.data().host(setup.host()).resolve("audit-trust.json");
    Files.write(file, trust.write());
  }

  private static List<SandboxSite> sites(Setup setup, Path folder) throws IOException {
    Path hookClient = folder.resolve("tappass-hook");
    HookClient.install(hookClient);
    Path run = runFolder(setup.data());
    List<SandboxSite> sites = new ArrayList<>();
    for (Spec spec : setup.specs()) {
      var id = new SandboxId(spec.sandbox());
      Path workspace = Files.createDirectories(setup.data().workspace(spec.sandbox()));
      Path home = Files.createDirectories(folder.resolve("homes").resolve(spec.sandbox()));
      Path managed =
          Files.createDirectories(
              folder.resolve("places").resolve(spec.sandbox()).resolve("claude-code"));
      sites.add(
          new SandboxSite(
              id,
              new HostFacts(
                  workspace.toRealPath().toString(),
                  home.toRealPath().toString(),
                  hookClient.toString(),
                  HostDaemon.socket(run, id).toString(),
                  folder
                      .resolve("sandboxes")
                      .resolve(spec.sandbox())
                      .resolve("current")
                      .toString()),
              Map.of("claude-code.managed", managed),
              versions()));
    }
    return sites;
  }

  /** The kernel's own Landlock version; for Claude Code the oldest that fails closed. */
  private static Map<String, TargetVersion> versions() {
    TargetVersion claude = Providers.standard().find("claude-code").orElseThrow().versionMin();
    OptionalInt abi = Landlock.abi();
    return abi.isPresent()
        ? Map.of(
            "claude-code", claude, "landlock", TargetVersion.parse(String.valueOf(abi.getAsInt())))
        : Map.of("claude-code", claude);
  }

  /**
   * Sockets need short paths; a deep data folder gets a folder of its own under the temporary one.
   */
  static Path runFolder(DataFolder data) {
    Path run = data.path().resolve("run");
    if (run.toString().length() <= 60) {
      return run;
    }
    String name = HexFormat.of().toHexDigits(data.path().toString().hashCode());
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
        .resolve("tappass-" + System.getProperty("user.name", "user") + "-" + name);
  }

  private static String hex(SecureRandom random) {
    var drawn = new byte[10];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /** Answers a question to the engine as {@code tappass decide} asks it. */
  byte[] ask(String sandbox, String question) {
    return bridge.answer(new SandboxId(sandbox), question.getBytes(UTF_8));
  }

  /** What the daemon says of itself. */
  public HostStatus status() {
    return daemon.status();
  }

  /** Asks for a poll now. */
  public void nudge() {
    daemon.nudge();
  }

  /** The sandboxes and where they lie. */
  public List<SandboxSite> sites() {
    return config.sites();
  }

  @Override
  public void close() {
    daemon.close();
    control.close();
    log.close();
  }
}
