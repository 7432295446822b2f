package io.tappass.provider.landlock;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.value.FilePath;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.Coverage;
import io.tappass.provider.Coverage.Entry;
import io.tappass.provider.Coverage.Grade;
import io.tappass.provider.HostFacts;
import io.tappass.provider.Probe;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.Probe.Means;
import io.tappass.provider.Provider;
import io.tappass.provider.RenderException;
import io.tappass.provider.Rendering;
import io.tappass.provider.Rendering.EffectiveAt;
import io.tappass.provider.Rendering.RenderedFile;
import io.tappass.provider.TargetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernel ring by Landlock and its seccomp companion. */
public final class LandlockProvider implements Provider {
  /** The id that runtimes name it by. */
  public static final String ID = "landlock";

  /** The rendered file. */
  public static final String SPEC_FILE = "landlock.json";

  /** The schema of the rendered file. */
  public static final String SCHEMA = "tappass.landlock.v1";

  /** First ABI, as the first number of the target version, that holds TCP ports. */
  private static final TargetVersion PORTS_FROM = TargetVersion.parse("4");

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Ring ring() {
    return Ring.KERNEL;
  }

  @Override
  public Rendering render(CompiledPolicy policy, HostFacts host, TargetVersion version)
      throws RenderException {
    if (version.compareTo(PORTS_FROM) < 0) {
      throw new RenderException("Landlock ABI " + version + " does not hold TCP ports; 4 does");
    }
    requirePlain(host);
    refuseDeniedGrants(policy, host);
    refuseUnreadableWrites(policy, host);
    JsonObject spec =
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("sandbox", policy.identity().sandbox())
            .put("policy", policy.digest())
            .put(
                "baseline",
                paths(
                    host,
                    policy.kernel().execute(),
                    policy.kernel().read(),
                    policy.kernel().write()))
            .put(
                "grants",
                paths(host, List.of(), readOnly(policy), policy.filesystem().write().allow()))
            .put("connect_ports", ports(policy.kernel().connectPorts()))
            .put("bind_ports", ports(List.of()))
            .put("ports", "exact")
            .build();
    return new Rendering(
        List.of(new RenderedFile(SPEC_FILE, 0644, CanonicalJson.writeOwn(spec))),
        List.of(),
        probes(policy, host),
        // A process keeps the domain it was started in.
        EffectiveAt.RESTART);
  }

  /** What the workspace and the home stand for is compared as text, so it must be plain. */
  private static void requirePlain(HostFacts host) throws RenderException {
    for (String path : List.of(host.home(), host.workspace(), host.generation())) {
      if (!FilePath.isNormal(path)) {
        throw new RenderException("not an absolute path in normal form: " + path);
      }
    }
  }

  /**
   * A rule inside a granted tree cannot take anything back: such a policy is refused as it stands.
   * Every right to write or execute opens reading too, and the baseline is a grant like the others.
   */
  private static void refuseDeniedGrants(CompiledPolicy policy, HostFacts host)
      throws RenderException {
    List<PathPattern> written = new ArrayList<>(policy.filesystem().write().allow());
    written.addAll(policy.kernel().write());
    List<PathPattern> opened = new ArrayList<>(policy.filesystem().read().allow());
    opened.addAll(written);
    opened.addAll(policy.kernel().read());
    opened.addAll(policy.kernel().execute());
    refuseDenied("filesystem.read", policy.filesystem().read().deny(), opened, host);
    refuseDenied("filesystem.write", policy.filesystem().write().deny(), written, host);
  }

  private static void refuseDenied(
      String section, List<PathPattern> denies, List<PathPattern> grants, HostFacts host)
      throws RenderException {
    for (PathPattern denied : denies) {
      for (PathPattern granted : grants) {
        if (isInside(denied, granted, host)) {
          throw new RenderException(
              section
                  + " denies "
                  + denied.text()
                  + " inside "
                  + granted.text()
                  + ", which Landlock cannot hold; grant only what is not denied");
        }
      }
    }
  }

  /** A right to write opens reading as well, so what may be written must be readable by policy. */
  private static void refuseUnreadableWrites(CompiledPolicy policy, HostFacts host)
      throws RenderException {
    List<PathPattern> readable = new ArrayList<>(policy.filesystem().read().allow());
    readable.addAll(policy.kernel().read());
    readable.addAll(policy.kernel().execute());
    readable.addAll(policy.kernel().write());
    for (PathPattern written : policy.filesystem().write().allow()) {
      String path = written.resolve(host.home(), host.workspace());
      boolean isReadable =
          readable.stream()
              .anyMatch(read ->
                  read.matches(path, host.home(), host.workspace())
                      && (read.isTree() || !written.isTree()));
      if (!isReadable) {
        throw new RenderException(
            "filesystem.write allows "
                + written.text()
                + ", which filesystem.read does not; Landlock opens both, so allow both");
      }
    }
  }

  private static boolean isInside(PathPattern denied, PathPattern granted, HostFacts host) {
    String inner = denied.resolve(host.home(), host.workspace());
    String outer = granted.resolve(host.home(), host.workspace());
    return granted.matches(inner, host.home(), host.workspace())
        || (denied.isTree() && denied.matches(outer, host.home(), host.workspace()));
  }

  /**
   * A write grant reads as well: what is written needs no second line, which nothing could miss.
   */
  private static List<PathPattern> readOnly(CompiledPolicy policy) {
    List<PathPattern> written = policy.filesystem().write().allow();
    return policy.filesystem().read().allow().stream()
        .filter(path -> !written.contains(path))
        .toList();
  }

  private static JsonObject paths(
      HostFacts host, List<PathPattern> execute, List<PathPattern> read, List<PathPattern> write) {
    return JsonValue.object()
        .put("execute", resolved(execute, host))
        .put("read", resolved(read, host))
        .put("write", resolved(write, host))
        .build();
  }

