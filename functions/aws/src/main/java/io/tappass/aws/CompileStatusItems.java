package io.tappass.aws;

import io.tappass.control.Registry.CompileStatus;
import io.tappass.control.Registry.ScopeStatus;
import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The last compile: the state of its scopes in as many items as the limit of 400 KB makes
 * necessary, written first, and one item that names them, written last; then the items of the
 * compile before are removed.
 */
final class CompileStatusItems {
  private static final String COMPILE = "compile";
  private static final String PART = "compilePart";
  private static final String ONLY = "-";
  private static final int PART_BYTES_MAX = 256 * 1024;
  private static final int STATUS_BYTES_MAX = 32 * 1024 * 1024;

  private final ItemTable desired;

  CompileStatusItems(ItemTable desired) {
    this.desired = desired;
  }

  void record(String commit, Instant at, List<ScopeStatus> scopes) throws StoreException {
    byte[] bytes = write(scopes);
    if (bytes.length > STATUS_BYTES_MAX) {
      throw new StoreException(
          Kind.PERMANENT, "the state of a compile is longer than " + STATUS_BYTES_MAX + " bytes");
    }
    Optional<Item> before = desired.get(DynamoDbRegistry.key(COMPILE, ONLY));
    // Parts belong to one recorder only, so that two of them never mix.
    String set = desired.newId();
    int parts = 0;
    for (int from = 0; from < bytes.length; from += PART_BYTES_MAX) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES_MAX));
      var item = new TreeMap<>(partKey(set, parts++));
      item.put("part", Attributes.bytes(part));
      desired.put(item);
    }
    var item = new TreeMap<>(DynamoDbRegistry.key(COMPILE, ONLY));
    item.put("commitId", Attributes.text(commit));
    item.put("compiledAt", Attributes.text(at.toString()));
    item.put("partSet", Attributes.text(set));
    item.put("parts", Attributes.number(parts));
    desired.put(item);
    if (before.isPresent()) {
      for (long part = 0; part < before.get().number("parts"); part++) {
        desired.delete(partKey(before.get().text("partSet"), part));
      }
    }
  }

  private static Map<String, AttributeValue> partKey(String set, long part) {
    return DynamoDbRegistry.key(PART, "%s/%06d".formatted(set, part));
  }

  Optional<CompileStatus> last() throws StoreException {
    Optional<Item> found = desired.get(DynamoDbRegistry.key(COMPILE, ONLY));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Item item = found.get();
    var bytes = new ByteArrayOutputStream();
    for (long part = 0; part < item.number("parts"); part++) {
      bytes.writeBytes(
          desired
              .get(partKey(item.text("partSet"), part))
              .orElseThrow(
                  () -> new StoreException(Kind.RETRYABLE, "a newer compile is being recorded"))
              .bytes("part"));
    }
    return Optional.of(
        new CompileStatus(
            item.text("commitId"), item.instant("compiledAt"), read(bytes.toByteArray())));
  }

  private static byte[] write(List<ScopeStatus> scopes) {
    var array = new ArrayList<JsonValue>();
    for (ScopeStatus scope : scopes) {
      array.add(
          JsonValue.object()
              .put("scope", scope.scope())
              .put("state", scope.state())
              .put("reason", scope.reason())
              .build());
    }
    return JsonText.compact(new JsonArray(array)).getBytes(StandardCharsets.UTF_8);
  }

  private static List<ScopeStatus> read(byte[] bytes) throws StoreException {
    var scopes = new ArrayList<ScopeStatus>();
    try {
      if (!(StrictJson.parse(bytes, JsonLimits.bytes(STATUS_BYTES_MAX)) instanceof JsonArray all)) {
        throw new JsonShapeException("the state of a compile is no array");
      }
      for (JsonValue value : all.items()) {
        JsonFields scope = JsonFields.of("scope", value);
        scopes.add(
            new ScopeStatus(scope.string("scope"), scope.string("state"), scope.string("reason")));
        scope.end();
      }
      return scopes;
    } catch (JsonException | JsonShapeException e) {
      throw new StoreException(Kind.PERMANENT, "the state of a compile cannot be read", e);
    }
  }
}
