package io.tappass.policy.value;

/** One entry of a closed list, in its one normal form. */
public sealed interface ListEntry permits HostPattern, PathPattern, NamePattern {
  /** The entry as it is written; parsing it again gives an equal entry. */
  String text();
}
