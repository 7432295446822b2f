package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The moto server that scripts/moto.sh started, named by TAPPASS_MOTO. Without it the suites are
 * skipped, or fail if TAPPASS_REQUIRE_MOTO is 1. A test that {@link MotoDifferences} lists must
 * fail: as soon as moto agrees, the list has to shrink.
 */
final class Moto implements ExecutionCondition, InvocationInterceptor {
  private static final String ENDPOINT = "TAPPASS_MOTO";
  private static final String REQUIRED = "TAPPASS_REQUIRE_MOTO";

  static AwsTarget target() {
    String endpoint = System.getenv(ENDPOINT);
    if (endpoint == null) {
      throw new IllegalStateException(ENDPOINT + " is not set");
    }
    return new AwsTarget(URI.create(endpoint), "AKIDMOTO", "moto-secret");
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (System.getenv(ENDPOINT) != null) {
      return ConditionEvaluationResult.enabled("a moto server is named");
    }
    assertThat(System.getenv(REQUIRED))
        .as("moto is required here (%s=1) and %s is not set", REQUIRED, ENDPOINT)
        .isNotEqualTo("1");
    return ConditionEvaluationResult.disabled("no moto server: run scripts/moto.sh ./build");
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> context,
      ExtensionContext extensionContext)
      throws Throwable {
    Method method = context.getExecutable();
    String test = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    if (MotoDifferences.races().containsKey(test)) {
      proceedWithRace(invocation, test);
      return;
    }
    if (!MotoDifferences.pages().containsKey(test)) {
      invocation.proceed();
      return;
    }
    boolean agrees = true;
    try {
      invocation.proceed();
    } catch (AssertionError | Exception e) {
      agrees = false;
    }
    assertThat(agrees)
        .as("moto agrees on %s now: take it out of docs/spec/aws-differences.md", test)
        .isFalse();
  }

  /** A race that moto loses says nothing about us, and must not look as if it had been won. */
  private static void proceedWithRace(Invocation<@Nullable Void> invocation, String test)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (AssertionError e) {
      throw new TestAbortedException(
          "moto let more than one writer win " + test + ", see docs/spec/aws-differences.md", e);
    }
  }
}
