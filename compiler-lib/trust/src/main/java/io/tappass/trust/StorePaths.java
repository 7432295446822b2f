package io.tappass.trust;

/** Where each object stands in the store. Everything but the lease is written once. */
public final class StorePaths {

  /** The only object that is ever replaced, written last, the one that hosts poll. */
  public static final String LEASE = "lease.json";

  private StorePaths() {}

  /** Root {@code number}. */
  public static String root(long number) {
    return "trust/" + number + ".root.json";
  }

  /** The policy of this digest. */
  public static String policy(String digest) {
    return "policies/" + hex(digest);
  }

  /** The provenance of this digest. */
  public static String provenance(String digest) {
    return "provenance/" + hex(digest);
  }

  /** The coverage of this digest. */
  public static String coverage(String digest) {
    return "coverage/" + hex(digest);
  }

  /** Release {@code number}. */
  public static String release(long number) {
    return "releases/" + number + ".json";
  }

  /** A tile of release {@code number}. */
  public static String tile(long number, int level, long index) {
    return "releases/" + number + "/tiles/" + level + "/" + index;
  }

  /** The admission of a sandbox to release {@code number}. */
  public static String admission(String sandbox, long number) {
    return "admissions/" + Form.name("sandbox", sandbox) + "/" + number;
  }

  /** The revocation that voids enrolment {@code epoch} of a sandbox. */
  public static String revocation(String sandbox, long epoch) {
    return "revocations/" + Form.name("sandbox", sandbox) + "/" + epoch;
  }

  private static String hex(String digest) {
    return Form.digest("digest", digest).substring(Sha256.PREFIX.length());
  }
}
