package io.tappass.aws;

import io.tappass.control.BundleStore;
import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bundle store in one bucket, by conditional writes. */
final class S3BundleStore implements BundleStore {

  /** The metadata that tells whose write an object is, so that a lost answer is recognised. */
  static final String WRITE_ID = "tappass-write";

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  /** S3 asks to repeat a conditional write that met a concurrent one (409). */
  private static final int CONFLICT_ATTEMPTS_MAX = 8;

  private final S3Client s3;
  private final String bucket;
  private final Supplier<String> writeIds;

  S3BundleStore(S3Client s3, String bucket, Supplier<String> writeIds) {
    this.s3 = s3;
    this.bucket = bucket;
    this.writeIds = writeIds;
  }

  @Override
  public PutOutcome putOnce(String path, byte[] bytes) throws StoreException {
    if (write(path, bytes, writeIds.get(), request -> request.ifNoneMatch("*"))) {
      return PutOutcome.WRITTEN;
    }
    // Somebody's object, or our own whose answer was lost: the bytes decide.
    return compare(path, bytes)
        .orElseThrow(() ->
            new StoreException(Kind.RETRYABLE, "put " + path + ": there a moment ago, and gone"));
  }

  private Optional<PutOutcome> compare(String path, byte[] bytes) throws StoreException {
    Optional<HeadObjectResponse> head = head(path);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    if (head.get().contentLength() != bytes.length) {
      return Optional.of(PutOutcome.CONFLICT);
    }
    return read(path, bytes.length)
        .map(there -> Arrays.equals(there.bytes(), bytes) ? PutOutcome.SAME : PutOutcome.CONFLICT);
  }

  @Override
  public boolean replace(String path, byte[] bytes, Optional<String> expectedVersion)
      throws StoreException {
    String writeId = writeIds.get();
    boolean written =
        write(
            path,
            bytes,
            writeId,
            request ->
                expectedVersion.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*")));
    // A retry of our own write, whose answer was lost, meets what it wrote.
    return written
        || head(path).map(there -> writeId.equals(there.metadata().get(WRITE_ID))).orElse(false);
  }

  /** Whether the condition held and the object was written. */
  private boolean write(
      String path, byte[] bytes, String writeId, Consumer<PutObjectRequest.Builder> condition)
      throws StoreException {
    for (int attempt = 1; ; attempt++) {
      try {
        s3.putObject(
            request -> {
              request.bucket(bucket).key(path).metadata(Map.of(WRITE_ID, writeId));
              condition.accept(request);
            },
            RequestBody.fromBytes(bytes));
        return true;
      } catch (S3Exception e) {
        boolean isLost =
            e.statusCode() == PRECONDITION_FAILED
                || (e.statusCode() == NOT_FOUND && isCode(e, "NoSuchKey"));
        if (isLost) {
          return false;
        }
        if (e.statusCode() != CONFLICT || attempt == CONFLICT_ATTEMPTS_MAX) {
          throw AwsFailures.of("put " + path, e);
        }
      } catch (SdkException e) {
        throw AwsFailures.of("put " + path, e);
      }
    }
  }

  private static boolean isCode(S3Exception failure, String code) {
    return failure.awsErrorDetails() != null && code.equals(failure.awsErrorDetails().errorCode());
  }

  private Optional<HeadObjectResponse> head(String path) throws StoreException {
    try {
      return Optional.of(s3.headObject(request -> request.bucket(bucket).key(path)));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw AwsFailures.of("read " + path, e);
    } catch (SdkException e) {
      throw AwsFailures.of("read " + path, e);
    }
  }

  @Override
  public Optional<StoredObject> read(String path, int bytesMax) throws StoreException {
    try (ResponseInputStream<GetObjectResponse> object =
        s3.getObject(request -> request.bucket(bucket).key(path))) {
      GetObjectResponse response = object.response();
      if (response.contentLength() == null || response.contentLength() > bytesMax) {
        object.abort();
        throw new StoreException(
            Kind.PERMANENT,
            "read " + path + ": longer than " + bytesMax + " bytes, or of unknown length");
      }
      byte[] bytes = object.readNBytes(bytesMax + 1);
      if (bytes.length != response.contentLength() || response.eTag() == null) {
        throw new StoreException(
            Kind.RETRYABLE, "read " + path + ": the answer ended early or has no tag");
      }
      return Optional.of(new StoredObject(bytes, response.eTag()));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND && isCode(e, "NoSuchKey")) {
        return Optional.empty();
      }
      throw AwsFailures.of("read " + path, e);
    } catch (SdkException e) {
      throw AwsFailures.of("read " + path, e);
    } catch (IOException e) {
      throw new StoreException(Kind.RETRYABLE, "read " + path + ": the answer broke off", e);
    }
  }
}
