package io.tappass.host;

import io.tappass.host.apply.SandboxSite;
import io.tappass.host.landlock.Landlock;
import io.tappass.host.pull.ReadCredential;
import io.tappass.host.socket.SandboxId;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.StrictJson;
import io.tappass.provider.HostFacts;
import io.tappass.provider.TargetVersion;
import io.tappass.provider.landlock.LandlockProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The daemon's configuration file, {@code tappass.host.v1}; its members stand in {@code
 * docs/spec/host.md}.
 *
 * @param config where it works and for whom
 * @param hookClient where the hook client is installed
 * @param store base address of the store
 * @param credential to read the store with
 * @param enrolments where tickets are redeemed
 * @param receipts where receipts are sent
 */
public record HostFile(
    HostConfig config,
    Path hookClient,
    URI store,
    Optional<ReadCredential> credential,
    URI enrolments,
    URI receipts) {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "tappass.host.v1";

  /** Bytes of the file. */
  public static final int BYTES_MAX = 1 << 20;

  /** Sandboxes of one host. */
  public static final int SANDBOXES_MAX = 1000;

  /**
   * Reads the file strictly.
   *
   * @throws IOException naming the member that is wrong
   */
  public static HostFile read(Path file) throws IOException {
    try {
      JsonFields fields =
          JsonFields.of(
              "config", StrictJson.parse(Files.readAllBytes(file), JsonLimits.bytes(BYTES_MAX)));
      if (!fields.string("schema").equals(SCHEMA)) {
        throw new JsonShapeException("config.schema is not " + SCHEMA);
      }
      Path data = absolute(fields, "data");
      Path run = absolute(fields, "run");
      Path hookClient = absolute(fields, "hook_client");
      List<SandboxSite> sites = new ArrayList<>();
      for (JsonFields site : fields.objects("sandboxes")) {
        sites.add(site(site, data, run, hookClient));
      }
      if (sites.size() > SANDBOXES_MAX) {
        throw new JsonShapeException("config.sandboxes has more than " + SANDBOXES_MAX);
      }
      Duration poll =
          fields.has("poll_seconds")
              ? Duration.ofSeconds(fields.integer("poll_seconds"))
              : HostConfig.POLL_DEFAULT;
      var read =
          new HostFile(
              new HostConfig(data, run, fields.string("host"), poll, sites),
              hookClient,
              uri(fields, "store"),
              fields.has("read_credential")
                  ? Optional.of(credential(fields.object("read_credential")))
                  : Optional.empty(),
              uri(fields, "enrolments"),
              uri(fields, "receipts"));
      fields.end();
      return read;
    } catch (JsonException | JsonShapeException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static SandboxSite site(JsonFields fields, Path data, Path run, Path hookClient)
      throws JsonShapeException {
    var sandbox = new SandboxId(fields.string("sandbox"));
    Map<String, Path> places = new TreeMap<>();
    JsonFields named = fields.object("places");
    for (String name : named.names()) {
      places.put(name, absolute(named, name));
    }
    Map<String, TargetVersion> versions = new TreeMap<>();
    JsonFields found = fields.object("versions");
    for (String provider : found.names()) {
      versions.put(provider, TargetVersion.parse(found.string(provider)));
    }
    // The kernel is asked, not believed.
    versions.remove(LandlockProvider.ID);
    Landlock.abi()
        .ifPresent(abi -> versions.put(LandlockProvider.ID, new TargetVersion(List.of(abi))));
    var site =
        new SandboxSite(
            sandbox,
            new HostFacts(
                absolute(fields, "workspace").toString(),
                absolute(fields, "home").toString(),
                hookClient.toString(),
                HostDaemon.socket(run, sandbox).toString(),
                HostDaemon.current(data, sandbox).toString()),
            places,
            versions,
            fields.optionalString("user"));
    fields.end();
    return site;
  }

  private static ReadCredential credential(JsonFields fields) throws JsonShapeException {
    var credential =
        new ReadCredential(
            fields.string("access_key_id"),
            fields.string("secret_key"),
            fields.string("region"),
            fields.optionalString("session_token"));
    fields.end();
    return credential;
  }

  private static Path absolute(JsonFields fields, String name) throws JsonShapeException {
    Path path = Path.of(fields.string(name));
    if (!path.isAbsolute() || !path.equals(path.normalize())) {
      throw new JsonShapeException(name + " is no absolute plain path: " + path);
    }
    return path;
  }

  private static URI uri(JsonFields fields, String name) throws JsonShapeException {
    return URI.create(fields.string(name));
  }
}
