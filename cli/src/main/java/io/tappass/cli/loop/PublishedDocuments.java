package io.tappass.cli.loop;

import io.tappass.control.BundleStore;
import io.tappass.control.BundleStore.StoredObject;
import io.tappass.control.Registry;
import io.tappass.control.StoreException;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.StrictJson;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.StorePaths;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what was published, for an evidence pack; the pack's reader verifies it by digest. */
final class PublishedDocuments {
  private PublishedDocuments() {}

  /**
   * Releases with their policies; only first-level tiles are read, which is all that a development
   * stack of up to 256 sandboxes has.
   */
  static SortedMap<String, byte[]> of(Registry registry, BundleStore store) {
    SortedMap<String, byte[]> documents = new TreeMap<>();
    try {
      long newest = registry.head().map(Registry.Head::number).orElse(0L);
      for (long number = 1; number <= newest; number++) {
        Optional<StoredObject> release =
            store.read(StorePaths.release(number), DocumentLimits.RELEASE_BYTES_MAX);
        Optional<StoredObject> tile =
            store.read(StorePaths.tile(number, 0, 0), DocumentLimits.TILE_BYTES_MAX);
        if (release.isPresent() && tile.isPresent()) {
          documents.put(StorePaths.release(number), release.get().bytes());
          addPolicies(tile.get().bytes(), store, documents);
        }
      }
      return documents;
    } catch (StoreException | JsonException | JsonShapeException e) {
      throw new IllegalStateException("the store does not answer: " + e.getMessage(), e);
    }
  }

  private static void addPolicies(
      byte[] tile, BundleStore store, SortedMap<String, byte[]> documents)
      throws StoreException, JsonException, JsonShapeException {
    JsonFields fields =
        JsonFields.of(
            "tile", StrictJson.parse(tile, JsonLimits.bytes(DocumentLimits.TILE_BYTES_MAX)));
    for (JsonFields leaf : fields.objects("leaves")) {
      String path = StorePaths.policy(leaf.string("policy"));
      if (!documents.containsKey(path)) {
        Optional<StoredObject> policy = store.read(path, DocumentLimits.POLICY_BYTES_MAX);
        policy.ifPresent(found -> documents.put(path, found.bytes()));
      }
    }
  }
}
