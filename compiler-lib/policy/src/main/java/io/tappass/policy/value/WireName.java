package io.tappass.policy.value;

import java.util.Optional;

/** An enum constant with the name it has in documents, in Rego and on the command line. */
public interface WireName {
  /** The name: lower case, words joined by underscores. */
  String wireName();

  /** The constant of {@code type} with that name. */
  static <E extends Enum<E> & WireName> Optional<E> find(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.wireName().equals(name)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
