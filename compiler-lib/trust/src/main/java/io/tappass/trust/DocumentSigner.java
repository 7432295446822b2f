package io.tappass.trust;

/** Holds one private key and signs with it; a key service, or {@link LocalSigner}. */
public interface DocumentSigner {

  /** The public half. */
  VerifyingKey key();

  /**
   * Signs the whole message, in the encoding of the key's algorithm (see {@link Algorithm}).
   *
   * @throws SigningException if no signature was made
   */
  byte[] sign(byte[] message) throws SigningException;
}
