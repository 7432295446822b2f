package io.tappass.audit;

import io.tappass.audit.AuditException.Code;

/** Ends a verification at its first failure. */
final class VerificationStop extends Exception {
  private final VerificationFailure failure;

  VerificationStop(VerificationFailure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  VerificationStop(Code code, String file, long line, long offset, String message) {
    this(new VerificationFailure(code, file, line, offset, message));
  }

  VerificationFailure failure() {
    return failure;
  }
}
