package io.tappass.host.apply;

import io.tappass.policy.Ring;
import java.util.List;

/**
 * What was found in force after a switch, or after a look at it; the substance of a receipt.
 *
 * @param mark what should be in force
 * @param providers by id, as re-read
 * @param present rings that are served here
 * @param missing rings that the policy names and nothing serves here
 * @param damage one line for each difference between disk and manifest; none means intact
 */
public record InForceReport(
    AppliedMark mark,
    List<ProviderReport> providers,
    List<Ring> present,
    List<Ring> missing,
    List<String> damage) {

  /** Attempts that met their verdict, and those that did not. */
  public record Counts(int passed, int failed) {
    /** Nothing was tried. */
    public static final Counts NONE = new Counts(0, 0);
  }

  /**
   * One provider.
   *
   * @param digest over its files as they were re-read
   * @param effectiveAt {@code now}, {@code next refresh} or {@code restart}
   * @param probed through the target's own mechanism
   * @param modelled against the model of the target's rules
   * @param reread files compared with what was rendered
   */
  public record ProviderReport(
      String id,
      String digest,
      String effectiveAt,
      Counts probed,
      Counts modelled,
      Counts reread) {}

  public InForceReport {
    providers = List.copyOf(providers);
    present = List.copyOf(present);
    missing = List.copyOf(missing);
    damage = List.copyOf(damage);
  }
}
