package io.tappass.aws;

/**
 * The three tables of the registry.
 *
 * @param enrolments append-only; key {@code sandbox} (S), {@code epoch} (N)
 * @param desired head, lease mark, compile, kills, deliveries, tickets; key {@code kind} (S),
 *     {@code id} (S)
 * @param applied last receipt of each sandbox; key {@code sandbox} (S)
 */
record TableNames(String enrolments, String desired, String applied) {

  static TableNames withPrefix(String prefix) {
    return new TableNames(prefix + "enrolments", prefix + "desired", prefix + "applied");
  }
}
