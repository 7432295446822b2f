package io.tappass.aws.contract;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Moto.class)
class S3OnMotoTest extends S3Contract {
  @Override
  AwsTarget target() {
    return Moto.target();
  }
}
