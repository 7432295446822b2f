package io.tappass.aws.contract;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Moto.class)
class DynamoDbOnMotoTest extends DynamoDbContract {
  @Override
  AwsTarget target() {
    return Moto.target();
  }
}
