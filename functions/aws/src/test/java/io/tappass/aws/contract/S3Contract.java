package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What S3 does, as far as our adapters, hosts and audit archive rely on it. */
abstract class S3Contract {
  private static final int WRITERS = 16;
  private static final int RACES = 20;

  private S3Client s3;
  private String bucket = "";

  abstract AwsTarget target();

  @BeforeEach
  void makeBucket() {
    s3 = target().s3();
    bucket = newName();
    s3.createBucket(request -> request.bucket(bucket));
  }

  @AfterEach
  void closeClient() {
    s3.close();
  }

  private static String newName() {
    return "b-" + UUID.randomUUID();
  }

  private String lockedBucket() {
    String name = newName();
    s3.createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
    return name;
  }

  private PutObjectResponse put(String inBucket, String key, String body) {
    return s3.putObject(request -> request.bucket(inBucket).key(key), RequestBody.fromString(body));
  }

  private String text(String inBucket, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(inBucket).key(key)).asUtf8String();
  }

  private static void refused(int status, String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private static void refused(int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
  }

  @Test
  void whatIsPutIsReadBack() {
    PutObjectResponse stored =
        s3.putObject(
            request ->
                request
                    .bucket(bucket)
                    .key("a/b c+d ä")
                    .contentType("application/json")
                    .metadata(Map.of("release", "7")),
            RequestBody.fromString("{}"));
    ResponseBytes<GetObjectResponse> read =
        s3.getObjectAsBytes(request -> request.bucket(bucket).key("a/b c+d ä"));
    assertThat(read.asUtf8String()).isEqualTo("{}");
    assertThat(read.response().eTag()).isEqualTo(stored.eTag());
    assertThat(read.response().contentType()).isEqualTo("application/json");
    assertThat(read.response().contentEncoding()).isNullOrEmpty();
    assertThat(read.response().metadata()).containsEntry("release", "7");
    HeadObjectResponse head = s3.headObject(request -> request.bucket(bucket).key("a/b c+d ä"));
    assertThat(head.contentLength()).isEqualTo(2);
  }

  @Test
  void allFramesOfABodyAreUnderstood() throws Exception {
    try (S3Client unchecked =
            target()
                .s3(b -> b.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED));
        S3Client plain =
            target()
                .s3(b ->
                    b.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .serviceConfiguration(
                            S3Configuration.builder().chunkedEncodingEnabled(false).build()))) {
      int number = 0;
      for (S3Client client : List.of(s3, unchecked, plain)) {
        String key = "frame-" + number++;
        String body = key.repeat(60_000);
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(body));
        assertThat(text(bucket, key)).isEqualTo(body);
      }
    }
    RawCall.Reply reply =
        new RawCall(target(), "s3")
            .chunkedUnsigned()
            .send(SdkHttpMethod.PUT, "/" + bucket + "/unsigned", Map.of(), "unsigned chunks");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(text(bucket, "unsigned")).isEqualTo("unsigned chunks");
  }

  @Test
  void everyChecksumIsVerifiedAndGivenBack() {
    for (ChecksumAlgorithm algorithm :
        List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
      s3.putObject(
          request -> request.bucket(bucket).key("sum").checksumAlgorithm(algorithm),
          RequestBody.fromString("checked"));
      assertThat(
              s3.getObjectAsBytes(request ->
                      request.bucket(bucket).key("sum").checksumMode(ChecksumMode.ENABLED))
                  .asUtf8String())
          .isEqualTo("checked");
    }
    HeadObjectResponse head =
        s3.headObject(
            request -> request.bucket(bucket).key("sum").checksumMode(ChecksumMode.ENABLED));
    assertThat(head.checksumSHA256()).isEqualTo("5ho9eMZRM8cmDEPnGdl8RuFr1Qxk7ngAU2zxTGQHphc=");
  }

  @Test
  void aChecksumThatDoesNotMatchIsRefused() {
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                request ->
                    request
                        .bucket(bucket)
                        .key("bad")
                        .checksumSHA256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                RequestBody.fromString("body")));
    refused(404, () -> text(bucket, "bad"));
  }

  @Test
  void aContentMd5ThatDoesNotMatchIsRefused() {
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                request -> request.bucket(bucket).key("bad").contentMD5("AAAAAAAAAAAAAAAAAAAAAA=="),
                RequestBody.fromString("body")));
  }

  @Test
  void aMissingKeyAndAMissingBucketAreToldApart() {
    refused(404, "NoSuchKey", () -> text(bucket, "none"));
    refused(404, "NoSuchBucket", () -> text(newName(), "none"));
    refused(404, () -> s3.headObject(request -> request.bucket(bucket).key("none")));
    refused(404, () -> s3.headBucket(request -> request.bucket(newName())));
    s3.headBucket(request -> request.bucket(bucket));
  }

  @Test
  void anUnchangedObjectIsNotSentAgain() {
    String etag = put(bucket, "lease.json", "1").eTag();
    refused(
        304,
        () ->
            s3.getObjectAsBytes(
                request -> request.bucket(bucket).key("lease.json").ifNoneMatch(etag)));
    put(bucket, "lease.json", "2");
    assertThat(
            s3.getObjectAsBytes(
                    request -> request.bucket(bucket).key("lease.json").ifNoneMatch(etag))
                .asUtf8String())
        .isEqualTo("2");
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.getObjectAsBytes(request -> request.bucket(bucket).key("lease.json").ifMatch(etag)));
  }

  @Test
  void aRangeIsReadAlone() {
    put(bucket, "digits", "0123456789");
    assertThat(range("bytes=2-4")).isEqualTo("234");
    assertThat(range("bytes=7-")).isEqualTo("789");
    assertThat(range("bytes=-2")).isEqualTo("89");
    refused(416, "InvalidRange", () -> range("bytes=10-12"));
  }

  private String range(String range) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key("digits").range(range))
        .asUtf8String();
  }

  @Test
  void anObjectIsCreatedOnlyOnce() {
    s3.putObject(
        request -> request.bucket(bucket).key("once").ifNoneMatch("*"),
        RequestBody.fromString("first"));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                request -> request.bucket(bucket).key("once").ifNoneMatch("*"),
                RequestBody.fromString("second")));
    assertThat(text(bucket, "once")).isEqualTo("first");
  }

  @Test
  void aReplacementNeedsTheTagThatIsThere() {
    String etag = put(bucket, "lease.json", "1").eTag();
    s3.putObject(
        request -> request.bucket(bucket).key("lease.json").ifMatch(etag),
        RequestBody.fromString("2"));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                request -> request.bucket(bucket).key("lease.json").ifMatch(etag),
                RequestBody.fromString("3")));
    refused(
        404,
        "NoSuchKey",
        () ->
            s3.putObject(
                request -> request.bucket(bucket).key("none").ifMatch(etag),
                RequestBody.fromString("3")));
    assertThat(text(bucket, "lease.json")).isEqualTo("2");
  }

  @Test
  void ofSixteenCreatorsExactlyOneWins() throws Exception {
    for (int race = 0; race < RACES; race++) {
      String key = "race-" + race;
      assertThat(
              winners(writer ->
                  s3.putObject(
                      request -> request.bucket(bucket).key(key).ifNoneMatch("*"),
                      RequestBody.fromString("writer " + writer))))
          .isEqualTo(1);
    }
  }

  @Test
  void ofSixteenReplacersExactlyOneWins() throws Exception {
    for (int race = 0; race < RACES; race++) {
      String etag = put(bucket, "lease.json", "race " + race).eTag();
      assertThat(
              winners(writer ->
                  s3.putObject(
                      request -> request.bucket(bucket).key("lease.json").ifMatch(etag),
                      RequestBody.fromString("writer " + writer))))
          .isEqualTo(1);
    }
  }

  /** One of the writers of a race. */
  @FunctionalInterface
  private interface Writer {
    void write(int number);
  }

  /** How many of the writers succeed; the others must meet 412, or 409 as AWS documents it. */
  private static int winners(Writer writer) throws Exception {
    var calls = new ArrayList<Callable<Integer>>();
    for (int number = 0; number < WRITERS; number++) {
      int own = number;
      calls.add(() -> {
        try {
          writer.write(own);
          return 1;
        } catch (S3Exception e) {
          assertThat(e.statusCode()).isIn(412, 409);
          return 0;
        }
      });
    }
    int winners = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> outcome : threads.invokeAll(calls)) {
        winners += outcome.get();
      }
    }
    return winners;
  }

  private String versionedBucket() {
    s3.putBucketVersioning(request ->
        request
            .bucket(bucket)
            .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    return bucket;
  }

  @Test
  void aVersionedBucketKeepsWhatIsReplaced() {
    String versioned = versionedBucket();
    assertThat(s3.getBucketVersioning(request -> request.bucket(versioned)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    String first = put(versioned, "k", "1").versionId();
    String second = put(versioned, "k", "2").versionId();
    assertThat(first).isNotEqualTo(second);
    assertThat(text(versioned, "k")).isEqualTo("2");
    assertThat(
            s3.getObjectAsBytes(request -> request.bucket(versioned).key("k").versionId(first))
                .asUtf8String())
        .isEqualTo("1");
  }

  @Test
  void aDeleteHidesBehindAMarkerAndAVersionIsRemovedForGood() {
    String versioned = versionedBucket();
    String first = put(versioned, "k", "1").versionId();
    DeleteObjectResponse marker = s3.deleteObject(r -> r.bucket(versioned).key("k"));
    assertThat(marker.deleteMarker()).isTrue();
    refused(404, "NoSuchKey", () -> text(versioned, "k"));
    ListObjectVersionsResponse listed = s3.listObjectVersions(r -> r.bucket(versioned));
    assertThat(listed.versions()).extracting(ObjectVersion::versionId).containsExactly(first);
    assertThat(listed.deleteMarkers())
        .extracting(DeleteMarkerEntry::isLatest)
        .containsExactly(true);
    s3.putObject(
        r -> r.bucket(versioned).key("k").ifNoneMatch("*"), RequestBody.fromString("again"));
    s3.deleteObject(r -> r.bucket(versioned).key("k").versionId(first));
    assertThat(s3.listObjectVersions(r -> r.bucket(versioned)).versions())
        .extracting(ObjectVersion::versionId)
        .doesNotContain(first)
        .hasSize(1);
  }

  @Test
  void aMarkerItselfIsNotRead() {
    String versioned = versionedBucket();
    put(versioned, "k", "1");
    String marker = s3.deleteObject(r -> r.bucket(versioned).key("k")).versionId();
    refused(
        405,
        "MethodNotAllowed",
        () -> s3.getObjectAsBytes(r -> r.bucket(versioned).key("k").versionId(marker)));
  }

  @Test
  void anUnversionedDeleteIsForGoodAndMayBeRepeated() {
    put(bucket, "k", "1");
    s3.deleteObject(r -> r.bucket(bucket).key("k"));
    s3.deleteObject(r -> r.bucket(bucket).key("k"));
    refused(404, "NoSuchKey", () -> text(bucket, "k"));
  }

  @Test
  void keysAreListedInOrderInPagesAndByPrefix() {
    for (String key : List.of("b/2", "a", "b/1", "c/x", "é")) {
      put(bucket, key, key);
    }
    List<String> keys = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          s3.listObjectsV2(r -> r.bucket(bucket).maxKeys(2).continuationToken(from));
      page.contents().stream().map(S3Object::key).forEach(keys::add);
      token = page.nextContinuationToken();
    } while (token != null);
    assertThat(keys).containsExactly("a", "b/1", "b/2", "c/x", "é");
    ListObjectsV2Response grouped = s3.listObjectsV2(r -> r.bucket(bucket).delimiter("/"));
    assertThat(grouped.commonPrefixes())
        .extracting(CommonPrefix::prefix)
        .containsExactly("b/", "c/");
    assertThat(grouped.contents()).extracting(S3Object::key).containsExactly("a", "é");
    assertThat(s3.listObjectsV2(r -> r.bucket(bucket).prefix("b/")).contents())
        .extracting(S3Object::key)
        .containsExactly("b/1", "b/2");
  }

  @Test
  void versionsAreListedNewestFirstInPages() {
    String versioned = versionedBucket();
    List<String> expected = new ArrayList<>();
    for (String key : List.of("a", "b")) {
      for (int version = 0; version < 3; version++) {
        String id = put(versioned, key, key + version).versionId();
        expected.add(key.equals("a") ? 0 : 3, id);
      }
    }
    List<String> seen = new ArrayList<>();
    for (var page : s3.listObjectVersionsPaginator(r -> r.bucket(versioned).maxKeys(2))) {
      page.versions().stream().map(ObjectVersion::versionId).forEach(seen::add);
    }
    assertThat(seen).containsExactlyElementsOf(expected);
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
  }

  private PutObjectResponse putLocked(String name, ObjectLockMode mode, Instant until) {
    return s3.putObject(
        r -> r.bucket(name).key("audit").objectLockMode(mode).objectLockRetainUntilDate(until),
        RequestBody.fromString("record"));
  }

  private void retain(String name, String id, ObjectLockRetentionMode mode, Instant until) {
    s3.putObjectRetention(r ->
        r.bucket(name)
            .key("audit")
            .versionId(id)
            .retention(retention -> retention.mode(mode).retainUntilDate(until)));
  }

  @Test
  void aLockBucketIsVersionedAndSaysSo() {
    String locked = lockedBucket();
    assertThat(s3.getBucketVersioning(r -> r.bucket(locked)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    assertThat(
            s3.getObjectLockConfiguration(r -> r.bucket(locked))
                .objectLockConfiguration()
                .objectLockEnabled())
        .isEqualTo(ObjectLockEnabled.ENABLED);
    refused(
        404,
        "ObjectLockConfigurationNotFoundError",
        () -> s3.getObjectLockConfiguration(r -> r.bucket(bucket)));
  }

  @Test
  void versioningOfALockBucketCannotBeSuspended() {
    String locked = lockedBucket();
    refused(
        409,
        "InvalidBucketState",
        () ->
            s3.putBucketVersioning(r ->
                r.bucket(locked)
                    .versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED))));
  }

  @Test
  void aComplianceVersionCannotBeRemovedAndAMarkerCanStillHideIt() {
    String locked = lockedBucket();
    Instant until = inDays(10);
    String id = putLocked(locked, ObjectLockMode.COMPLIANCE, until).versionId();
    refused(
        403,
        "AccessDenied",
        () -> s3.deleteObject(r -> r.bucket(locked).key("audit").versionId(id)));
    refused(
        403,
        "AccessDenied",
        () ->
            s3.deleteObject(
                r -> r.bucket(locked).key("audit").versionId(id).bypassGovernanceRetention(true)));
    s3.deleteObject(r -> r.bucket(locked).key("audit"));
    ResponseBytes<GetObjectResponse> still =
        s3.getObjectAsBytes(r -> r.bucket(locked).key("audit").versionId(id));
    assertThat(still.asUtf8String()).isEqualTo("record");
    assertThat(still.response().objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
    assertThat(still.response().objectLockRetainUntilDate()).isEqualTo(until);
  }

  @Test
  void aComplianceRetentionIsExtendedButNeverShortened() {
    String locked = lockedBucket();
    String id = putLocked(locked, ObjectLockMode.COMPLIANCE, inDays(10)).versionId();
    refused(
        403,
        "AccessDenied",
        () -> retain(locked, id, ObjectLockRetentionMode.COMPLIANCE, inDays(5)));
    Instant later = inDays(20);
    retain(locked, id, ObjectLockRetentionMode.COMPLIANCE, later);
    assertThat(
            s3.getObjectRetention(r -> r.bucket(locked).key("audit").versionId(id))
                .retention()
                .retainUntilDate())
        .isEqualTo(later);
  }

  @Test
  void aComplianceRetentionIsNotWeakened() {
    String locked = lockedBucket();
    String id = putLocked(locked, ObjectLockMode.COMPLIANCE, inDays(10)).versionId();
    refused(
        403,
        "AccessDenied",
        () -> retain(locked, id, ObjectLockRetentionMode.GOVERNANCE, inDays(20)));
  }

  @Test
  void aGovernanceVersionIsRemovedOnlyByABypass() {
    String locked = lockedBucket();
    String id = putLocked(locked, ObjectLockMode.GOVERNANCE, inDays(10)).versionId();
    refused(
        403,
        "AccessDenied",
        () -> s3.deleteObject(r -> r.bucket(locked).key("audit").versionId(id)));
    s3.deleteObject(
        r -> r.bucket(locked).key("audit").versionId(id).bypassGovernanceRetention(true));
    assertThat(s3.listObjectVersions(r -> r.bucket(locked)).versions()).isEmpty();
  }

  @Test
  void aLegalHoldKeepsAVersionUntilItIsLifted() {
    String locked = lockedBucket();
    String id =
        s3.putObject(
                r ->
                    r.bucket(locked)
                        .key("audit")
                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                RequestBody.fromString("record"))
            .versionId();
    refused(
        403,
        "AccessDenied",
        () -> s3.deleteObject(r -> r.bucket(locked).key("audit").versionId(id)));
    s3.putObjectLegalHold(r ->
        r.bucket(locked)
            .key("audit")
            .versionId(id)
            .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.OFF)));
    s3.deleteObject(r -> r.bucket(locked).key("audit").versionId(id));
  }

  @Test
  void aDefaultRetentionIsGivenToNewVersions() {
    String locked = lockedBucket();
    s3.putObjectLockConfiguration(r ->
        r.bucket(locked)
            .objectLockConfiguration(c ->
                c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                    .rule(rule ->
                        rule.defaultRetention(
                            d -> d.mode(ObjectLockRetentionMode.COMPLIANCE).days(1)))));
    String id = put(locked, "audit", "record").versionId();
    assertThat(s3.getObjectRetention(r -> r.bucket(locked).key("audit")).retention().mode())
        .isEqualTo(ObjectLockRetentionMode.COMPLIANCE);
    refused(
        403,
        "AccessDenied",
        () -> s3.deleteObject(r -> r.bucket(locked).key("audit").versionId(id)));
  }

  @Test
  void aRetentionNeedsALockBucket() {
    refused(400, "InvalidRequest", () -> putLocked(bucket, ObjectLockMode.COMPLIANCE, inDays(1)));
    String id = put(bucket, "audit", "record").versionId();
    refused(
        400,
        "InvalidRequest",
        () -> retain(bucket, id, ObjectLockRetentionMode.COMPLIANCE, inDays(1)));
  }

  @Test
  void aRetentionInThePastIsRefused() {
    String locked = lockedBucket();
    refused(400, "InvalidArgument", () -> putLocked(locked, ObjectLockMode.COMPLIANCE, inDays(-1)));
  }

  @Test
  void aVersionWithoutRetentionSaysSo() {
    String locked = lockedBucket();
    put(locked, "audit", "record");
    refused(
        404,
        "NoSuchObjectLockConfiguration",
        () -> s3.getObjectRetention(r -> r.bucket(locked).key("audit")));
  }

  @Test
  void aKeyBeyond1024BytesIsRefused() {
    put(bucket, "k".repeat(1024), "fits");
    refused(400, "KeyTooLongError", () -> put(bucket, "k".repeat(1025), "does not"));
  }

  @Test
  void aBucketHasAProperName() throws Exception {
    RawCall.Reply reply =
        new RawCall(target(), "s3").send(SdkHttpMethod.PUT, "/Not_A_Bucket", Map.of(), "");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidBucketName");
  }

  @Test
  void aBucketOfOnesOwnIsMadeAgainWithoutHarm() {
    put(bucket, "k", "kept");
    s3.createBucket(request -> request.bucket(bucket));
    assertThat(text(bucket, "k")).isEqualTo("kept");
  }

  @Test
  void aWrongSecretIsRefused() {
    try (S3Client wrong = target().as(target().accessKeyId(), "wrong").s3()) {
      refused(
          403,
          "SignatureDoesNotMatch",
          () -> wrong.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("body")));
    }
  }

  @Test
  void anUnknownAccessKeyIsRefused() {
    try (S3Client unknown = target().as("AKIDUNKNOWN", "secret").s3()) {
      refused(
          403,
          "InvalidAccessKeyId",
          () -> unknown.getObjectAsBytes(r -> r.bucket(bucket).key("k")));
    }
  }

  @Test
  void aSkewedDateIsRefused() throws Exception {
    for (Duration skew : List.of(Duration.ofMinutes(-16), Duration.ofMinutes(16))) {
      RawCall.Reply reply =
          new RawCall(target(), "s3")
              .skewedBy(skew)
              .send(SdkHttpMethod.GET, "/" + bucket + "/k", Map.of(), "");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("RequestTimeTooSkewed");
    }
  }

  @Test
  void anAlteredBodyIsRefused() throws Exception {
    RawCall.Reply reply =
        new RawCall(target(), "s3")
            .tampering("100", "999")
            .send(SdkHttpMethod.PUT, "/" + bucket + "/k", Map.of(), "pay 100");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("XAmzContentSHA256Mismatch");
    refused(404, () -> text(bucket, "k"));
  }

  @Test
  void anAlteredSignedChunkIsRefused() throws Exception {
    RawCall.Reply sound =
        new RawCall(target(), "s3")
            .chunkedSigned()
            .send(SdkHttpMethod.PUT, "/" + bucket + "/sound", Map.of(), "pay 100");
    assertThat(sound.status()).as(sound.body()).isEqualTo(200);
    assertThat(text(bucket, "sound")).isEqualTo("pay 100");
    RawCall.Reply reply =
        new RawCall(target(), "s3")
            .chunkedSigned()
            .tampering("pay 100", "pay 999")
            .send(SdkHttpMethod.PUT, "/" + bucket + "/k", Map.of(), "pay 100");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("SignatureDoesNotMatch");
    refused(404, () -> text(bucket, "k"));
  }

  @Test
  void anAlteredUnsignedChunkIsRefusedByItsChecksum() throws Exception {
    RawCall.Reply reply =
        new RawCall(target(), "s3")
            .chunkedUnsigned()
            .tampering("pay 100", "pay 999")
            .send(SdkHttpMethod.PUT, "/" + bucket + "/k", Map.of(), "pay 100");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("BadDigest");
    refused(404, () -> text(bucket, "k"));
  }

  @Test
  void anUnsignedRequestIsRefused() throws Exception {
    put(bucket, "k", "body");
    var connection =
        (java.net.HttpURLConnection)
            target().endpoint().resolve("/" + bucket + "/k").toURL().openConnection();
    assertThat(connection.getResponseCode()).isEqualTo(403);
    connection.disconnect();
  }
}
