package io.tappass.aws;

import io.tappass.control.Registry;
import io.tappass.control.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The registry in three tables. Every conditional write carries a write id, so that a retry of a
 * write whose answer was lost recognises its own item; every read is strongly consistent.
 */
final class DynamoDbRegistry implements Registry {

  /** Partition key of the table {@code desired}. */
  static final String KIND = "kind";

  /** Sort key of the table {@code desired}. */
  static final String ID = "id";

  /** When an item may go, in epoch seconds; DynamoDB removes it later or not at all. */
  static final String EXPIRES = "expires";

  private static final String EXPIRES_MILLIS = "expiresMillis";
  private static final String ONLY = "-";
  private static final String HEAD = "head";
  private static final String LEASE = "lease";
  private static final String KILL = "kill";
  private static final String DELIVERY = "delivery";
  private static final String TICKET = "ticket";

  private final ItemTable enrolments;
  private final ItemTable desired;
  private final ItemTable applied;
  private final CompileStatusItems compiles;

  DynamoDbRegistry(DynamoDbClient dynamoDb, TableNames names, Supplier<String> writeIds) {
    this.enrolments = new ItemTable(dynamoDb, names.enrolments(), writeIds);
    this.desired = new ItemTable(dynamoDb, names.desired(), writeIds);
    this.applied = new ItemTable(dynamoDb, names.applied(), writeIds);
    this.compiles = new CompileStatusItems(desired);
  }

  /** The key of an item of the table {@code desired}. */
  static Map<String, AttributeValue> key(String kind, String id) {
    return Map.of(KIND, Attributes.text(kind), ID, Attributes.text(id));
  }

  @Override
  public boolean appendEnrolment(StoredEnrolment enrolment) throws StoreException {
    var item = new TreeMap<String, AttributeValue>();
    item.put("sandbox", Attributes.text(enrolment.sandbox()));
    item.put("epoch", Attributes.number(enrolment.epoch()));
    item.put("envelope", Attributes.bytes(enrolment.envelope()));
    return enrolments.putIf(item, "attribute_not_exists(sandbox)", Map.of()).isWritten();
  }

  @Override
  public List<StoredEnrolment> enrolments() throws StoreException {
    var all = new ArrayList<StoredEnrolment>();
    for (Item item : enrolments.all()) {
      all.add(
          new StoredEnrolment(item.text("sandbox"), item.number("epoch"), item.bytes("envelope")));
    }
    all.sort(
        Comparator.comparing(StoredEnrolment::sandbox).thenComparingLong(StoredEnrolment::epoch));
    return List.copyOf(all);
  }

  @Override
  public Optional<Head> head() throws StoreException {
    Optional<Item> item = desired.get(key(HEAD, ONLY));
    return item.isEmpty() ? Optional.empty() : Optional.of(head(item.get()));
  }

  private static Head head(Item item) throws StoreException {
    return new Head(
        item.number("releaseNumber"),
        item.text("digest"),
        item.text("commitId"),
        item.texts("sources"));
  }

  @Override
  public boolean advanceHead(Optional<Head> expected, Head next) throws StoreException {
    var item = new TreeMap<>(key(HEAD, ONLY));
    item.put("releaseNumber", Attributes.number(next.number()));
    item.put("digest", Attributes.text(next.digest()));
    item.put("commitId", Attributes.text(next.commit()));
    item.put("sources", Attributes.textMap(next.sources()));
    if (expected.isEmpty()) {
      return desired.putIf(item, "attribute_not_exists(" + KIND + ")", Map.of()).isWritten();
    }
    Head present = expected.get();
    return desired
        .putIf(
            item,
            "releaseNumber = :n AND digest = :d AND commitId = :c AND sources = :s",
            Map.of(
                ":n", Attributes.number(present.number()),
                ":d", Attributes.text(present.digest()),
                ":c", Attributes.text(present.commit()),
                ":s", Attributes.textMap(present.sources())))
        .isWritten();
  }

  @Override
  public void recordCompile(String commit, Instant at, List<ScopeStatus> scopes)
      throws StoreException {
    compiles.record(commit, at, scopes);
  }

  @Override
  public Optional<CompileStatus> lastCompile() throws StoreException {
    return compiles.last();
  }

