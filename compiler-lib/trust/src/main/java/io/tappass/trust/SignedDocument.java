package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue.JsonObject;
import java.util.List;

/** A document of delivery: its own payload type, canonical JSON, one digest. */
public sealed interface SignedDocument
    permits Root,
        Enrolment,
        Revocation,
        Release,
        Lease,
        Admission,
        Receipt,
        Ticket,
        EnrolmentRequest {

  /** One of {@link PayloadTypes}. */
  String payloadType();

  /** The payload as a JSON value. */
  JsonObject toJson();

  /** The payload's canonical bytes. */
  default byte[] write() {
    return CanonicalJson.writeOwn(toJson());
  }

  /** The digest of {@link #write}: what other documents name this one by. */
  default String digest() {
    return Sha256.digest(write());
  }

  /** A DSSE envelope around {@link #write}, signed by each signer. */
  default byte[] sign(List<? extends DocumentSigner> signers) throws SigningException {
    return Dsse.sign(payloadType(), write(), signers);
  }
}
