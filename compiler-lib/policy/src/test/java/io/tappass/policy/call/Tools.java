package io.tappass.policy.call;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.util.List;
import java.util.Map;

/** The tools of the tests. */
public final class Tools {
  private Tools() {}

  /** JSON text as an object. */
  public static JsonObject json(String text) {
    try {
      return (JsonObject) StrictJson.parse(text, JsonLimits.bytes(1 << 22));
    } catch (JsonException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Refunds money: {@code amount_cents} an integer, {@code amount} a number. */
  public static CatalogueTool refund() {
    return new CatalogueTool(
        "stripe_refund",
        ToolKind.TOOL,
        "stripe",
        "refund",
        Map.of(
            "claude-code", List.of("mcp__stripe__refund"),
            "langchain", List.of("stripe.refund"),
            "monty", List.of("refund")),
        json(
            """
            {"type": "object", "required": ["charge", "amount_cents"], "properties": {
              "charge": {"type": "string", "pattern": "^ch_[0-9a-z]{1,40}$"},
              "amount_cents": {"type": "integer", "minimum": 1, "maximum": 10000000},
              "amount": {"type": "number"},
              "reason": {"type": "string", "enum": ["duplicate", "requested"]},
              "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3}}}
            """),
        Map.of(),
        List.of("payments_write", "external_effect"),
        new Effects(List.of(), "stripe", List.of()));
  }

  /** Reads a file. */
  public static CatalogueTool read() {
    return new CatalogueTool(
        "file_read",
        ToolKind.FILE,
        "",
        "",
        Map.of("claude-code", List.of("Read")),
        json(
            """
            {"type": "object", "properties": {
              "file_path": {"type": "string"},
              "more": {"type": "array", "items": {"type": "string"}},
              "in": {"type": "string"}}}
            """),
        Map.of("file_path", ArgumentRole.PATH, "more", ArgumentRole.PATH, "in", ArgumentRole.CWD),
        List.of("file_read"),
        Effects.NONE);
  }

  /** Runs a command. */
  public static CatalogueTool shell() {
    return new CatalogueTool(
        "shell",
        ToolKind.SHELL,
        "",
        "",
        Map.of("claude-code", List.of("Bash")),
        json(
            """
            {"type": "object", "required": ["command"], "properties": {
              "command": {"type": "string"}}}
            """),
        Map.of("command", ArgumentRole.COMMAND),
        List.of("shell"),
        Effects.NONE);
  }

  /** Fetches a page. */
  public static CatalogueTool fetch() {
    return new CatalogueTool(
        "web_fetch",
        ToolKind.HTTP,
        "",
        "",
        Map.of("claude-code", List.of("WebFetch")),
        json(
            """
            {"type": "object", "properties": {
              "url": {"type": "string"}, "host": {"type": "string"}}}
            """),
        Map.of("url", ArgumentRole.URL, "host", ArgumentRole.HOST),
        List.of("network"),
        Effects.NONE);
  }

  /** All of them. */
  public static List<CatalogueTool> all() {
    return List.of(refund(), read(), shell(), fetch());
  }

  /** A tool with one schema, and nothing else of interest. */
  public static CatalogueTool withSchema(String schema) {
    return withSchema("probe", schema);
  }

  static CatalogueTool withSchema(String id, String schema) {
    return new CatalogueTool(
        id,
        ToolKind.TOOL,
        "",
        "",
        Map.of("claude-code", List.of(id)),
        json(schema),
        Map.of(),
        List.of(),
        Effects.NONE);
  }
}
