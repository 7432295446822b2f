package io.tappass.localstack.kms;

import java.util.List;

/** The kinds of keys the stand-in makes, each with what it signs with. */
enum KeySpec {
  ECC_NIST_EDWARDS25519("Ed25519", "Ed25519", "ED25519_SHA_512"),
  ECC_NIST_P256("EC", "SHA256withECDSA", "ECDSA_SHA_256");

  private final String keyAlgorithm;
  private final String signatureAlgorithm;
  private final String awsAlgorithm;

  KeySpec(String keyAlgorithm, String signatureAlgorithm, String awsAlgorithm) {
    this.keyAlgorithm = keyAlgorithm;
    this.signatureAlgorithm = signatureAlgorithm;
    this.awsAlgorithm = awsAlgorithm;
  }

  /** The JDK's name of the key's algorithm. */
  String keyAlgorithm() {
    return keyAlgorithm;
  }

  /** The JDK's name for signing a raw message. */
  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** The one signing algorithm of AWS the key serves here. */
  String awsAlgorithm() {
    return awsAlgorithm;
  }

  List<String> awsAlgorithms() {
    return List.of(awsAlgorithm);
  }
}
