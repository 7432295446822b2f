package io.tappass.localstack.s3;

import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations of the S3 API that the stand-in has, and how each is told from its request. */
enum S3Operation {
  CREATE_BUCKET(
      "CreateBucket", "PUT", false, "", Set.of(), Set.of("x-amz-bucket-object-lock-enabled")),
  HEAD_BUCKET("HeadBucket", "HEAD", false, "", Set.of(), Set.of()),
  PUT_BUCKET_VERSIONING("PutBucketVersioning", "PUT", false, "versioning", Set.of(), Set.of()),
  GET_BUCKET_VERSIONING("GetBucketVersioning", "GET", false, "versioning", Set.of(), Set.of()),
  PUT_OBJECT_LOCK_CONFIGURATION(
      "PutObjectLockConfiguration", "PUT", false, "object-lock", Set.of(), Set.of()),
  GET_OBJECT_LOCK_CONFIGURATION(
      "GetObjectLockConfiguration", "GET", false, "object-lock", Set.of(), Set.of()),
  LIST_OBJECTS_V2(
      "ListObjectsV2",
      "GET",
      false,
      "list-type",
      Set.of(
          "prefix",
          "delimiter",
          "max-keys",
          "continuation-token",
          "start-after",
          "encoding-type",
          "fetch-owner"),
      Set.of()),
  LIST_OBJECT_VERSIONS(
      "ListObjectVersions",
      "GET",
      false,
      "versions",
      Set.of("prefix", "key-marker", "version-id-marker", "max-keys", "encoding-type"),
      Set.of()),
  PUT_OBJECT(
      "PutObject",
      "PUT",
      true,
      "",
      Set.of(),
      Set.of(
          "x-amz-object-lock-mode",
          "x-amz-object-lock-retain-until-date",
          "x-amz-object-lock-legal-hold")),
  GET_OBJECT("GetObject", "GET", true, "", Set.of("versionId"), Set.of("x-amz-checksum-mode")),
  HEAD_OBJECT("HeadObject", "HEAD", true, "", Set.of("versionId"), Set.of("x-amz-checksum-mode")),
  DELETE_OBJECT(
      "DeleteObject",
      "DELETE",
      true,
      "",
      Set.of("versionId"),
      Set.of("x-amz-bypass-governance-retention")),
  PUT_OBJECT_RETENTION(
      "PutObjectRetention",
      "PUT",
      true,
      "retention",
      Set.of("versionId"),
      Set.of("x-amz-bypass-governance-retention")),
  GET_OBJECT_RETENTION(
      "GetObjectRetention", "GET", true, "retention", Set.of("versionId"), Set.of()),
  PUT_OBJECT_LEGAL_HOLD(
      "PutObjectLegalHold", "PUT", true, "legal-hold", Set.of("versionId"), Set.of()),
  GET_OBJECT_LEGAL_HOLD(
      "GetObjectLegalHold", "GET", true, "legal-hold", Set.of("versionId"), Set.of());

  /** Headers that say how a request is sent, not what it asks for. */
  private static final Set<String> TRANSPORT_HEADERS =
      Set.of(
          "x-amz-date",
          "x-amz-content-sha256",
          "x-amz-decoded-content-length",
          "x-amz-trailer",
          "x-amz-te",
          "x-amz-user-agent",
          "x-amz-sdk-checksum-algorithm");

  /** Conditions that AWS would weigh and the stand-in would not, so it refuses them. */
  private static final List<String> UNKNOWN_CONDITIONS =
      List.of("if-modified-since", "if-unmodified-since", "if-range");

  private final String awsName;
  private final String method;
  private final boolean onObject;
  private final String subresource;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> parameters;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> headers;

  S3Operation(
      String awsName,
      String method,
      boolean onObject,
      String subresource,
      Set<String> parameters,
      Set<String> headers) {
    this.awsName = awsName;
    this.method = method;
    this.onObject = onObject;
    this.subresource = subresource;
    this.parameters = parameters;
    this.headers = headers;
  }

  /** The name AWS gives it. */
  String awsName() {
    return awsName;
  }

  /** The action a credential must be granted, with the version of the action for versions. */
  String action(boolean namesVersion) {
    return switch (this) {
      case CREATE_BUCKET -> "s3:CreateBucket";
      case HEAD_BUCKET, LIST_OBJECTS_V2 -> "s3:ListBucket";
      case LIST_OBJECT_VERSIONS -> "s3:ListBucketVersions";
      case PUT_BUCKET_VERSIONING -> "s3:PutBucketVersioning";
      case GET_BUCKET_VERSIONING -> "s3:GetBucketVersioning";
      case PUT_OBJECT_LOCK_CONFIGURATION -> "s3:PutBucketObjectLockConfiguration";
      case GET_OBJECT_LOCK_CONFIGURATION -> "s3:GetBucketObjectLockConfiguration";
      case PUT_OBJECT -> "s3:PutObject";
      case GET_OBJECT, HEAD_OBJECT -> namesVersion ? "s3:GetObjectVersion" : "s3:GetObject";
      case DELETE_OBJECT -> namesVersion ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
      case PUT_OBJECT_RETENTION -> "s3:PutObjectRetention";
      case GET_OBJECT_RETENTION -> "s3:GetObjectRetention";
      case PUT_OBJECT_LEGAL_HOLD -> "s3:PutObjectLegalHold";
      case GET_OBJECT_LEGAL_HOLD -> "s3:GetObjectLegalHold";
    };
  }

  /**
   * The operation a request asks for.
   *
   * @throws NotBuiltException if it is none of these, or asks for more than one of these does
   */
  static S3Operation of(HttpCall call, boolean onObject) throws ServiceException {
    Map<String, String> given = call.parameters();
    S3Operation found = null;
    for (S3Operation candidate : values()) {
      boolean matches =
          candidate.method.equals(call.method())
              && candidate.onObject == onObject
              && (candidate.subresource.isEmpty() || given.containsKey(candidate.subresource));
      if (matches && (found == null || found.subresource.isEmpty())) {
        found = candidate;
      }
    }
    if (found == null) {
      throw new NotBuiltException("S3 operation " + call.method() + " " + given.keySet());
    }
    found.requireKnown(call, given);
    return found;
  }

  private void requireKnown(HttpCall call, Map<String, String> given) throws NotBuiltException {
    for (String name : given.keySet()) {
      if (!name.equals(subresource) && !name.equals("x-id") && !parameters.contains(name)) {
        throw new NotBuiltException("S3 operation " + method + " with parameter " + name);
      }
    }
    for (String name : call.headers().keySet()) {
      boolean known =
          !name.startsWith("x-amz-")
              || TRANSPORT_HEADERS.contains(name)
              || headers.contains(name)
              || name.startsWith("x-amz-checksum-")
              || (this == PUT_OBJECT && name.startsWith("x-amz-meta-"));
      if (!known || UNKNOWN_CONDITIONS.contains(name)) {
        throw new NotBuiltException("header " + name + " of " + awsName);
      }
    }
    requireKnownConditions(call);
  }

  private void requireKnownConditions(HttpCall call) throws NotBuiltException {
    boolean reads = this == GET_OBJECT || this == HEAD_OBJECT;
    boolean writes = this == PUT_OBJECT;
    for (String name : List.of("if-match", "if-none-match")) {
      if (call.headers().containsKey(name) && !reads && !writes) {
        throw new NotBuiltException("header " + name + " of " + awsName);
      }
    }
    if (call.headers().containsKey("range") && !reads) {
      throw new NotBuiltException("header range of " + awsName);
    }
  }
}
