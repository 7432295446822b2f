package io.tappass.policy.value;

import java.util.OptionalInt;

/**
 * A host of a network list: an exact host, or {@code *.} and a suffix, and perhaps a port.
 *
 * @param host the exact host, or the suffix without its {@code *.}, as {@link HostName} has it
 * @param isSuffix whether every host below {@code host} is meant; {@code host} itself is not
 * @param port the one port that is meant, or every port
 */
public record HostPattern(String host, boolean isSuffix, OptionalInt port) implements ListEntry {

  /** The largest port. */
  public static final int PORT_MAX = 65_535;

  public HostPattern {
    if (!HostName.isNormal(host)) {
      throw new IllegalArgumentException("not a lower-case host without a trailing dot: " + host);
    }
    if (isSuffix && HostName.isAddress(host)) {
      throw new IllegalArgumentException("nothing lies below an address: *." + host);
    }
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > PORT_MAX)) {
      throw new IllegalArgumentException("no port: " + port.getAsInt());
    }
  }

  /**
   * Reads {@code api.acme.example}, {@code *.acme.example}, either with {@code :443}.
   *
   * @throws IllegalArgumentException if it does not follow the grammar
   */
  public static HostPattern parse(String text) {
    int colon = text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    OptionalInt port = colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(text, colon));
    return host.startsWith("*.")
        ? new HostPattern(host.substring(2), true, port)
        : new HostPattern(host, false, port);
  }

  /** Whether the entry means this host, in normal form, and port. */
  public boolean matches(String candidate, int candidatePort) {
    boolean hostMatches =
        isSuffix
            ? candidate.endsWith(host)
                && candidate.length() > host.length() + 1
                && candidate.charAt(candidate.length() - host.length() - 1) == '.'
            : candidate.equals(host);
    return hostMatches && (port.isEmpty() || port.getAsInt() == candidatePort);
  }

  @Override
  public String text() {
    return (isSuffix ? "*." : "") + host + (port.isPresent() ? ":" + port.getAsInt() : "");
  }

  private static int port(String text, int colon) {
    String digits = text.substring(colon + 1);
    if (!digits.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException("no port: " + text);
    }
    return Integer.parseInt(digits);
  }
}
