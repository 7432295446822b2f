package io.tappass.policy.call;

/** An argument that does not pass; caught by the catalogue, which answers a {@link CallRefusal}. */
final class RefusedArgument extends Exception {
  private final CallRefusal.Code code;

  private RefusedArgument(CallRefusal.Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static RefusedArgument invalid(String message) {
    return new RefusedArgument(CallRefusal.Code.ARGS_INVALID, message);
  }

  static RefusedArgument ambiguous(String message) {
    return new RefusedArgument(CallRefusal.Code.AMBIGUOUS, message);
  }

  CallRefusal refusal(String tool) {
    return new CallRefusal(code, tool, String.valueOf(getMessage()));
  }
}
