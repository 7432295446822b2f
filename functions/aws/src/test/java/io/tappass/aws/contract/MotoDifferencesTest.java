package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MotoDifferencesTest {
  @Test
  void everyDifferenceIsATestThatExists() {
    var tests =
        Stream.of(S3Contract.class, KmsContract.class, DynamoDbContract.class)
            .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(MotoDifferencesTest::name)
            .collect(Collectors.toSet());
    assertThat(MotoDifferences.pages()).isNotEmpty();
    assertThat(tests).containsAll(MotoDifferences.pages().keySet());
    assertThat(tests).containsAll(MotoDifferences.races().keySet());
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
