package io.tappass.localstack.s3;

import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.Service;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignatureV4.Dialect;
import io.tappass.localstack.wire.SignedCall;
import io.tappass.localstack.wire.Xml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** S3 by path-style REST: versions, conditions, object lock. */
public final class S3Service implements Service {
  private static final Pattern BUCKET_NAME =
      Pattern.compile("(?!.*\\.\\.)(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private final S3Store store;
  private final S3Locks locks;
  private final S3Objects objects;
  private final String region;

  private S3Service(S3Store store, InstantSource clock, String region) {
    this.store = store;
    this.locks = new S3Locks(store, clock);
    this.objects = new S3Objects(store, locks);
    this.region = region;
  }

  /** Opens the state in a folder, made if absent. */
  public static S3Service open(
      Path folder, String region, InstantSource clock, RandomGenerator random) throws IOException {
    return new S3Service(S3Store.open(folder, clock, random), clock, region);
  }

  @Override
  public String signingName() {
    return "s3";
  }

  @Override
  public Dialect dialect() {
    return Dialect.S3;
  }

  @Override
  public String operation(HttpCall call) throws ServiceException {
    S3Request.Target target = S3Request.Target.of(call);
    if (target.bucket().isEmpty()) {
      throw new NotBuiltException("S3 operation " + call.method() + " on no bucket");
    }
    return S3Operation.of(call, target.isObject()).awsName();
  }

  @Override
  public Answer answer(SignedCall signed) throws ServiceException, IOException {
    try {
      return serve(S3Request.of(signed));
    } finally {
      // Also a refusal tells what it saw, so that must be durable too.
      store.awaitDurable();
    }
  }

  private Answer serve(S3Request request) throws ServiceException, IOException {
    return switch (request.operation()) {
      case CREATE_BUCKET -> createBucket(request);
      case HEAD_BUCKET -> {
        store.bucket(request.bucket());
        yield Answer.empty(200, Map.of("x-amz-bucket-region", region));
      }
      case PUT_BUCKET_VERSIONING -> putVersioning(request);
      case GET_BUCKET_VERSIONING -> xml(versioning(request));
      case PUT_OBJECT_LOCK_CONFIGURATION -> locks.putConfiguration(request);
      case GET_OBJECT_LOCK_CONFIGURATION -> xml(locks.configuration(request));
      case LIST_OBJECTS_V2 -> xml(S3Listing.objects(store, request));
      case LIST_OBJECT_VERSIONS -> xml(S3Listing.versions(store, request));
      case PUT_OBJECT -> objects.put(request);
      case GET_OBJECT -> objects.get(request, true);
      case HEAD_OBJECT -> objects.get(request, false);
      case DELETE_OBJECT -> objects.delete(request);
      case PUT_OBJECT_RETENTION -> locks.putRetention(request);
      case GET_OBJECT_RETENTION -> xml(locks.retention(request));
      case PUT_OBJECT_LEGAL_HOLD -> locks.putHold(request);
      case GET_OBJECT_LEGAL_HOLD -> xml(locks.hold(request));
    };
  }

  private static Answer xml(Xml document) {
    return new Answer(
        200,
        Map.of("Content-Type", "application/xml"),
        document.document().getBytes(StandardCharsets.UTF_8));
  }

  private Answer createBucket(S3Request request) throws ServiceException, IOException {
    if (!BUCKET_NAME.matcher(request.bucket()).matches()) {
      throw new ServiceException(400, "InvalidBucketName", "The specified bucket is not valid.");
    }
    String wanted = "us-east-1";
    if (request.body().length > 0) {
      Xml document = Xml.read(request.body(), "CreateBucketConfiguration");
      for (Xml child : document.children()) {
        if (!child.name().equals("LocationConstraint")) {
          throw new NotBuiltException("CreateBucket with " + child.name());
        }
      }
      wanted = document.childText("LocationConstraint").orElse(wanted);
    }
    if (!wanted.equals(region)) {
      throw new ServiceException(
          400,
          "IllegalLocationConstraintException",
          "The location constraint is incompatible for the region specific endpoint this request"
              + " was sent to.");
    }
    boolean lock =
        request.header("x-amz-bucket-object-lock-enabled").orElse("false").equalsIgnoreCase("true");
    boolean isNew = store.createBucket(request.bucket(), lock);
    // us-east-1 alone takes a second creation by the owner for a success.
    if (!isNew && !region.equals("us-east-1")) {
      throw new ServiceException(
          409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    return Answer.empty(200, Map.of("Location", "/" + request.bucket()));
  }

  private Answer putVersioning(S3Request request) throws ServiceException, IOException {
    Xml document = Xml.read(request.body(), "VersioningConfiguration");
    if (document.child("MfaDelete").isPresent()) {
      throw new NotBuiltException("PutBucketVersioning with MfaDelete");
    }
    String status = document.childText("Status").orElseThrow(Xml::malformed);
    switch (status) {
      case "Enabled" -> store.enableVersioning(request.bucket());
      case "Suspended" -> {
        if (store.bucket(request.bucket()).lockEnabled()) {
          throw new ServiceException(
              409,
              "InvalidBucketState",
              "An Object Lock configuration is present on this bucket, so the versioning state"
                  + " cannot be changed.");
        }
        throw new NotBuiltException("suspension of versioning");
      }
      default -> throw Xml.malformed();
    }
    return Answer.empty(200, Map.of());
  }

  private Xml versioning(S3Request request) throws ServiceException, IOException {
    boolean versioned = store.bucket(request.bucket()).versioned();
    return Xml.node(
        "VersioningConfiguration", versioned ? List.of(Xml.leaf("Status", "Enabled")) : List.of());
  }

  @Override
  public Answer refusal(ServiceException refusal, String requestId) {
    if (refusal.status() == 304) {
      return Answer.empty(304, refusal.headers());
    }
    Xml document =
        Xml.node(
            "Error",
            List.of(
                Xml.leaf("Code", refusal.code()),
                Xml.leaf("Message", refusal.message()),
                Xml.leaf("RequestId", requestId)));
    Answer answer =
        new Answer(
            refusal.status(),
            refusal.headers(),
            document.document().getBytes(StandardCharsets.UTF_8));
    return answer.with("Content-Type", "application/xml");
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
