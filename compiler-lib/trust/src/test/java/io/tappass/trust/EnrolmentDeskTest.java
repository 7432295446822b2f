package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class EnrolmentDeskTest {
  private static final Instant NOW = Scene.NOW;
  private static final SandboxIdentity IDENTITY =
      new SandboxIdentity("acme", "support", "claude", "sb-laptop", "laptop", Map.of());

  private final Scene scene = new Scene();
  private final TrustedRoot root =
      new TrustedRoot(scene.root("acme", 1, 1, List.of(scene.rootOne, scene.rootTwo)));
  private final Ticket ticket = ticket("acme", 900);

  private Ticket ticket(String org, long seconds) {
    var identity =
        new SandboxIdentity(
            org, IDENTITY.project(), IDENTITY.agent(), IDENTITY.sandbox(), "laptop", Map.of());
    return new Ticket(
        identity, 1, root.root().digest(), "a".repeat(64), NOW, NOW.plusSeconds(seconds));
  }

  @Test
  void a_host_that_holds_the_key_and_a_live_ticket_is_heard() throws Exception {
    byte[] request = request(ticket.digest(), scene.host, scene.host);

    var verified = EnrolmentDesk.request(root, signed(ticket), request, NOW);

    assertThat(verified.ticket()).isEqualTo(ticket);
    assertThat(verified.request().hostKey()).isEqualTo(scene.host.key());
    assertThat(verified.ticket().toString()).doesNotContain(ticket.secret());
  }

  @Test
  void a_ticket_lives_fifteen_minutes_give_or_take_one() throws Exception {
    byte[] envelope = signed(ticket);

    assertThat(EnrolmentDesk.ticket(root, envelope, NOW.minusSeconds(60))).isEqualTo(ticket);
    assertThat(EnrolmentDesk.ticket(root, envelope, NOW.plusSeconds(959))).isEqualTo(ticket);
    assertRefused(
        "ticket_refused", () -> EnrolmentDesk.ticket(root, envelope, NOW.minusSeconds(61)));
    assertRefused(
        "ticket_refused", () -> EnrolmentDesk.ticket(root, envelope, NOW.plusSeconds(960)));
    assertThatIllegalArgumentException().isThrownBy(() -> ticket("acme", 901));
  }

  @Test
  void a_ticket_of_another_signer_or_org_is_refused() throws Exception {
    byte[] strange = ticket.sign(List.of(scene.stranger));
    byte[] foreign = signed(ticket("evil", 900));

    assertRefused("threshold_not_met", () -> EnrolmentDesk.ticket(root, strange, NOW));
    assertRefused("wrong_org", () -> EnrolmentDesk.ticket(root, foreign, NOW));
  }

  @Test
  void a_key_that_the_sender_does_not_hold_is_refused() throws Exception {
    byte[] request = request(ticket.digest(), scene.host, scene.stranger);
    byte[] unsigned =
        new EnrolmentRequest(ticket.digest(), "laptop-7", scene.host.key()).sign(List.of());

    assertRefused(
        "no_proof_of_possession", () -> EnrolmentDesk.request(root, signed(ticket), request, NOW));
    assertRefused(
        "no_proof_of_possession", () -> EnrolmentDesk.request(root, signed(ticket), unsigned, NOW));
  }

  @Test
  void a_proof_for_another_ticket_is_refused() throws Exception {
    byte[] request = request(Scene.text("other"), scene.host, scene.host);

    assertRefused(
        "ticket_refused", () -> EnrolmentDesk.request(root, signed(ticket), request, NOW));
  }

  @Test
  void a_receipt_is_believed_only_from_the_enrolled_host_about_its_own_sandbox() throws Exception {
    var enrolled =
        new VerifiedEnrolment(
            new Enrolment(IDENTITY, "laptop-7", scene.host.key(), Scene.SALT, 1, NOW));
    Receipt receipt = receipt("sb-laptop");

    byte[] good = receipt.sign(List.of(scene.host));
    assertThat(EnrolmentDesk.receipt(enrolled, good).receipt()).isEqualTo(receipt);

    byte[] foreign = receipt.sign(List.of(scene.stranger));
    byte[] other = receipt("sb-other").sign(List.of(scene.host));
    assertRefused("threshold_not_met", () -> EnrolmentDesk.receipt(enrolled, foreign));
    assertRefused("receipt_mismatch", () -> EnrolmentDesk.receipt(enrolled, other));
  }

  private static Receipt receipt(String sandbox) {
    var counts = new Receipt.Counts(3, 1);
    return new Receipt(
        sandbox,
        "laptop-7",
        "b".repeat(32),
        2,
        Optional.of(Scene.text("policy")),
        "current",
        List.of(
            new Receipt.ProviderState(
                "claude-code",
                Scene.text("files"),
                Receipt.EffectiveAt.NEXT_REFRESH,
                new Receipt.Probes(counts, counts, counts))),
        new Receipt.Rings(List.of("harness"), List.of("kernel")),
        List.of(new Receipt.RefusalCount("frozen", 2)),
        9,
        "c".repeat(32),
        NOW);
  }

  private byte[] signed(Ticket given) throws SigningException {
    return given.sign(List.of(scene.enroller));
  }

  private static byte[] request(String ticket, LocalSigner named, LocalSigner signer)
      throws SigningException {
    return new EnrolmentRequest(ticket, "laptop-7", named.key()).sign(List.of(signer));
  }

  private static void assertRefused(String code, ThrowingCallable verification) {
    Refusal refusal = catchThrowableOfType(Refusal.class, verification);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
  }
}
