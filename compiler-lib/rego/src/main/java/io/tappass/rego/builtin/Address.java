package io.tappass.rego.builtin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IP address.
 *
 * @param bits 32 or 128
 * @param number the address as an unsigned integer
 */
record Address(int bits, BigInteger number) implements Comparable<Address> {
  private static final BigInteger MAPPED_PREFIX = BigInteger.valueOf(0xFFFF);
  private static final int MAPPED_SHIFT = 32;

  /** The address written as {@code text}, without a zone, or null. */
  static @Nullable Address parse(String text) {
    if (text.length() > 64) {
      return null;
    }
    return text.indexOf(':') >= 0 ? parseSix(text) : parseFour(text);
  }

  private static @Nullable Address parseFour(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    long number = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      number = number << 8 | Integer.parseInt(part);
    }
    return new Address(32, BigInteger.valueOf(number));
  }

  private static @Nullable Address parseSix(String text) {
    String groups = text;
    int lastColon = text.lastIndexOf(':');
    if (text.indexOf('.') >= 0) {
      Address tail = parseFour(text.substring(lastColon + 1));
      if (tail == null) {
        return null;
      }
      int four = tail.number.intValue();
      groups =
          text.substring(0, lastColon + 1)
              + Integer.toHexString(four >>> 16)
              + ":"
              + Integer.toHexString(four & 0xFFFF);
    }
    int gap = groups.indexOf("::");
    if (gap < 0) {
      List<Integer> all = groups(groups);
      return all == null || all.size() != 8 ? null : ofGroups(all);
    }
    List<Integer> before = groups(groups.substring(0, gap));
    List<Integer> after = groups(groups.substring(gap + 2));
    if (before == null || after == null || before.size() + after.size() > 7) {
      return null;
    }
    List<Integer> all = new ArrayList<>(before);
    while (all.size() + after.size() < 8) {
      all.add(0);
    }
    all.addAll(after);
    return ofGroups(all);
  }

  private static @Nullable List<Integer> groups(String text) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    for (String part : text.split(":", -1)) {
      if (!part.matches("[0-9A-Fa-f]{1,4}")) {
        return null;
      }
      groups.add(Integer.parseInt(part, 16));
    }
    return groups;
  }

  private static Address ofGroups(List<Integer> groups) {
    BigInteger number = BigInteger.ZERO;
    for (int group : groups) {
      number = number.shiftLeft(16).or(BigInteger.valueOf(group));
    }
    return new Address(128, number);
  }

  /** Whether this is an IPv4 address within IPv6, {@code ::ffff:1.2.3.4}. */
  boolean isMapped() {
    return bits == 128 && number.shiftRight(MAPPED_SHIFT).equals(MAPPED_PREFIX);
  }

  /** The IPv4 address of a mapped one; any other as it is. */
  Address unmapped() {
    return isMapped()
        ? new Address(32, BigInteger.valueOf(number.longValue() & 0xFFFFFFFFL))
        : this;
  }

  /** The address with all but the first {@code prefix} bits cleared. */
  Address masked(int prefix) {
    int host = bits - prefix;
    return new Address(bits, number.shiftRight(host).shiftLeft(host));
  }

  Address next() {
    return new Address(bits, number.add(BigInteger.ONE));
  }

  /** The length of the network part by the classes of old: A, B, C. */
  int classPrefix() {
    int first = number.shiftRight(24).intValue();
    if (first < 128) {
      return 8;
    }
    return first < 192 ? 16 : 24;
  }

  /** IPv4 stands among IPv6 where its mapped addresses do. */
  @Override
  public int compareTo(Address other) {
    return wide().compareTo(other.wide());
  }

  private BigInteger wide() {
    return bits == 128 ? number : MAPPED_PREFIX.shiftLeft(MAPPED_SHIFT).or(number);
  }

  /** The text of RFC 5952; a mapped address prints as IPv4. */
  String text() {
    Address plain = unmapped();
    if (plain.bits == 32) {
      int four = plain.number.intValue();
      return (four >>> 24)
          + "."
          + (four >>> 16 & 0xFF)
          + "."
          + (four >>> 8 & 0xFF)
          + "."
          + (four & 0xFF);
    }
    int[] groups = new int[8];
    for (int at = 0; at < 8; at++) {
      groups[at] = number.shiftRight(112 - 16 * at).intValue() & 0xFFFF;
    }
    int gapFrom = -1;
    int gapLength = 1;
    for (int from = 0; from < 8; from++) {
      int length = 0;
      while (from + length < 8 && groups[from + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gapFrom = from;
        gapLength = length;
      }
    }
    var text = new StringBuilder();
    for (int at = 0; at < 8; at++) {
      if (at == gapFrom) {
        text.append("::");
        at += gapLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[at]));
    }
    return text.toString();
  }
}
