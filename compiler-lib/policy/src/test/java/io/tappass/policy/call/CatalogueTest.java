package io.tappass.policy.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.WireName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogueTest {
  private static final CallContext CONTEXT = CallContext.lexical("/work", "/work", "/home/a");
  private static final String GOOD = "{\"charge\": \"ch_1\", \"amount_cents\": 5}";

  private static Translation translate(String target, String spelling, String args)
      throws CatalogueException {
    return Catalogue.of(Tools.all()).translate(target, spelling, Tools.json(args), CONTEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, mcp__stripe__refund",
    "langchain, stripe.refund",
    "monty, refund",
    "mcp, stripe/refund",
    "any, stripe_refund",
    "any, mcp__stripe__refund",
    "any, stripe/refund"
  })
  void everySpellingOfAToolMeansTheOneTool(String target, String spelling) throws Exception {
    Translation translation = translate(target, spelling, GOOD);

    assertThat(translation).isInstanceOf(Call.class);
    Call call = (Call) translation;
    assertThat(call.tool()).isEqualTo("stripe_refund");
    assertThat(call.server()).isEqualTo("stripe");
    assertThat(call.target()).isEqualTo(target);
    assertThat(call.spelling()).isEqualTo(spelling);
    assertThat(call.capabilities()).containsExactly("external_effect", "payments_write");
    assertThat(call.schemaDigest()).isEqualTo(Tools.refund().schemaDigest());
    assertThat(call.paths()).isEmpty();
    assertThat(call.hosts()).isEmpty();
    assertThat(call.command()).isEmpty();
    assertThat(call.model()).isEmpty();
    assertThat(call.cwd()).isEqualTo("/work");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp__Stripe__refund",
        "MCP__STRIPE__REFUND",
        "mcp__stripe__refund ",
        " mcp__stripe__refund",
        "mcp__stripe__refund\u200b",
        "mcp__str\u0456pe__refund",
        "mcp__stripe__refund\u0000",
        "mcp_stripe_refund",
        "mcp__stripe__refund__",
        "stripe.refund",
        "stripe_refund",
        "stripe/refund",
        "refund",
        ""
      })
  void whatIsNotSpelledExactlyAsListedForTheTargetIsUnknown(String spelling) throws Exception {
    assertThat(code(translate("claude-code", spelling, GOOD)))
        .isEqualTo(CallRefusal.Code.UNKNOWN_TOOL);
  }

  @Test
  void anUnknownTargetAndAnEndlessSpellingKnowNothing() throws Exception {
    assertThat(code(translate("cursor", "mcp__stripe__refund", GOOD)))
        .isEqualTo(CallRefusal.Code.UNKNOWN_TOOL);
    assertThat(code(translate("any", "r".repeat(Catalogue.SPELLING_CHARS_MAX + 1), GOOD)))
        .isEqualTo(CallRefusal.Code.UNKNOWN_TOOL);
  }

  @Test
  void twoToolsThatClaimOneSpellingAreNotLoaded() {
    CatalogueTool one = Tools.withSchema("one", "{\"type\": \"object\"}");
    var other =
        new CatalogueTool(
            "other",
            ToolKind.TOOL,
            "",
            "",
            Map.of("langchain", List.of("one")),
            one.schema(),
            Map.of(),
            List.of(),
            Effects.NONE);

    assertThatThrownBy(() -> Catalogue.of(List.of(one, other)))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("both claim one");
    assertThatThrownBy(() -> Catalogue.of(List.of(one, one)))
        .isInstanceOf(CatalogueException.class);
  }

  @Test
  void twoToolsOfOneServerAndNameAreNotLoaded() {
    CatalogueTool refund = Tools.refund();
    var twin =
        new CatalogueTool(
            "stripe_refund_v2",
            refund.kind(),
            refund.server(),
            refund.name(),
            Map.of(),
            refund.schema(),
            Map.of(),
            List.of(),
            Effects.NONE);

    assertThatThrownBy(() -> Catalogue.of(List.of(refund, twin)))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("stripe/refund");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"charge\": \"ch_1\"}",
        "{\"charge\": \"ch_1\", \"amount_cents\": null}",
        "{\"charge\": \"ch_1\", \"amount_cents\": \"5\"}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5.0}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5e0}",
        "{\"charge\": \"ch_1\", \"amount_cents\": true}",
        "{\"charge\": \"ch_1\", \"amount_cents\": [5]}",
        "{\"charge\": \"ch_1\", \"amount_cents\": {\"n\": \"5\"}}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 0}",
        "{\"charge\": \"ch_1\", \"amount_cents\": -5}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 10000001}",
        "{\"charge\": \"../x\", \"amount_cents\": 5}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"Amount\": 1}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"amount_cents \": 1}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"amount\": \"900.00\"}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"reason\": \"Duplicate\"}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"reason\": null}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"tags\": [\"a\", 1]}",
        "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"tags\": [\"a\", \"b\", \"c\", \"d\"]}"
      })
  void argumentsThatDoNotValidateAreRefused(String args) throws Exception {
    assertThat(code(translate("claude-code", "mcp__stripe__refund", args)))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "1e400",
        "0.1000000000000000055511151231257827",
        "499.99000000000000000001",
        "0e99999999999",
        "1e-99999999999"
      })
  void aNumberThatTwoReadersReadDifferentlyIsAmbiguous(String number) throws Exception {
    String args = "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"amount\": " + number + "}";

    assertThat(code(translate("claude-code", "mcp__stripe__refund", args)))
        .isEqualTo(CallRefusal.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"499.99", "1e20", "-0.5", "9007199254740992", "0.1", "0", "1E+2"})
  void aNumberThatEveryReaderReadsAlikePasses(String number) throws Exception {
    String args = "{\"charge\": \"ch_1\", \"amount_cents\": 5, \"amount\": " + number + "}";

    assertThat(translate("claude-code", "mcp__stripe__refund", args)).isInstanceOf(Call.class);
  }

  @Test
  void argumentsBeyondTheLimitsAreRefused() throws Exception {
    String schema =
        """
        {"type": "object", "properties": {
          "text": {"type": "string"},
          "list": {"type": "array", "items": {"type": "integer"}}}}
        """;
    Catalogue catalogue = Catalogue.of(List.of(Tools.withSchema(schema)));
    String text = "a".repeat(ArgumentLimits.STRING_CHARS_MAX);
    String ones = "1,".repeat(ArgumentLimits.VALUES_MAX - 3) + "1";

    assertThat(probe(catalogue, "{\"text\": \"" + text + "\"}")).isInstanceOf(Call.class);
    assertThat(code(probe(catalogue, "{\"text\": \"" + text + "a\"}")))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
    assertThat(probe(catalogue, "{\"list\": [" + ones + "]}")).isInstanceOf(Call.class);
    assertThat(code(probe(catalogue, "{\"list\": [" + ones + ",1]}")))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
    String deep = "[".repeat(20) + "]".repeat(20);
    assertThat(code(probe(catalogue, "{\"list\": " + deep + "}")))
        .isEqualTo(CallRefusal.Code.ARGS_INVALID);
  }

  @Test
  void aLoneSurrogateIsAmbiguous() throws Exception {
    Catalogue catalogue =
        Catalogue.of(
            List.of(
                Tools.withSchema(
                    "{\"type\": \"object\", \"properties\": {\"t\": {\"type\": \"string\"}}}")));
    var args = new JsonObject(Map.of("t", text("a\ud800")));
    var good = new JsonObject(Map.of("t", text("a\ud83d\ude00")));

    assertThat(code(catalogue.translate("claude-code", "probe", args, CONTEXT)))
        .isEqualTo(CallRefusal.Code.AMBIGUOUS);
    assertThat(catalogue.translate("claude-code", "probe", good, CONTEXT)).isInstanceOf(Call.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shell | COMMAND | {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\"}}}",
        "tool | PATH | {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"integer\"}}}",
        "tool | PATH | {\"type\": \"object\", \"properties\": {}}",
        "model | PATH | {\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\"}}}"
      })
  void aRoleThatHasNoMeaningIsNotLoaded(String kind, ArgumentRole role, String schema) {
    var tool =
        new CatalogueTool(
            "probe",
            WireName.find(ToolKind.class, kind).orElseThrow(),
            "",
            "",
            Map.of(),
            Tools.json(schema),
            Map.of("c", role),
            List.of(),
            Effects.NONE);

    assertThatThrownBy(() -> Catalogue.of(List.of(tool))).isInstanceOf(CatalogueException.class);
  }

  private static Translation probe(Catalogue catalogue, String args) {
    return catalogue.translate("claude-code", "probe", Tools.json(args), CONTEXT);
  }

  private static JsonValue text(String text) {
    return JsonValue.of(text);
  }

  private static CallRefusal.Code code(Translation translation) {
    return ((CallRefusal) translation).code();
  }
}
