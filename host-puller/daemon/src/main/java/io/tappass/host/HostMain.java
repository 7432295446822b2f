package io.tappass.host;

import io.tappass.audit.AuditException;
import io.tappass.audit.RecordClock;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.AuditUnavailable;
import io.tappass.audit.log.HostLog;
import io.tappass.engine.EngineParts;
import io.tappass.engine.PolicyEngine;
import io.tappass.engine.SandboxIdentity;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.ControlClient;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.landlock.Landlock;
import io.tappass.host.landlock.ProbingChild;
import io.tappass.host.landlock.SandboxExec;
import io.tappass.host.landlock.StartRefused;
import io.tappass.host.pull.HttpBundleSource;
import io.tappass.host.pull.SourceException;
import io.tappass.host.socket.HookClient;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.json.JsonText;
import io.tappass.provider.claudecode.ClaudeCodeProvider;
import io.tappass.provider.landlock.LandlockProvider;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Enrolment;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Refusal;
import io.tappass.trust.SigningException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code tappass-host}: run, enrol, exec, abi. Parses, calls one object, renders. */
public final class HostMain {
  private static final int USAGE = 2;
  private static final Path DATA_DEFAULT = Path.of("/var/lib/tappass");
  private static final String HELP =
      """
      tappass-host run --config FILE
      tappass-host enrol --config FILE --ticket FILE
      tappass-host exec --sandbox ID [--data FOLDER] -- COMMAND [ARGUMENT...]
      tappass-host abi\
      """;

  /** A command line that says nothing. */
  private static final class Usage extends Exception {
    Usage(String message) {
      super(message);
    }
  }

  private HostMain() {}

  /** Exit status 0, 1 for a failure, 2 for a wrong command line; exec: 126 and 127. */
  public static void main(String[] arguments) {
    int status = run(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(String[] arguments) {
    try {
      switch (arguments.length == 0 ? "" : arguments[0]) {
        case "run" -> follow(HostFile.read(file(arguments, "--config")));
        case "enrol" ->
            enrol(HostFile.read(file(arguments, "--config")), file(arguments, "--ticket"));
        case "exec" -> exec(arguments);
        case "abi" -> System.out.println(Landlock.abi().orElse(0));
        default -> throw new Usage("no such command");
      }
      return 0;
    } catch (Usage e) {
      System.err.println("tappass-host: " + e.getMessage() + System.lineSeparator() + HELP);
      return USAGE;
    } catch (StartRefused e) {
      System.err.println(e.line());
      return StartRefused.EXIT_STATUS;
    } catch (SandboxExec.NotStarted e) {
      System.err.println("tappass-host: " + e.getMessage());
      return SandboxExec.EXIT_STATUS_NOT_FOUND;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IOException
        | AuditException
        | AuditUnavailable
        | Refusal
        | SourceException
        | SigningException e) {
      System.err.println("tappass-host: " + e.getMessage());
      return 1;
    }
  }

  private static void exec(String[] arguments) throws Usage, StartRefused, SandboxExec.NotStarted {
    int end = Arrays.asList(arguments).indexOf("--");
    if (end < 0 || end == arguments.length - 1) {
      throw new Usage("exec wants -- and a command");
    }
    String[] options = Arrays.copyOf(arguments, end);
    String sandbox =
        option(options, "--sandbox").orElseThrow(() -> new Usage("exec wants --sandbox"));
    if (!SandboxId.isValid(sandbox)) {
      throw new Usage("not a sandbox id: " + sandbox);
    }
    Path data = option(options, "--data").map(Path::of).orElse(DATA_DEFAULT);
    ExecCommand.become(data, new SandboxId(sandbox), arguments.length - end - 1, Instant.now());
  }

  private static void enrol(HostFile file, Path ticket)
      throws IOException, Refusal, SourceException, SigningException, InterruptedException {
    var random = new SecureRandom();
    DurableFiles.ensureFolder(file.config().dataFolder());
    LocalSigner signer = HostKey.of(file.config().dataFolder(), random);
    try (var source =
            new HttpBundleSource(file.store(), file.credential(), InstantSource.system());
        var control = new ControlClient(file.enrolments(), file.receipts())) {
      Enrolment enrolment =
          new HostEnrolment(file.config().dataFolder(), file.config().host(), signer, source)
              .enrol(Files.readAllBytes(ticket), control, Instant.now())
              .enrolment();
      System.out.println("enrolled " + enrolment.identity().sandbox());
    }
  }

  private static void follow(HostFile file)
      throws IOException, AuditException, AuditUnavailable, InterruptedException {
    HostConfig config = file.config();
    var random = new SecureRandom();
    var log = new EventLog(InstantSource.system(), System.err::println);
    String boot = HostBoot.id(random);
    RecordClock clock = () -> new RecordTime(Instant.now(), System.nanoTime(), boot);
    DurableFiles.ensureFolder(config.dataFolder());
    LocalSigner signer = HostKey.of(config.dataFolder(), random);
    if (!HookClient.install(file.hookClient())) {
      log.event("hook_client_missing", "reason", "there is none for this processor");
    }
    TrustFile trust =
        TrustFile.open(config.dataFolder())
            .orElseThrow(
                () -> new IOException("no sandbox was enrolled here yet: enrol one first"));
    String org = trust.state().root().root().org();
    var stopped = new CountDownLatch(1);
    try (HostLog records =
            HostLog.open(
                config.dataFolder().resolve("audit"),
                signer,
                "tappass/" + org + "/" + config.host(),
                RecordSubject.ofHost(org, config.host()),
                clock);
        var control = new ControlClient(file.enrolments(), file.receipts());
        ProbingChild kernel = KernelProbes.inChild();
        HostDaemon daemon =
            HostDaemon.start(
                config,
                new HostParts(
                    new HttpBundleSource(file.store(), file.credential(), InstantSource.system()),
                    control,
                    engine(config, trust, records, clock, random, log),
                    List.of(new ClaudeCodeProvider(), new LandlockProvider()),
                    kernel,
                    InstantSource.system(),
                    System::nanoTime,
                    random,
                    boot,
                    milestone -> {},
                    log))) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(() -> {
                    stopped.countDown();
                    join(main);
                  }));
      log.event("ready", "status", JsonText.compact(daemon.status().toJson()));
      stopped.await();
    }
  }

