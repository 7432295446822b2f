package io.tappass.policy.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentSchemaTest {
  private static final CallContext CONTEXT = CallContext.lexical("/work", "/work", "/home/a");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\": \"string\"}",
        "{\"type\": [\"object\"]}",
        "{\"type\": \"null\"}",
        "{\"type\": \"Object\"}",
        "{\"type\": \"object\", \"additionalProperties\": true}",
        "{\"type\": \"object\", \"required\": [\"x\"]}",
        "{\"type\": \"object\", \"required\": [1]}",
        "{\"type\": \"object\", \"required\": \"x\"}",
        "{\"type\": \"object\", \"properties\": []}",
        "{\"type\": \"object\", \"anyOf\": []}",
        "{\"type\": \"object\", \"patternProperties\": {}}",
        "{\"type\": \"object\", \"properties\": {\"x\": true}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"array\"}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"format\": \"uri\"}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"minimum\": 1}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"maxLength\": -1}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"maxLength\": 1.5}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"pattern\": \"(\"}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"string\", \"pattern\": \"(?=a)\"}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"integer\", \"minimum\": \"1\"}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"integer\", \"multipleOf\": 2}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"enum\": []}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"enum\": [1], \"const\": 1}}}",
        "{\"type\": \"object\", \"properties\": {\"x\": {\"const\": 1, \"default\": 1}}}"
      })
  void whatItWouldNotEnforceIsNotLoaded(String schema) {
    assertThatThrownBy(() -> Catalogue.of(List.of(Tools.withSchema(schema))))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("tool probe");
  }

  @Test
  void aSchemaDeeperThanTheLimitIsNotLoaded() {
    String deep = "{\"type\": \"string\"}";
    for (int level = 1; level < ArgumentSchema.DEPTH_MAX - 1; level++) {
      deep = "{\"type\": \"array\", \"items\": " + deep + "}";
    }
    String good = "{\"type\": \"object\", \"properties\": {\"x\": " + deep + "}}";
    String tooDeep =
        "{\"type\": \"object\", \"properties\": {\"x\": {\"type\": \"array\", \"items\": "
            + deep
            + "}}}";

    assertThat(accepts(good, "{}")).isTrue();
    assertThatThrownBy(() -> Catalogue.of(List.of(Tools.withSchema(tooDeep))))
        .isInstanceOf(CatalogueException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'string', 'minLength': 2, 'maxLength': 3} | 'a'      | false",
        "{'type': 'string', 'minLength': 2, 'maxLength': 3} | 'ab'     | true",
        "{'type': 'string', 'minLength': 2, 'maxLength': 3} | 'abcd'   | false",
        "{'type': 'string', 'pattern': 'b'}                 | 'abc'    | true",
        "{'type': 'string', 'pattern': '^b'}                | 'abc'    | false",
        "{'type': 'number', 'minimum': 0.1, 'maximum': 2}   | 0.1      | true",
        "{'type': 'number', 'minimum': 0.1, 'maximum': 2}   | 0.09     | false",
        "{'type': 'number', 'minimum': 0.1, 'maximum': 2}   | 2.0      | true",
        "{'type': 'number', 'minimum': 0.1, 'maximum': 2}   | 2.01     | false",
        "{'type': 'boolean'}                                | true     | true",
        "{'type': 'boolean'}                                | 'true'   | false",
        "{'enum': [1, 'a', [1, {'b': 2}]]}                  | 1.0      | true",
        "{'enum': [1, 'a', [1, {'b': 2}]]}                  | [1.0, {'b': 2}] | true",
        "{'enum': [1, 'a', [1, {'b': 2}]]}                  | [1]      | false",
        "{'enum': [1, 'a', [1, {'b': 2}]]}                  | '1'      | false",
        "{'const': false}                                   | false    | true",
        "{'const': false}                                   | 0        | false",
        "{'type': 'array', 'items': {'type': 'integer'}, 'minItems': 1} | []  | false",
        "{'type': 'array', 'items': {'type': 'integer'}, 'minItems': 1} | [1] | true",
        "{'type': 'object', 'additionalProperties': {'type': 'integer'}} | {'a': 1} | true",
        "{'type': 'object', 'additionalProperties': {'type': 'integer'}} | {'a': 'b'} | false",
        "{'type': 'object'}                                 | {'a': 1} | false",
        "{'type': 'object'}                                 | []       | false"
      },
      ignoreLeadingAndTrailingWhitespace = true)
  void eachKeywordMeansWhatTheSpecSays(String schema, String value, boolean isValid) {
    String property = schema.replace('\'', '"');
    String root = "{\"type\": \"object\", \"properties\": {\"x\": " + property + "}}";

    assertThat(accepts(root, "{\"x\": " + value.replace('\'', '"') + "}")).isEqualTo(isValid);
  }

  private static boolean accepts(String schema, String args) {
    try {
      Translation translation =
          Catalogue.of(List.of(Tools.withSchema(schema)))
              .translate("claude-code", "probe", Tools.json(args), CONTEXT);
      return translation instanceof Call;
    } catch (CatalogueException e) {
      throw new AssertionError(e);
    }
  }
}
