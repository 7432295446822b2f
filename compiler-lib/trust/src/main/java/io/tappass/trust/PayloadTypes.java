package io.tappass.trust;

/** The payload types of DSSE, one for each document, so that no document passes for another. */
public final class PayloadTypes {
  public static final String ROOT = type("root");
  public static final String ENROLMENT = type("enrolment");
  public static final String REVOCATION = type("revocation");
  public static final String RELEASE = type("release");
  public static final String LEASE = type("lease");
  public static final String ADMISSION = type("admission");
  public static final String RECEIPT = type("receipt");
  public static final String TICKET = type("ticket");
  public static final String ENROLMENT_REQUEST = type("enrolment-request");

  private static final String BEFORE = "application/vnd.tappass.";
  private static final String AFTER = ".v1+json";

  private PayloadTypes() {}

  private static String type(String document) {
    return BEFORE + document + AFTER;
  }

  /** The document's name inside its payload type; the whole text if it is none of ours. */
  static String document(String payloadType) {
    return payloadType.startsWith(BEFORE) && payloadType.endsWith(AFTER)
        ? payloadType.substring(BEFORE.length(), payloadType.length() - AFTER.length())
        : payloadType;
  }
}
