package io.tappass.cli.loop;

import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import io.tappass.trust.VerifyingKey;

/** Tells of every signature that a role's key makes, so that their number can be seen. */
record ReportedSigner(DocumentSigner signer, String role, LoopEvents events)
    implements DocumentSigner {
  @Override
  public VerifyingKey key() {
    return signer.key();
  }

  @Override
  public byte[] sign(byte[] message) throws SigningException {
    byte[] signature = signer.sign(message);
    events.event("signed", role, "");
    return signature;
  }
}
