package io.tappass.aws.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

class DynamoDbOnStandInTest extends DynamoDbContract {
  @RegisterExtension static final StandIn STAND_IN = new StandIn();

  @Override
  AwsTarget target() {
    return STAND_IN.target();
  }
}
