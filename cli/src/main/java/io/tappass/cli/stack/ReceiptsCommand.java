package io.tappass.cli.stack;

import io.tappass.cli.ExitCode;
import io.tappass.cli.Table;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
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

/** Shows what hosts signed that they have in force. */
@Command(
    name = "receipts",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the last receipt of every sandbox: what its host signed that it has in force.",
      "Example: tappass receipts --data .tappass --format json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ReceiptsCommand implements Callable<Integer> {
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
    JsonFields status = JsonFields.of("status", RunningStack.find(data).status());
    List<JsonValue> receipts = new ArrayList<>();
    var table = new Table("sandbox", "release", "policy", "state", "counter", "at", "rings");
    for (JsonFields sandbox : status.objects("sandboxes")) {
      if (sandbox.any("receipt") instanceof JsonObject receipt) {
        receipts.add(receipt);
        JsonFields fields = JsonFields.of("receipt", receipt);
        table.row(
            fields.string("sandbox"),
            fields.integer("release"),
            fields.optionalString("policy").map(digest -> digest.substring(0, 23)).orElse(""),
            fields.string("state"),
            fields.integer("counter"),
            fields.string("at"),
            String.join(",", fields.object("rings").strings("present")));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.println(JsonText.pretty(new JsonArray(receipts)));
    } else {
      table.lines().forEach(out::println);
    }
    return receipts.isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK;
  }
}
