package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The functions of {@code net.cidr_*}. */
final class Cidrs {
  private static final int ADDRESS_BYTES = 96;

  private Cidrs() {}

  static Family family() {
    return new Family()
        .bind("net.cidr_contains", Cidrs::contains)
        .bind("net.cidr_overlap", Cidrs::contains)
        .bind("net.cidr_intersects", Cidrs::intersects)
        .bind("net.cidr_is_valid", Cidrs::isValid)
        .bind("net.cidr_contains_matches", Cidrs::matches)
        .bind("net.cidr_expand", Cidrs::expand)
        .bind("net.cidr_merge", Cidrs::merge);
  }

  private static Network network(String text) throws BuiltinException {
    Network network = Network.parse(text);
    if (network == null) {
      throw BuiltinException.failed("invalid CIDR address: " + text);
    }
    return network;
  }

  private static Value contains(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    context.chargeSteps(4);
    return BooleanValue.of(contains(Operands.string(arguments, 0), Operands.string(arguments, 1)));
  }

  private static boolean contains(String whole, String part) throws BuiltinException {
    Network network = network(whole);
    Address address = Address.parse(part);
    if (address != null) {
      return network.contains(address.unmapped());
    }
    Network other = Network.parse(part);
    if (other == null) {
      throw BuiltinException.failed(
          "not a valid textual representation of an IP address or CIDR: " + part);
    }
    return network.contains(other);
  }

  private static Value intersects(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    context.chargeSteps(4);
    Network left = network(Operands.string(arguments, 0));
    Network right = network(Operands.string(arguments, 1));
    return BooleanValue.of(left.contains(right.first()) || right.contains(left.first()));
  }

  private static Value isValid(BuiltinContext context, List<Value> arguments) {
    return BooleanValue.of(
        arguments.getFirst() instanceof StringValue text && Network.parse(text.value()) != null);
  }

  /** A network or address, and how the result names it. */
  private record Entry(Value name, String text) {}

  private static Value matches(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Entry> wholes = entries(arguments, 0);
    List<Entry> parts = entries(arguments, 1);
    SetValue.Builder matches = SetValue.builder();
    for (Entry whole : wholes) {
      context.chargeSteps(4L * parts.size());
      for (Entry part : parts) {
        if (contains(whole.text(), part.text())) {
          context.chargeBytes(ADDRESS_BYTES);
          matches.add(ArrayValue.of(whole.name(), part.name()));
        }
      }
    }
    return matches.build();
  }

  private static List<Entry> entries(List<Value> arguments, int at) throws BuiltinException {
    List<Entry> entries = new ArrayList<>();
    switch (arguments.get(at)) {
      case StringValue string -> entries.add(new Entry(string, string.value()));
      case ArrayValue array -> {
        for (int index = 0; index < array.size(); index++) {
          entries.add(new Entry(NumberValue.of(index), text(at, array.items().get(index))));
        }
      }
      case SetValue set -> {
        for (Value item : set.items()) {
          entries.add(new Entry(item, text(at, item)));
        }
      }
      case ObjectValue object -> {
        for (Map.Entry<Value, Value> entry : object.entries()) {
          entries.add(new Entry(entry.getKey(), text(at, entry.getValue())));
        }
      }
      case Value ignored -> {}
    }
    return entries;
  }

  /** The text of an element: a string, or the first of an array. */
  private static String text(int at, Value element) throws BuiltinException {
    Value text =
        element instanceof ArrayValue array && array.size() > 0
            ? array.items().getFirst()
            : element;
    if (text instanceof StringValue string) {
      return string.value();
    }
    if (element instanceof ArrayValue array && array.size() > 0) {
      throw Operands.wrongType(0, text, "string");
    }
    throw BuiltinException.failed(
        "operand " + (at + 1) + ": element must be string or non-empty array");
  }

  private static Value expand(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Network network = network(Operands.string(arguments, 0));
    BigInteger size = network.size();
    long count = size.bitLength() > 40 ? Long.MAX_VALUE / ADDRESS_BYTES : size.longValueExact();
    context.chargeSteps(count);
    context.chargeBytes(count * ADDRESS_BYTES);
    if (count > Integer.MAX_VALUE / 8) {
      throw new BudgetExceeded("a network of " + size + " addresses");
    }
    List<Value> addresses = new ArrayList<>((int) count);
    Address address = network.first();
    for (long index = 0; index < count; index++) {
      addresses.add(StringValue.of(address.text()));
      address = address.next();
    }
    return SetValue.of(addresses);
  }

  private static Value merge(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Value> items =
        switch (arguments.getFirst()) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.items();
          case Value ignored -> throw BuiltinException.failed("operand must be an array");
        };
    context.chargeSteps(items.size() * 16L);
    context.chargeBytes((long) items.size() * ADDRESS_BYTES);
    List<AddressRange> ranges = new ArrayList<>();
    for (Value item : items) {
      if (!(item instanceof StringValue text)) {
        throw BuiltinException.failed("element must be string");
      }
      ranges.add(range(text.value()));
    }
    SetValue.Builder merged = SetValue.builder();
    for (AddressRange range : merged(ranges)) {
      for (String network : range.networks()) {
        context.chargeBytes(ADDRESS_BYTES);
        merged.add(StringValue.of(network));
      }
    }
    return merged.build();
  }

  private static AddressRange range(String text) throws BuiltinException {
    Address address = Address.parse(text);
    if (address == null) {
      Network network = network(text);
      return new AddressRange(network.first(), network.last(), network.text());
    }
    Address plain = address.unmapped();
    if (plain.bits() != 32) {
      throw BuiltinException.failed("IPv6 invalid: needs prefix length");
    }
    // An address alone stands for its network by class, and keeps its own text.
    int prefix = plain.classPrefix();
    var network = new Network(plain.masked(prefix), prefix);
    return new AddressRange(network.first(), network.last(), plain.text() + "/" + prefix);
  }

  private static List<AddressRange> merged(List<AddressRange> ranges) {
    List<AddressRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparing(AddressRange::last).thenComparing(AddressRange::first));
    for (int at = sorted.size() - 1; at > 0; at--) {
      AddressRange lower = sorted.get(at - 1);
      AddressRange upper = sorted.get(at);
      if (lower.last().bits() == upper.first().bits()
          && upper.first().number().subtract(BigInteger.ONE).compareTo(lower.last().number())
              <= 0) {
        sorted.set(at - 1, lower.joined(upper));
        sorted.remove(at);
      }
    }
    return sorted;
  }
}
