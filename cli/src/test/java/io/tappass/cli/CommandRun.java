package io.tappass.cli;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.StrictJson;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that was run, with what it wrote. */
public record CommandRun(int code, String out, String err) {
  private static final int BYTES_MAX = 16 << 20;

  /** Runs {@code tappass} with these words. */
  public static CommandRun of(Object... words) {
    String[] args = new String[words.length];
    for (int index = 0; index < words.length; index++) {
      args[index] = words[index].toString();
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** The whole answer as one JSON object. */
  public JsonFields json() throws JsonException, JsonShapeException {
    return JsonFields.of("answer", StrictJson.parse(out, JsonLimits.bytes(BYTES_MAX)));
  }
}
