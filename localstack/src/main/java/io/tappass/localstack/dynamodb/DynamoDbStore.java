package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.localstack.durable.DurableFile;
import io.tappass.localstack.durable.Journal;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.wire.ServiceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tables in memory, every change in a journal; a transaction is one record. What was done or seen
 * under the lock is durable only after {@link #awaitDurable}.
 */
final class DynamoDbStore implements Closeable {

  /** How long a client token stands for its transaction (TransactWriteItems, API Reference). */
  static final Duration TOKEN_AGE_MAX = Duration.ofMinutes(10);

  private static final long REWRITE_BYTES_MIN = 4 * 1024 * 1024;
  private static final int RECORD_DEPTH_MAX = 80;

  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private final Journal journal;
  private final State state;

  /** What the journal says. */
  private static final class State {
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, Token> tokens = new TreeMap<>();
  }

  /** A transaction that was done, by its client token. */
  record Token(String token, String requestHash, Instant at) {}

  /** A table's items by partition key, then sort key. */
  static final class Table {
    private TableSchema schema;
    private final NavigableMap<AttributeValue, NavigableMap<AttributeValue, Members>> items =
        new TreeMap<>(AttributeValue.SCALAR_ORDER);

    private Table(TableSchema schema) {
      this.schema = schema;
    }

    TableSchema schema() {
      return schema;
    }

    private static AttributeValue at(Members key, TableSchema.@Nullable KeyAttribute attribute) {
      AttributeValue value = attribute == null ? null : key.members().get(attribute.name());
      return value == null ? new AttributeValue.Null() : value;
    }

    @Nullable Members find(Members key) {
      NavigableMap<AttributeValue, Members> partition = items.get(at(key, schema.partition()));
      return partition == null ? null : partition.get(at(key, schema.sort()));
    }

    private void put(Members key, @Nullable Members item) {
      AttributeValue partitionKey = at(key, schema.partition());
      NavigableMap<AttributeValue, Members> partition =
          items.computeIfAbsent(
              partitionKey, ignored -> new TreeMap<>(AttributeValue.SCALAR_ORDER));
      if (item == null) {
        partition.remove(at(key, schema.sort()));
      } else {
        partition.put(at(key, schema.sort()), item);
      }
      if (partition.isEmpty()) {
        items.remove(partitionKey);
      }
    }

    /** The items of one partition by sort key. */
    List<Members> partition(AttributeValue partitionKey) {
      NavigableMap<AttributeValue, Members> partition = items.get(partitionKey);
      return partition == null ? List.of() : List.copyOf(partition.values());
    }

    /** All items by key. */
    List<Members> all() {
      var all = new ArrayList<Members>();
      items.values().forEach(partition -> all.addAll(partition.values()));
      return all;
    }
  }

  /**
   * One item as it should be from now on.
   *
   * @param item absent where it is deleted
   */
  record Change(String table, Members key, @Nullable Members item) {}

  private DynamoDbStore(InstantSource clock, Journal journal, State state) {
    this.clock = clock;
    this.journal = journal;
    this.state = state;
  }

  static DynamoDbStore open(Path folder, InstantSource clock) throws IOException {
    DurableFile.makeFolder(folder);
    Path file = folder.resolve("journal");
    DynamoDbStore store = replay(file, clock);
    long needed = 0;
    for (Table table : store.state.tables.values()) {
      for (Members item : table.all()) {
        needed += 2L * item.size() + 256;
      }
    }
    if (store.journal.size() < REWRITE_BYTES_MIN || store.journal.size() < 2 * needed) {
      return store;
    }
    Journal.rewrite(file, store::writeAll);
    store.close();
    return replay(file, clock);
  }

  private static DynamoDbStore replay(Path file, InstantSource clock) throws IOException {
    var state = new State();
    Journal journal = Journal.open(file, (payload, at) -> apply(state, payload));
    return new DynamoDbStore(clock, journal, state);
  }

  private void writeAll(Journal fresh) {
    for (Table table : state.tables.values()) {
      fresh.append(bytes(tableRecord(table.schema)));
      for (Members item : table.all()) {
        var change = new Change(table.schema.name(), table.schema.keyOf(item.members()), item);
        fresh.append(bytes(writeRecord(List.of(change), null)));
      }
    }
    for (Token token : state.tokens.values()) {
      fresh.append(bytes(writeRecord(List.of(), token)));
    }
  }

  private static byte[] bytes(JsonObject record) {
    return JsonText.compact(record).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject tableRecord(TableSchema schema) {
    return JsonValue.object().put("op", "table").put("schema", schema.toJson()).build();
  }

  private static JsonObject writeRecord(List<Change> changes, @Nullable Token token) {
    var list = new ArrayList<JsonValue>();
    for (Change change : changes) {
      var json =
          JsonValue.object()
              .put("table", change.table())
              .put("key", ItemJson.members(change.key().members()));
      Members item = change.item();
      if (item != null) {
        json.put("item", ItemJson.members(item.members()));
      }
      list.add(json.build());
    }
    var record = JsonValue.object().put("op", "write").put("changes", new JsonArray(list));
    if (token != null) {
      record
          .put("token", token.token())
          .put("hash", token.requestHash())
          .put("at", token.at().toString());
    }
    return record.build();
  }

  private static void apply(State state, byte[] payload) throws IOException {
    try {
      JsonFields record =
          JsonFields.of(
              "record",
              StrictJson.parse(
                  payload,
                  JsonLimits.bytes(Journal.PAYLOAD_BYTES_MAX).withDepth(RECORD_DEPTH_MAX)));
      if (record.string("op").equals("table")) {
        applySchema(state, TableSchema.fromJson(record.object("schema")));
        return;
      }
      var changes = new ArrayList<Change>();
      for (JsonFields change : record.objects("changes")) {
        changes.add(
            new Change(
                change.string("table"),
                members(change.any("key")),
                change.has("item") ? members(change.any("item")) : null));
      }
      applyChanges(state, changes);
      if (record.has("token")) {
        String token = record.string("token");
        state.tokens.put(
            token, new Token(token, record.string("hash"), Instant.parse(record.string("at"))));
      }
    } catch (JsonException | JsonShapeException | ServiceException e) {
      throw new IOException("a record that cannot be read", e);
    }
  }

  private static Members members(JsonValue json) throws ServiceException, IOException {
    if (json instanceof JsonObject object) {
      return new Members(ItemJson.readMembers(object.members()));
    }
    throw new IOException("an item that is no object");
  }

  private static void applySchema(State state, TableSchema schema) {
    Table table = state.tables.get(schema.name());
    if (table == null) {
      state.tables.put(schema.name(), new Table(schema));
    } else {
      table.schema = schema;
    }
  }

  private static void applyChanges(State state, List<Change> changes) throws IOException {
    for (Change change : changes) {
      Table table = state.tables.get(change.table());
      if (table == null) {
        throw new IOException("a record of a table that was never made: " + change.table());
      }
      table.put(change.key(), change.item());
    }
  }

  /** Something done under the lock, atomically. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws ServiceException, IOException;
  }

  /** Runs {@code work} alone. */
  <T> T atomically(Work<T> work) throws ServiceException, IOException {
    lock.lock();
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  /** A table; call inside {@link #atomically}. */
  Table table(String name) throws ServiceException {
    return find(name).orElseThrow(Refusals::noTable);
  }

  /** A table, if there is one; call inside {@link #atomically}. */
  Optional<Table> find(String name) {
    return Optional.ofNullable(state.tables.get(name));
  }

  /** Makes a table or changes its settings; call inside {@link #atomically}. */
  void putSchema(TableSchema schema) {
    journal.append(bytes(tableRecord(schema)));
    applySchema(state, schema);
  }

  /** Makes all changes or, if the process dies, none; call inside {@link #atomically}. */
  void commit(List<Change> changes, @Nullable Token token) throws IOException {
    journal.append(bytes(writeRecord(changes, token)));
    applyChanges(state, changes);
    if (token != null) {
      state.tokens.put(token.token(), token);
    }
  }

  /** The transaction a client token stands for; call inside {@link #atomically}. */
  Optional<Token> token(String token) {
    Instant oldest = clock.instant().minus(TOKEN_AGE_MAX);
    state.tokens.values().removeIf(known -> known.at().isBefore(oldest));
    return Optional.ofNullable(state.tokens.get(token));
  }

  /** Returns once everything done so far is on disk. */
  void awaitDurable() throws IOException {
    journal.awaitDurable();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
