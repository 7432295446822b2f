package io.tappass.aws.contract;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Moto.class)
class KmsOnMotoTest extends KmsContract {
  @Override
  AwsTarget target() {
    return Moto.target();
  }
}
