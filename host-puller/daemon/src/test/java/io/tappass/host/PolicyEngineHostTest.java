package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.engine.Standing;
import io.tappass.host.state.SandboxState;
import io.tappass.host.state.SandboxState.Calls;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyEngineHostTest {

  @ParameterizedTest
  @EnumSource(SandboxState.class)
  void the_engine_is_current_exactly_where_the_policy_decides(SandboxState state) {
    Standing.Admission admission = PolicyEngineHost.standing(state);
    assertThat(admission instanceof Standing.Current).isEqualTo(state.calls() == Calls.POLICY);
    if (state.calls() == Calls.FLOOR) {
      assertThat(admission).isInstanceOf(Standing.Stale.class);
    }
  }
}
