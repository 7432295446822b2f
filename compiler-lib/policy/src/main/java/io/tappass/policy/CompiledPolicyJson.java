package io.tappass.policy;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.CatalogueJson;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.value.Members;
import io.tappass.policy.value.TaggedJson;
import io.tappass.trust.VerifiedPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and reads the canonical bytes of a {@link CompiledPolicy}. Its fields: {@code
 * docs/spec/compiled-policy.md}.
 */
public final class CompiledPolicyJson {
  static final String SCHEMA = "schema";
  static final String IDENTITY = "identity";
  static final String CATALOGUE = "catalogue";
  static final String LIBRARY = "library";
  static final String LEVELS = "levels";
  static final String DATA = "data";
  static final String EXCEPTIONS = "exceptions";
  static final String NETWORK = "network";
  static final String FILESYSTEM = "filesystem";
  static final String INTERPRETER = "interpreter";
  static final String MODELS = "models";
  static final String KERNEL = "kernel";
  static final String BUDGET = "budget";
  static final String PIPELINE = "pipeline";
  static final String RINGS = "rings";
  static final String COMPLIANCE = "compliance";
  static final String AUDIT = "audit";
  static final String FRESHNESS = "freshness";
  static final String FLOOR = "floor";

  private CompiledPolicyJson() {}

  /** The canonical bytes. */
  public static byte[] write(CompiledPolicy policy) {
    return CanonicalJson.writeOwn(toJson(policy));
  }

  /** The document as a value. */
  public static JsonObject toJson(CompiledPolicy policy) {
    var object =
        JsonValue.object()
            .put(SCHEMA, CompiledPolicy.SCHEMA)
            .put(IDENTITY, LevelsJson.write(policy.identity()))
            .put(CATALOGUE, CatalogueJson.write(policy.catalogue()))
            .put(LIBRARY, LevelsJson.writeModules(policy.library()))
            .put(LEVELS, LevelsJson.writeLevels(policy.levels()))
            .put(DATA, TaggedJson.tagMembers(policy.data()))
            .put(EXCEPTIONS, LevelsJson.writeExceptions(policy.exceptions()))
            .put(NETWORK, SettingsJson.write(policy.network()))
            .put(FILESYSTEM, SettingsJson.write(policy.filesystem()))
            .put(INTERPRETER, SettingsJson.write(policy.interpreter()))
            .put(MODELS, SettingsJson.write(policy.models()))
            .put(KERNEL, SettingsJson.write(policy.kernel()))
            .put(BUDGET, SettingsJson.write(policy.budget()))
            .put(PIPELINE, SettingsJson.writeSteps(policy.pipeline()))
            .put(RINGS, SettingsJson.write(policy.rings()))
            .put(COMPLIANCE, JsonValue.ofStrings(policy.compliance()))
            .put(AUDIT, SettingsJson.write(policy.audit()))
            .put(FRESHNESS, SettingsJson.write(policy.freshness()));
    policy.floor().ifPresent(floor -> object.put(FLOOR, SettingsJson.write(floor)));
    return object.build();
  }

  /**
   * Reads a policy. The bytes must be the canonical form of the policy that they say: written again
   * they are the same.
   *
   * @throws PolicyFormatException if they are not, if a member is missing or unknown, or if a value
   *     breaks its grammar or a limit
   */
  public static CompiledPolicy read(byte[] bytes) throws PolicyFormatException {
    CompiledPolicy policy;
    try {
      JsonValue value = CanonicalJson.read(bytes, JsonLimits.bytes(CompiledPolicy.BYTES_MAX));
      policy = read(JsonFields.of("policy", value));
    } catch (JsonException | JsonShapeException | IllegalArgumentException e) {
      throw new PolicyFormatException(e);
    }
    // A list that is unsorted or repeats an entry is a second form of the same policy.
    if (!Arrays.equals(bytes, write(policy))) {
      throw new PolicyFormatException("a list is not sorted, or an entry stands twice");
    }
    return policy;
  }

  /**
   * Reads what the host's verifier passed.
   *
   * @throws PolicyFormatException as {@link #read(byte[])}
   */
  public static CompiledPolicy read(VerifiedPolicy verified) throws PolicyFormatException {
    return read(verified.bytes());
  }

  private static CompiledPolicy read(JsonFields fields) throws JsonShapeException {
    String schema = fields.string(SCHEMA);
    if (!schema.equals(CompiledPolicy.SCHEMA)) {
      throw new JsonShapeException(
          "the schema is " + schema + ", this host reads " + CompiledPolicy.SCHEMA);
    }
    var policy =
        new CompiledPolicy(
            LevelsJson.readIdentity(fields.object(IDENTITY)),
            readTools(fields),
            LevelsJson.readModules(fields, LIBRARY),
            LevelsJson.readLevels(fields, LEVELS),
            TaggedJson.untagMembers(Members.object(fields, DATA)),
            LevelsJson.readExceptions(fields, EXCEPTIONS),
            SettingsJson.readHosts(fields.object(NETWORK)),
            SettingsJson.readFilesystem(fields.object(FILESYSTEM)),
            SettingsJson.readInterpreter(fields.object(INTERPRETER)),
            SettingsJson.readNames(fields.object(MODELS)),
            SettingsJson.readKernel(fields.object(KERNEL)),
            SettingsJson.readBudget(fields.object(BUDGET)),
            SettingsJson.readSteps(fields, PIPELINE),
            SettingsJson.readRings(fields.object(RINGS)),
            fields.strings(COMPLIANCE),
            SettingsJson.readAudit(fields.object(AUDIT)),
            SettingsJson.readFreshness(fields.object(FRESHNESS)),
            SettingsJson.readFloor(fields, FLOOR));
    fields.end();
    return policy;
  }

  private static List<CatalogueTool> readTools(JsonFields fields) throws JsonShapeException {
    List<CatalogueTool> tools = new ArrayList<>();
    for (JsonFields tool : fields.objects(CATALOGUE)) {
      tools.add(CatalogueJson.read(tool));
    }
    return tools;
  }
}
