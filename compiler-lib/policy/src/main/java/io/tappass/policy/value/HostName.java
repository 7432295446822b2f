package io.tappass.policy.value;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one normal form of a host: lower-case A-labels without a trailing dot, or a dotted quad. The
 * rules are those of {@code docs/spec/call.md}, "Hosts".
 */
public final class HostName {

  /** Characters of a host. */
  public static final int CHARS_MAX = 253;

  /** Characters of one label. */
  public static final int LABEL_CHARS_MAX = 63;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?");
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /** Letters that IDNA 2003, which the JDK has, and IDNA 2008 map to different hosts. */
  private static final Pattern DEVIATING = Pattern.compile("[\\u00df\\u03c2\\u200c\\u200d]");

  private HostName() {}

  /** Whether {@code text} is a host in normal form. */
  public static boolean isNormal(String text) {
    if (text.isEmpty() || text.length() > CHARS_MAX) {
      return false;
    }
    String[] labels = text.split("\\.", -1);
    // A resolver may read 127.1, 0x7f.1 or 2130706433 as an address: a host that ends in a number
    // is a dotted quad or nothing (the rule of the URL standard).
    if (NUMERIC.matcher(labels[labels.length - 1]).matches()) {
      return isAddress(text);
    }
    for (String label : labels) {
      if (label.length() > LABEL_CHARS_MAX || !LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The normal form of a host as somebody wrote it, or nothing where it has none: IPv6 literals,
   * numbers that only some resolvers read as addresses, labels that IDNA refuses.
   */
  public static Optional<String> normalise(String written) {
    String text = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
    if (text.isEmpty() || text.length() > CHARS_MAX || DEVIATING.matcher(text).find()) {
      return Optional.empty();
    }
    String ascii = text;
    if (!text.chars().allMatch(c -> c < 0x80)) {
      try {
        ascii = IDN.toASCII(text);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    String lower = ascii.toLowerCase(Locale.ROOT);
    return isNormal(lower) ? Optional.of(lower) : Optional.empty();
  }

  /** Whether {@code text} is an IPv4 address as a dotted quad. */
  public static boolean isAddress(String text) {
    String[] labels = text.split("\\.", -1);
    if (labels.length != 4) {
      return false;
    }
    for (String label : labels) {
      if (!OCTET.matcher(label).matches() || Integer.parseInt(label) > 255) {
        return false;
      }
    }
    return true;
  }
}
