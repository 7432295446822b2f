package io.tappass.rego.builtin;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network of IP addresses.
 *
 * @param first its first address
 * @param prefix how many leading bits its addresses share
 */
record Network(Address first, int prefix) {

  /** The network written as {@code address/prefix}, or null. */
  static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return null;
    }
    Address address = Address.parse(text.substring(0, slash));
    int prefix = Integer.parseInt(text.substring(slash + 1));
    if (address == null || prefix > address.bits()) {
      return null;
    }
    return new Network(address.masked(prefix), prefix);
  }

  /** Whether the address, IPv4 or unmapped IPv6, lies in this network. */
  boolean contains(Address address) {
    Network plain = unmapped();
    Address other = address.unmapped();
    return other.bits() == plain.first.bits() && other.masked(plain.prefix).equals(plain.first);
  }

  /** Whether all addresses of {@code other} lie in this network. */
  boolean contains(Network other) {
    Network plain = unmapped();
    Network part = other.unmapped();
    return part.first.bits() == plain.first.bits()
        && part.prefix >= plain.prefix
        && part.first.masked(plain.prefix).equals(plain.first);
  }

  private Network unmapped() {
    return first.isMapped() && prefix >= 96 ? new Network(first.unmapped(), prefix - 96) : this;
  }

  BigInteger size() {
    return BigInteger.ONE.shiftLeft(first.bits() - prefix);
  }

  Address last() {
    return new Address(first.bits(), first.number().add(size()).subtract(BigInteger.ONE));
  }

  String text() {
    return first.text() + "/" + prefix;
  }
}
