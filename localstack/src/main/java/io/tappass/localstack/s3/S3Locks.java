package io.tappass.localstack.s3;

import io.tappass.localstack.s3.Retention.Mode;
import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.Xml;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Object lock: configuration of buckets, retention and legal hold of versions. */
final class S3Locks {
  private final S3Store store;
  private final InstantSource clock;

  S3Locks(S3Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What the headers of a PutObject ask for. */
  record Asked(@Nullable Retention retention, boolean isHeld) {}

  /** Reads the lock headers of a PutObject, and refuses what the bucket cannot hold. */
  Asked asked(S3Request request) throws ServiceException, IOException {
    Optional<String> mode = request.header("x-amz-object-lock-mode");
    Optional<String> until = request.header("x-amz-object-lock-retain-until-date");
    Optional<String> hold = request.header("x-amz-object-lock-legal-hold");
    Bucket bucket = store.bucket(request.bucket());
    boolean asks = mode.isPresent() || until.isPresent() || hold.isPresent();
    if (asks && !bucket.lockEnabled()) {
      throw S3Refusals.lockMissing();
    }
    if (mode.isPresent() != until.isPresent()) {
      throw S3Refusals.invalidArgument(
          "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
    }
    if (asks || bucket.defaultRetention() != null) {
      requireIntegrity(request, "Put Object requests with Object Lock parameters");
    }
    @Nullable Retention retention = null;
    if (mode.isPresent() && until.isPresent()) {
      request.require("s3:PutObjectRetention");
      retention = retention(mode.get(), until.get());
    }
    if (hold.isPresent()) {
      request.require("s3:PutObjectLegalHold");
    }
    return new Asked(retention, hold.isPresent() && held(hold.get()));
  }

  private static void requireIntegrity(S3Request request, String what) throws ServiceException {
    boolean given =
        request.header("content-md5").isPresent()
            || !request.signed().checksum().headers().isEmpty();
    if (!given) {
      throw S3Refusals.invalidRequest(
          "Content-MD5 OR x-amz-checksum- HTTP header is required for " + what);
    }
  }

  private Retention retention(String mode, String until) throws ServiceException {
    Instant date;
    try {
      date = Instant.parse(until);
    } catch (DateTimeParseException e) {
      throw S3Refusals.invalidArgument("The retain until date must be provided in ISO 8601 format");
    }
    if (!date.isAfter(clock.instant())) {
      throw S3Refusals.invalidArgument("The retain until date must be in the future!");
    }
    return new Retention(mode(mode), date);
  }

  private static Mode mode(String text) throws ServiceException {
    return switch (text) {
      case "COMPLIANCE" -> Mode.COMPLIANCE;
      case "GOVERNANCE" -> Mode.GOVERNANCE;
      default -> throw S3Refusals.invalidArgument("Unknown wormMode directive.");
    };
  }

  private static boolean held(String text) throws ServiceException {
    return switch (text) {
      case "ON" -> true;
      case "OFF" -> false;
      default -> throw S3Refusals.invalidArgument("Legal Hold must be either of 'ON' or 'OFF'");
    };
  }

  Answer putConfiguration(S3Request request) throws ServiceException, IOException {
    Xml document = Xml.read(request.body(), "ObjectLockConfiguration");
    if (!document.childText("ObjectLockEnabled").orElse("").equals("Enabled")) {
      throw Xml.malformed();
    }
    @Nullable DefaultRetention retention = null;
    Optional<Xml> rule = document.child("Rule");
    if (rule.isPresent()) {
      Xml wanted = rule.get().child("DefaultRetention").orElseThrow(Xml::malformed);
      retention = defaultRetention(wanted);
    }
    store.configureLock(request.bucket(), retention);
    return Answer.empty(200, Map.of());
  }

  private static DefaultRetention defaultRetention(Xml wanted) throws ServiceException {
    String days = wanted.childText("Days").orElse("0");
    String years = wanted.childText("Years").orElse("0");
    Mode mode = mode(wanted.childText("Mode").orElseThrow(Xml::malformed));
    if (!days.matches("\\d{1,6}") || !years.matches("\\d{1,6}")) {
      throw S3Refusals.invalidArgument("Default retention period must be a positive integer value");
    }
    try {
      return new DefaultRetention(mode, Integer.parseInt(days), Integer.parseInt(years));
    } catch (IllegalArgumentException e) {
      throw Xml.malformed();
    }
  }

  Xml configuration(S3Request request) throws ServiceException, IOException {
    Bucket bucket = store.bucket(request.bucket());
    if (!bucket.lockEnabled()) {
      throw new ServiceException(
          404,
          "ObjectLockConfigurationNotFoundError",
          "Object Lock configuration does not exist for this bucket");
    }
    var children = new ArrayList<Xml>();
    children.add(Xml.leaf("ObjectLockEnabled", "Enabled"));
    DefaultRetention retention = bucket.defaultRetention();
    if (retention != null) {
      Xml period =
          retention.days() > 0
              ? Xml.leaf("Days", Integer.toString(retention.days()))
              : Xml.leaf("Years", Integer.toString(retention.years()));
      children.add(
          Xml.node(
              "Rule",
              List.of(
                  Xml.node(
                      "DefaultRetention",
                      List.of(Xml.leaf("Mode", retention.mode().name()), period)))));
    }
    return Xml.node("ObjectLockConfiguration", children);
  }

  private ObjectVersion lockable(S3Request request) throws ServiceException, IOException {
    if (!store.bucket(request.bucket()).lockEnabled()) {
      throw S3Refusals.lockMissing();
    }
    String id = request.versionId();
    ObjectVersion version =
        id == null
            ? store.current(request.bucket(), request.key()).orElseThrow(S3Refusals::noSuchKey)
            : store
                .version(request.bucket(), request.key(), id)
                .orElseThrow(S3Refusals::noSuchVersion);
    if (version.isMarker()) {
      throw S3Refusals.isMarker(version);
    }
    return version;
  }

  Answer putRetention(S3Request request) throws ServiceException, IOException {
    requireIntegrity(request, "Put Object Retention requests");
    ObjectVersion version = lockable(request);
    Xml document = Xml.read(request.body(), "Retention");
    Retention wanted =
        retention(
            document.childText("Mode").orElseThrow(Xml::malformed),
            document.childText("RetainUntilDate").orElseThrow(Xml::malformed));
    store.retain(request.bucket(), request.key(), version.id(), wanted, request.mayBypass());
    return Answer.empty(200, Map.of());
  }

  Xml retention(S3Request request) throws ServiceException, IOException {
    Retention retention = lockable(request).retention();
    if (retention == null) {
      throw noLock();
    }
    return Xml.node(
        "Retention",
        List.of(
            Xml.leaf("Mode", retention.mode().name()),
            Xml.leaf("RetainUntilDate", retention.until().toString())));
  }

  private static ServiceException noLock() {
    return new ServiceException(
        404,
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration");
  }

  Answer putHold(S3Request request) throws ServiceException, IOException {
    requireIntegrity(request, "Put Object Legal Hold requests");
    ObjectVersion version = lockable(request);
    Xml document = Xml.read(request.body(), "LegalHold");
    boolean held = held(document.childText("Status").orElseThrow(Xml::malformed));
    store.hold(request.bucket(), request.key(), version.id(), held);
    return Answer.empty(200, Map.of());
  }

  Xml hold(S3Request request) throws ServiceException, IOException {
    ObjectVersion version = lockable(request);
    return Xml.node("LegalHold", List.of(Xml.leaf("Status", version.isHeld() ? "ON" : "OFF")));
  }
}