  /** Absolute paths; a tree keeps its {@code /**}, so that a literal never becomes one. */
  private static JsonArray resolved(List<PathPattern> paths, HostFacts host) {
    return JsonValue.ofStrings(
        paths.stream().map(path -> resolved(path, host)).distinct().sorted().toList());
  }

  private static String resolved(PathPattern path, HostFacts host) {
    String literal = path.resolve(host.home(), host.workspace());
    if (!path.isTree()) {
      return literal;
    }
    return literal.equals("/") ? "/**" : literal + "/**";
  }

  private static JsonArray ports(List<Integer> ports) {
    return new JsonArray(ports.stream().<JsonValue>map(port -> JsonValue.of(port)).toList());
  }

  private static List<Probe> probes(CompiledPolicy policy, HostFacts host) {
    List<Probe> probes = new ArrayList<>();
    for (Means means : List.of(Means.PROBED, Means.MODELLED)) {
      String prefix = means == Means.PROBED ? "kernel-" : "model-";
      probes.add(
          new Probe(
              prefix + "list-root",
              means,
              attempt("list").put("path", "/").build(),
              Expected.DENIED));
      probes.add(
          new Probe(
              prefix + "create-in-generation",
              means,
              attempt("create").put("path", host.generation() + "/tappass-probe").build(),
              Expected.DENIED));
      probes.add(
          new Probe(
              prefix + "connect-closed-port",
              means,
              attempt("connect").put("port", closedPort(policy)).build(),
              Expected.DENIED));
      for (int port : policy.kernel().connectPorts()) {
        probes.add(
            new Probe(
                prefix + "connect-" + port,
                means,
                attempt("connect").put("port", port).build(),
                Expected.ALLOWED));
      }
    }
    modelled(probes, "execute", policy.kernel().execute(), host);
    modelled(probes, "read", policy.kernel().read(), host);
    modelled(probes, "read", policy.filesystem().read().allow(), host);
    modelled(probes, "write", policy.kernel().write(), host);
    modelled(probes, "write", policy.filesystem().write().allow(), host);
    return probes;
  }

  private static void modelled(
      List<Probe> probes, String act, List<PathPattern> paths, HostFacts host) {
    for (PathPattern path : paths) {
      String literal = path.resolve(host.home(), host.workspace());
      String tried = path.isTree() ? (literal.equals("/") ? "" : literal) + "/probe" : literal;
      probes.add(
          new Probe(
              "model-" + act + "-" + path.text(),
              Means.MODELLED,
              attempt(act).put("path", tried).build(),
              Expected.ALLOWED));
    }
  }

  private static JsonValue.ObjectBuilder attempt(String kind) {
    return JsonValue.object().put("attempt", kind);
  }

  /** The lowest port that is not granted; whether anybody listens there does not matter. */
  private static int closedPort(CompiledPolicy policy) {
    int port = 1;
    while (policy.kernel().connectPorts().contains(port)) {
      port++;
    }
    return port;
  }

  @Override
  public Expected model(Probe probe, Map<String, byte[]> files, TargetVersion version) {
    return LandlockModel.of(files.get(SPEC_FILE)).attempt(probe.attempt());
  }

  @Override
  public Coverage grade(CompiledPolicy policy, TargetVersion version) {
    List<Entry> entries = new ArrayList<>();
    for (CatalogueTool tool : policy.catalogue()) {
      entries.add(new Entry(tool.id(), "call", Grade.NONE, "the kernel sees effects, not calls"));
      for (HostPattern host : tool.effects().hosts()) {
        entries.add(host(policy, tool, host));
      }
      for (PathPattern path : tool.effects().paths()) {
        entries.add(path(policy, tool, path));
      }
      if (!tool.effects().credential().isEmpty()) {
        entries.add(
            new Entry(
                tool.id(),
                "credential:" + tool.effects().credential(),
                Grade.NONE,
                "whether the agent's process holds this credential is not seen here"));
      }
    }
    return new Coverage(entries);
  }

  private static Entry host(CompiledPolicy policy, CatalogueTool tool, HostPattern host) {
    boolean isOpen =
        host.port().isPresent()
            ? policy.kernel().connectPorts().contains(host.port().getAsInt())
            : !policy.kernel().connectPorts().isEmpty();
    return isOpen
        ? new Entry(
            tool.id(),
            "host:" + host.text(),
            Grade.PARTIAL,
            "bypass: direct egress to " + host.text() + "; Landlock knows ports, not hosts")
        : new Entry(tool.id(), "host:" + host.text(), Grade.EXACT, "");
  }

  private static Entry path(CompiledPolicy policy, CatalogueTool tool, PathPattern effect) {
    List<PathPattern> open = new ArrayList<>(policy.kernel().write());
    open.addAll(policy.kernel().read());
    open.addAll(policy.kernel().execute());
    open.addAll(policy.filesystem().read().allow());
    open.addAll(policy.filesystem().write().allow());
    boolean isOpen = open.stream().anyMatch(granted -> mayOverlap(granted, effect));
    return isOpen
        ? new Entry(
            tool.id(),
            "file:" + effect.text(),
            Grade.PARTIAL,
            "bypass: the sandbox opens " + effect.text() + " to every program")
        : new Entry(tool.id(), "file:" + effect.text(), Grade.EXACT, "");
  }

  /** Whether some path may be meant by both; where the roots lie is not known while compiling. */
  private static boolean mayOverlap(PathPattern one, PathPattern other) {
    if (one.root() != other.root()) {
      return true;
    }
    return one.matches(other.path(), "", "")
        || other.matches(one.path(), "", "")
        || one.path().equals(other.path());
  }
}
