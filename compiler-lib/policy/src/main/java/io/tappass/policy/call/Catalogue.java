package io.tappass.policy.call;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.ArgumentSchema.ArrayShape;
import io.tappass.policy.call.ArgumentSchema.StringShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tools that a sandbox can meet, and the one place where a call is made. The rules are those of
 * {@code docs/spec/call.md}. Immutable and safe for many threads.
 */
public final class Catalogue {

  /** Knows every id and every spelling; for questions by people, never for an enforcement point. */
  public static final String ANY_TARGET = "any";

  /** Knows {@code server/name} of every tool that has a server. */
  public static final String MCP_TARGET = "mcp";

  /** Characters of a spelling that is looked up; what is longer is unknown. */
  public static final int SPELLING_CHARS_MAX = 1_024;

  private record Entry(CatalogueTool tool, ArgumentSchema schema, String schemaDigest) {}

  private record Spelling(String target, String text) {}

  private final List<CatalogueTool> tools;
  private final Map<String, Entry> byId;
  private final Map<Spelling, Entry> bySpelling;

  private Catalogue(
      List<CatalogueTool> tools, Map<String, Entry> byId, Map<Spelling, Entry> bySpelling) {
    this.tools = tools;
    this.byId = byId;
    this.bySpelling = bySpelling;
  }

  /**
   * Loads the tools.
   *
   * @throws CatalogueException if two tools share an id or claim one spelling, if a schema uses
   *     what is not supported, or if a role stands where it has no meaning
   */
  public static Catalogue of(List<CatalogueTool> tools) throws CatalogueException {
    List<CatalogueTool> sorted =
        tools.stream().sorted(Comparator.comparing(CatalogueTool::id)).toList();
    Map<String, Entry> byId = new HashMap<>();
    Map<Spelling, Entry> bySpelling = new HashMap<>();
    Map<String, String> claims = new HashMap<>();
    for (CatalogueTool tool : sorted) {
      ArgumentSchema schema = ArgumentSchema.read(tool.id(), tool.schema());
      checkRoles(tool, schema);
      var entry = new Entry(tool, schema, tool.schemaDigest());
      if (byId.put(tool.id(), entry) != null) {
        throw new CatalogueException("the tool " + tool.id() + " stands twice");
      }
      for (Spelling spelling : spellings(tool)) {
        String claimant = claims.putIfAbsent(spelling.text(), tool.id());
        if (claimant != null && !claimant.equals(tool.id())) {
          throw new CatalogueException(
              "the tools " + claimant + " and " + tool.id() + " both claim " + spelling.text());
        }
        bySpelling.put(spelling, entry);
      }
    }
    return new Catalogue(sorted, Map.copyOf(byId), Map.copyOf(bySpelling));
  }

  /** All tools, by id. */
  public List<CatalogueTool> tools() {
    return tools;
  }

  /** The tool with that id. */
  public Optional<CatalogueTool> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(Entry::tool);
  }

  /** Whether {@code call} is of a tool of this catalogue, with the schema that it has here. */
  public boolean knows(Call call) {
    Entry entry = byId.get(call.tool());
    return entry != null && entry.schemaDigest().equals(call.schemaDigest());
  }

  /** The tool that is spelled so at this target; exactly so, or it is not. */
  public Optional<CatalogueTool> findSpelling(String target, String spelling) {
    return Optional.ofNullable(bySpelling.get(new Spelling(target, spelling))).map(Entry::tool);
  }

  /**
   * Makes the call that {@code spelling} and {@code args} mean at {@code target}, or says why there
   * is none.
   *
   * @param args parsed strictly, by {@code StrictJson}
   */
  public Translation translate(
      String target, String spelling, JsonObject args, CallContext context) {
    Entry entry =
        spelling.length() > SPELLING_CHARS_MAX
            ? null
            : bySpelling.get(new Spelling(target, spelling));
    if (entry == null) {
      return new CallRefusal(
          CallRefusal.Code.UNKNOWN_TOOL, "", "no approved tool is spelled so at " + target);
    }
    try {
      ArgumentLimits.check(args);
      entry.schema().check("args", args);
      ArgumentRoles meaning = ArgumentRoles.read(entry.tool(), args, context);
      return call(entry, new Spelling(target, spelling), args, meaning);
    } catch (RefusedArgument e) {
      return e.refusal(entry.tool().id());
    }
  }

  private static Call call(Entry entry, Spelling spelling, JsonObject args, ArgumentRoles meaning) {
    CatalogueTool tool = entry.tool();
    return new Call(
        tool.kind(),
        tool.id(),
        tool.server(),
        spelling.target(),
        spelling.text(),
        entry.schemaDigest(),
        args,
        tool.capabilities(),
        meaning.paths(),
        meaning.hosts(),
        meaning.command(),
        meaning.cwd(),
        meaning.model());
  }

  private static List<Spelling> spellings(CatalogueTool tool) throws CatalogueException {
    List<Spelling> spellings = new ArrayList<>();
    spellings.add(new Spelling(ANY_TARGET, tool.id()));
    for (var entry : tool.spellings().entrySet()) {
      if (entry.getKey().equals(ANY_TARGET)) {
        throw new CatalogueException(tool.id() + " spells itself for the target any");
      }
      for (String text : entry.getValue()) {
        spellings.add(new Spelling(entry.getKey(), text));
        spellings.add(new Spelling(ANY_TARGET, text));
      }
    }
    if (!tool.server().isEmpty()) {
      String qualified = tool.server() + "/" + tool.name();
      spellings.add(new Spelling(MCP_TARGET, qualified));
      spellings.add(new Spelling(ANY_TARGET, qualified));
    }
    return spellings;
  }

  private static void checkRoles(CatalogueTool tool, ArgumentSchema schema)
      throws CatalogueException {
    for (var role : tool.roles().entrySet()) {
      ArgumentSchema property =
          schema
              .property(role.getKey())
              .orElseThrow(() ->
                  new CatalogueException("tool " + tool.id() + ": no argument " + role.getKey()));
      boolean isText = property.shape() instanceof StringShape;
      boolean isTexts =
          property.shape() instanceof ArrayShape array
              && array.items().shape() instanceof StringShape;
      boolean takesMany =
          switch (role.getValue()) {
            case PATH, HOST, URL -> true;
            case COMMAND, CWD, MODEL -> false;
          };
      if (!isText && !(isTexts && takesMany)) {
        throw new CatalogueException(
            "tool " + tool.id() + ": " + role.getKey() + " is no string, so it has no role");
      }
    }
    checkOne(tool, schema, ToolKind.SHELL, ArgumentRole.COMMAND);
    checkOne(tool, schema, ToolKind.MODEL, ArgumentRole.MODEL);
  }

  /** A kind that lives by one argument has exactly that one, and no call goes without it. */
  private static void checkOne(
      CatalogueTool tool, ArgumentSchema schema, ToolKind kind, ArgumentRole role)
      throws CatalogueException {
    List<String> arguments =
        tool.roles().entrySet().stream()
            .filter(entry -> entry.getValue() == role)
            .map(Map.Entry::getKey)
            .toList();
    boolean isOne = arguments.size() == 1 && schema.isRequired(arguments.getFirst());
    if (tool.kind() == kind ? !isOne : arguments.size() > 1) {
      throw new CatalogueException(
          "tool " + tool.id() + ": one required argument with the role " + role.wireName());
    }
  }
}