  private static void join(Thread main) {
    try {
      main.join(java.time.Duration.ofSeconds(40));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HostEngine engine(
      HostConfig config,
      TrustFile trust,
      HostLog records,
      RecordClock clock,
      SecureRandom random,
      EventLog log)
      throws IOException, AuditException, AuditUnavailable {
    List<SandboxIdentity> identities = new ArrayList<>();
    for (SandboxSite site : config.sites()) {
      enrolment(config, trust, site)
          .ifPresent(enrolment ->
              identities.add(
                  new SandboxIdentity(
                      new RecordSubject(
                          enrolment.identity().org(),
                          enrolment.identity().project(),
                          enrolment.identity().agent(),
                          enrolment.identity().sandbox(),
                          config.host()),
                      enrolment.identity().runtime(),
                      site.host().workspace(),
                      site.host().home())));
    }
    var parts =
        new EngineParts(
            records,
            clock,
            System::nanoTime,
            RealPaths::resolve,
            EngineParts.REQUEST_BYTES_MAX,
            (event, sandbox, cause) ->
                log.event(event, "sandbox", sandbox, "reason", String.valueOf(cause)));
    return new PolicyEngineHost(
        PolicyEngine.start(
            parts,
            identities,
            () -> {
              byte[] id = new byte[16];
              random.nextBytes(id);
              return "s-" + HexFormat.of().formatHex(id);
            }));
  }

  private static Optional<Enrolment> enrolment(HostConfig config, TrustFile trust, SandboxSite site)
      throws IOException {
    Optional<byte[]> envelope =
        DurableFiles.read(
            HostEnrolment.enrolmentFile(SandboxFolder.at(config.dataFolder(), site.sandbox())),
            DocumentLimits.DOCUMENT_BYTES_MAX);
    if (envelope.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HostVerifier().enrolment(trust.state().root(), envelope.get()).enrolment());
    } catch (Refusal e) {
      // The daemon refuses it too, and says so; without the engine its calls are denied.
      return Optional.empty();
    }
  }

  private static Path file(String[] arguments, String name) throws Usage {
    return Path.of(
        option(arguments, name).orElseThrow(() -> new Usage(arguments[0] + " wants " + name)));
  }

  private static Optional<String> option(String[] arguments, String name) throws Usage {
    for (int index = 1; index < arguments.length; index += 2) {
      if (!arguments[index].startsWith("--") || index + 1 == arguments.length) {
        throw new Usage("not an option with a value: " + arguments[index]);
      }
      if (arguments[index].equals(name)) {
        return Optional.of(arguments[index + 1]);
      }
    }
    return Optional.empty();
  }
}
