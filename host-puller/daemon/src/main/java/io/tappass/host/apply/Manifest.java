package io.tappass.host.apply;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.Digests;
import io.tappass.provider.Rendering.RenderedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a generation holds, file by file; {@code manifest.json}.
 *
 * @param release that it was made for
 * @param policy digest of {@code policy.json}
 * @param providers by id
 */
public record Manifest(String sandbox, long release, String policy, List<ProviderFiles> providers) {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "tappass.generation.v1";

  /** Bytes of the document. */
  public static final int BYTES_MAX = 1 << 20;

  /**
   * One provider's files.
   *
   * @param effectiveAt as the receipt writes it
   * @param files by path
   */
  public record ProviderFiles(
      String id, String version, String effectiveAt, List<FileDigest> files) {
    public ProviderFiles {
      files = files.stream().sorted(Comparator.comparing(FileDigest::path)).toList();
    }

    /** One digest over paths, modes and digests. */
    public String digest() {
      return Digests.sha256(CanonicalJson.writeOwn(filesJson(files)));
    }
  }

  /**
   * One file.
   *
   * @param path within the provider's folder
   * @param mode permission bits
   */
  public record FileDigest(String path, int mode, String digest) {}

  public Manifest {
    providers = providers.stream().sorted(Comparator.comparing(ProviderFiles::id)).toList();
  }

  static Manifest of(String sandbox, Activation activation, List<RenderedProvider> rendered) {
    List<ProviderFiles> providers = new ArrayList<>();
    for (RenderedProvider one : rendered) {
      List<FileDigest> files = new ArrayList<>();
      for (RenderedFile file : one.rendering().files()) {
        files.add(new FileDigest(file.path(), file.mode(), Digests.sha256(file.bytes())));
      }
      providers.add(
          new ProviderFiles(
              one.id(), one.version().toString(), one.rendering().effectiveAt().text(), files));
    }
    return new Manifest(sandbox, activation.release(), activation.digest(), providers);
  }

  /** Whether both hold the same policy and the same files, whichever release they were made for. */
  boolean holdsTheSame(Manifest other) {
    return sandbox.equals(other.sandbox)
        && policy.equals(other.policy)
        && providers.equals(other.providers);
  }

  /** The canonical bytes. */
  public byte[] write() {
    List<JsonValue> list = new ArrayList<>();
    for (ProviderFiles provider : providers) {
      list.add(
          JsonValue.object()
              .put("id", provider.id())
              .put("version", provider.version())
              .put("effective_at", provider.effectiveAt())
              .put("files", filesJson(provider.files()))
              .build());
    }
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("schema", SCHEMA)
            .put("sandbox", sandbox)
            .put("release", release)
            .put("policy", policy)
            .put("providers", new JsonArray(list))
            .build());
  }

  /**
   * Reads the document strictly.
   *
   * @throws JsonShapeException if it is anything else
   */
  public static Manifest read(byte[] bytes) throws JsonException, JsonShapeException {
    JsonFields fields =
        JsonFields.of("manifest", CanonicalJson.read(bytes, JsonLimits.bytes(BYTES_MAX)));
    if (!fields.string("schema").equals(SCHEMA)) {
      throw new JsonShapeException("manifest.schema is not " + SCHEMA);
    }
    List<ProviderFiles> providers = new ArrayList<>();
    for (JsonFields provider : fields.objects("providers")) {
      List<FileDigest> files = new ArrayList<>();
      for (JsonFields file : provider.objects("files")) {
        files.add(
            new FileDigest(file.string("path"), (int) file.integer("mode"), file.string("digest")));
        file.end();
      }
      providers.add(
          new ProviderFiles(
              provider.string("id"),
              provider.string("version"),
              provider.string("effective_at"),
              files));
      provider.end();
    }
    var manifest =
        new Manifest(
            fields.string("sandbox"),
            fields.integer("release"),
            fields.string("policy"),
            providers);
    fields.end();
    return manifest;
  }

  private static JsonArray filesJson(List<FileDigest> files) {
    List<JsonValue> list = new ArrayList<>();
    for (FileDigest file : files) {
      JsonObject object =
          JsonValue.object()
              .put("path", file.path())
              .put("mode", file.mode())
              .put("digest", file.digest())
              .build();
      list.add(object);
    }
    return new JsonArray(list);
  }
}
