package io.tappass.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.Registry;
import io.tappass.control.Registry.Applied;
import io.tappass.control.Registry.AppliedOutcome;
import io.tappass.control.Registry.Head;
import io.tappass.control.Registry.ScopeStatus;
import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.control.RegistryContract;
import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import io.tappass.localstack.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbRegistryTest extends RegistryContract {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private LocalBackend local;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    local = new LocalBackend(folder);
  }

  @AfterEach
  void end() throws Exception {
    assertThat(local.aws.notBuilt()).isEmpty();
    assertThat(local.isArmed()).as("a fault that no request met").isFalse();
    local.close();
  }

  @Override
  protected Registry registry() {
    return local.backend.registry();
  }

  private static Head head(long number) {
    return new Head(number, "sha256:" + number, "a".repeat(40), Map.of("org", "a".repeat(40)));
  }

  @Test
  void aWriteWhoseAnswerWasLostIsOurOwn() throws Exception {
    local.once("PutItem", new Fault.CutAfter());
    assertThat(registry().advanceHead(Optional.empty(), head(1))).isTrue();
    local.once("PutItem", new Fault.CutAfter());
    assertThat(registry().advanceHead(Optional.of(head(1)), head(2))).isTrue();
    local.once("PutItem", new Fault.CutAfter());
    assertThat(registry().appendEnrolment(new StoredEnrolment("sb", 1, bytes("e")))).isTrue();
    local.once("PutItem", new Fault.CutAfter());
    assertThat(registry().firstDelivery("d", NOW, NOW.plusSeconds(60))).isTrue();
    local.once("PutItem", new Fault.CutAfter());
    assertThat(
            registry()
                .recordApplied(new Applied("sb", 1, "sha256:p", "current", 1, NOW, bytes("r"))))
        .isEqualTo(AppliedOutcome.RECORDED);
    assertThat(registry().head()).contains(head(2));
  }

  @Test
  void aTicketWhoseRedemptionWasNotAnsweredIsStillOurs() throws Exception {
    registry().putTicket("t", bytes("ticket"), NOW.plusSeconds(60));
    local.once("UpdateItem", new Fault.CutAfter());
    assertThat(registry().redeemTicket("t", NOW)).isPresent();
    assertThat(registry().redeemTicket("t", NOW)).isEmpty();
  }

  @Test
  void theStateOfManyScopesIsRememberedWhole() throws Exception {
    for (int round = 0; round < 2; round++) {
      List<ScopeStatus> scopes = new ArrayList<>();
      for (int scope = 0; scope < 300; scope++) {
        scopes.add(new ScopeStatus("agent/p/" + scope, "stalled", "why é ".repeat(500) + round));
      }
      registry().recordCompile("c".repeat(40), NOW, scopes);
      assertThat(registry().lastCompile().orElseThrow().scopes()).isEqualTo(scopes);
    }
  }

  @Test
  void manyEnrolmentsAreListedOverSeveralPages() throws Exception {
    byte[] envelope = new byte[40_000];
    for (int sandbox = 0; sandbox < 60; sandbox++) {
      registry().appendEnrolment(new StoredEnrolment("sb-%02d".formatted(sandbox), 1, envelope));
    }
    assertThat(registry().enrolments()).hasSize(60);
  }

  @Test
  void aRegistryThatIsDownOrSlowMayBeAskedAgain() {
    for (Fault fault :
        List.of(
            new Fault.Refuse(400, "ProvisionedThroughputExceededException"),
            new Fault.Refuse(500, "InternalServerError"),
            new Fault.CutBefore(),
            new Fault.Slow(Duration.ofSeconds(2)))) {
      local.always(fault);
      assertThatThrownBy(() -> registry().head())
          .as(fault.toString())
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.RETRYABLE));
    }
  }

  @Test
  void anAnswerThatMakesNoSenseIsFinal() {
    local.always(new Fault.Nonsense());
    assertThatThrownBy(() -> registry().head())
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMANENT));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
