package io.tappass.aws.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

class S3OnStandInTest extends S3Contract {
  @RegisterExtension static final StandIn STAND_IN = new StandIn();

  @Override
  AwsTarget target() {
    return STAND_IN.target();
  }
}