  @Override
  public AppliedOutcome recordApplied(Applied next) throws StoreException {
    var item = new TreeMap<String, AttributeValue>();
    item.put("sandbox", Attributes.text(next.sandbox()));
    item.put("releaseNumber", Attributes.number(next.release()));
    item.put("policyDigest", Attributes.text(next.policyDigest()));
    item.put("hostState", Attributes.text(next.state()));
    item.put("receipts", Attributes.number(next.counter()));
    item.put("receivedAt", Attributes.text(next.receivedAt().toString()));
    item.put("receipt", Attributes.bytes(next.receipt()));
    ItemTable.Written written =
        applied.putIf(
            item,
            "attribute_not_exists(sandbox) OR (receipts < :c AND releaseNumber <= :r)",
            Map.of(
                ":c", Attributes.number(next.counter()), ":r", Attributes.number(next.release())));
    @Nullable Item there = written.there();
    if (written.isWritten() || there == null) {
      return AppliedOutcome.RECORDED;
    }
    return next.counter() <= there.number("receipts")
        ? AppliedOutcome.REPLAYED
        : AppliedOutcome.ROLLED_BACK;
  }

  @Override
  public List<Applied> applied() throws StoreException {
    var all = new ArrayList<Applied>();
    for (Item item : applied.all()) {
      all.add(
          new Applied(
              item.text("sandbox"),
              item.number("releaseNumber"),
              item.text("policyDigest"),
              item.text("hostState"),
              item.number("receipts"),
              item.instant("receivedAt"),
              item.bytes("receipt")));
    }
    all.sort(Comparator.comparing(Applied::sandbox));
    return List.copyOf(all);
  }

  private static Map<String, AttributeValue> mortal(String kind, String id, Instant end) {
    var item = new TreeMap<>(key(kind, id));
    item.put(EXPIRES, Attributes.number(end.getEpochSecond()));
    item.put(EXPIRES_MILLIS, Attributes.number(end.toEpochMilli()));
    return item;
  }

  @Override
  public boolean firstDelivery(String id, Instant now, Instant expiresAt) throws StoreException {
    return desired
        .putIf(
            mortal(DELIVERY, id, expiresAt),
            "attribute_not_exists(" + KIND + ") OR " + EXPIRES_MILLIS + " <= :now",
            Map.of(":now", Attributes.number(now.toEpochMilli())))
        .isWritten();
  }

  @Override
  public boolean putTicket(String digest, byte[] ticket, Instant expiresAt) throws StoreException {
    var item = new TreeMap<>(mortal(TICKET, digest, expiresAt));
    item.put("ticket", Attributes.bytes(ticket));
    return desired.putIf(item, "attribute_not_exists(" + KIND + ")", Map.of()).isWritten();
  }

  @Override
  public Optional<byte[]> redeemTicket(String digest, Instant now) throws StoreException {
    Optional<Item> redeemed =
        desired.markOnce(
            key(TICKET, digest),
            "redeemedBy",
            EXPIRES_MILLIS + " >= :now",
            Map.of(":now", Attributes.number(now.toEpochMilli())));
    return redeemed.isEmpty() ? Optional.empty() : Optional.of(redeemed.get().bytes("ticket"));
  }

  @Override
  public boolean advanceLease(long expectedSerial, long nextSerial, long releaseNumber)
      throws StoreException {
    var item = new TreeMap<>(key(LEASE, ONLY));
    item.put("serial", Attributes.number(nextSerial));
    item.put("releaseNumber", Attributes.number(releaseNumber));
    return desired
        .putIf(
            item,
            expectedSerial == 0
                ? "attribute_not_exists(" + KIND + ") OR serial = :expected"
                : "serial = :expected",
            Map.of(":expected", Attributes.number(expectedSerial)))
        .isWritten();
  }

  @Override
  public Optional<LeaseMark> leaseMark() throws StoreException {
    Optional<Item> item = desired.get(key(LEASE, ONLY));
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LeaseMark(item.get().number("serial"), item.get().number("releaseNumber")));
  }

  @Override
  public boolean appendKill(StoredKill kill) throws StoreException {
    // A slash is in no scope; the epoch is padded so that kills are listed in its order.
    String id = "%s/%s/%019d".formatted(kill.scope(), kill.id(), kill.epoch());
    var item = new TreeMap<>(key(KILL, id));
    item.put("killScope", Attributes.text(kill.scope()));
    item.put("killId", Attributes.text(kill.id()));
    item.put("epoch", Attributes.number(kill.epoch()));
    return desired.putIf(item, "attribute_not_exists(" + KIND + ")", Map.of()).isWritten();
  }

  @Override
  public List<StoredKill> kills() throws StoreException {
    var kills = new ArrayList<StoredKill>();
    for (Item item : desired.ofKind(KILL)) {
      kills.add(new StoredKill(item.text("killScope"), item.text("killId"), item.number("epoch")));
    }
    return List.copyOf(kills);
  }
}
