package io.tappass.rego.builtin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses from {@code first} to {@code last}.
 *
 * @param text the network that the range was given as, or null once ranges were joined
 */
record AddressRange(Address first, Address last, @Nullable String text) {

  /** One range over both, which touch or overlap. */
  AddressRange joined(AddressRange upper) {
    return new AddressRange(
        first.compareTo(upper.first) < 0 ? first : upper.first, upper.last, null);
  }

  /** The fewest networks that hold these addresses and no others. */
  List<String> networks() {
    if (text != null) {
      return List.of(text);
    }
    List<String> networks = new ArrayList<>();
    BigInteger at = first.number();
    while (at.compareTo(last.number()) <= 0) {
      int free = at.signum() == 0 ? first.bits() : Math.min(at.getLowestSetBit(), first.bits());
      BigInteger left = last.number().subtract(at).add(BigInteger.ONE);
      int hostBits = Math.min(free, left.bitLength() - 1);
      networks.add(new Address(first.bits(), at).text() + "/" + (first.bits() - hostBits));
      at = at.add(BigInteger.ONE.shiftLeft(hostBits));
    }
    return networks;
  }
}
