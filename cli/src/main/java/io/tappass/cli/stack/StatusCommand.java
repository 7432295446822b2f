package io.tappass.cli.stack;

import io.tappass.cli.ExitCode;
import io.tappass.cli.Table;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what is desired, what is applied, and which scopes stall. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows each sandbox's desired and applied release, what was probed, and stalled scopes.",
      "Exit code 1 if a sandbox is behind or unknown, or a scope is not ok.",
      "Example: tappass status --data .tappass"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass",
      description = "Data folder of the running stack (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Override
  public Integer call() throws JsonShapeException {
    JsonValue status = RunningStack.find(data).status();
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.println(JsonText.pretty(status));
    } else {
      lines(status).forEach(out::println);
    }
    return isWell(status) ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  public static boolean isWell(JsonValue status) throws JsonShapeException {
    JsonFields fields = JsonFields.of("status", status);
    for (JsonFields sandbox : fields.objects("sandboxes")) {
      if (!sandbox.string("standing").equals("applied")
          || !sandbox.string("state").equals("current")) {
        return false;
      }
    }
    for (JsonFields scope : fields.objects("scopes")) {
      if (!scope.string("state").equals("ok")) {
        return false;
      }
    }
    return fields.array("stops").isEmpty();
  }

  /** The status as a person reads it. */
  public static List<String> lines(JsonValue status) throws JsonShapeException {
    JsonFields fields = JsonFields.of("status", status);
    List<String> lines = new ArrayList<>();
    String commit = fields.string("commit");
    lines.add(
        "release "
            + fields.integer("release")
            + (commit.isEmpty() ? "" : "  commit " + commit.substring(0, 12)));
    lines.add("");
    var sandboxes = new Table("sandbox", "agent", "desired", "applied", "state");
    var providers = new Table("sandbox", "provider", "effective", "probed", "modelled", "re-read");
    for (JsonFields sandbox : fields.objects("sandboxes")) {
      sandboxes.row(
          sandbox.string("sandbox"),
          sandbox.string("project") + "/" + sandbox.string("agent"),
          sandbox.integer("desired"),
          sandbox.integer("applied"),
          sandbox.string("standing").equals("unknown") ? "unknown" : sandbox.string("state"));
      providers(providers, sandbox);
    }
    lines.addAll(sandboxes.lines());
    lines.add("");
    lines.addAll(providers.lines());
    for (JsonFields scope : fields.objects("scopes")) {
      if (!scope.string("state").equals("ok")) {
        lines.add("");
        lines.add(scope.string("scope") + " is " + scope.string("state") + ":");
        scope.string("reason").lines().forEach(line -> lines.add("  " + line));
      }
    }
    if (!fields.array("stops").isEmpty()) {
      lines.add("");
    }
    for (JsonValue stop : fields.array("stops")) {
      lines.add("stopped: " + (stop instanceof JsonValue.JsonString text ? text.value() : ""));
    }
    return lines;
  }

  /** A row for each provider of the last receipt. */
  private static void providers(Table table, JsonFields sandbox) throws JsonShapeException {
    if (!(sandbox.any("receipt") instanceof JsonObject receipt)) {
      return;
    }
    String id = sandbox.string("sandbox");
    for (JsonFields provider : JsonFields.of("receipt", receipt).objects("providers")) {
      JsonFields probes = provider.object("probes");
      table.row(
          id,
          provider.string("id"),
          provider.string("effective_at").equals("now")
              ? "now"
              : "at " + provider.string("effective_at").replace('_', ' '),
          counts(probes.object("probed")),
          counts(probes.object("modelled")),
          counts(probes.object("reread")));
      id = "";
    }
  }

  private static String counts(JsonFields counts) throws JsonShapeException {
    long passed = counts.integer("passed");
    long failed = counts.integer("failed");
    if (passed + failed == 0) {
      return "-";
    }
    return failed == 0 ? passed + " ok" : failed + " of " + (passed + failed) + " RED";
  }
}
