package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.audit.AuditException.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainLedgerTest {
  private final ChainLedger ledger = new ChainLedger(AuditFixtures.ORIGIN);
  private final List<RecordLine> lines = new ArrayList<>();

  private RecordLine add(SessionChain chain, RecordDraft draft) throws AuditException {
    return AuditFixtures.add(lines, chain, draft);
  }

  private void refuses(Code code, RecordLine line) {
    assertThatThrownBy(() -> ledger.accept(line))
        .isInstanceOfSatisfying(AuditException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void a_whole_session_is_taken_and_its_id_is_then_used_up() throws Exception {
    List<RecordLine> session = AuditFixtures.session("s-1", 50, 7);
    for (RecordLine line : session) {
      ledger.accept(line);
    }
    assertThat(ledger.openSessions()).isEmpty();
    assertThat(ledger.closedSessions()).isEqualTo(1);
    refuses(Code.SESSION_ENDED, session.getFirst());
    refuses(Code.SESSION_ENDED, session.getLast());
  }

  @Test
  void records_that_do_not_come_next_are_refused_and_change_nothing() throws Exception {
    List<RecordLine> session = AuditFixtures.session("s-1", 6, 7);
    refuses(Code.SEQUENCE_BROKEN, session.get(1));
    ledger.accept(session.get(0));
    refuses(Code.SEQUENCE_BROKEN, session.get(0));
    refuses(Code.SEQUENCE_BROKEN, session.get(2));
    refuses(
        Code.CHAIN_BROKEN,
        AuditFixtures.session("s-1", 6, 8).get(1).sequence() == 1 ? other("s-1") : session.get(1));
    ledger.accept(session.get(1));
    assertThat(ledger.head("s-1").orElseThrow().nextSequence()).isEqualTo(2);
  }

  /** The second record of another session of the same id. */
  private static RecordLine other(String id) throws AuditException {
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, id);
    chain.advance(chain.next(AuditFixtures.open(99)));
    return chain.next(AuditFixtures.result(1));
  }

  @Test
  void a_session_starts_with_its_open_and_the_host_chain_holds_no_session() throws Exception {
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
    refuses(Code.WRONG_KIND, chain.next(AuditFixtures.result(0)));
    SessionChain host = SessionChain.start(AuditFixtures.ORIGIN, SessionChain.HOST);
    refuses(Code.WRONG_KIND, host.next(AuditFixtures.open(0)));
    RecordDraft gap = AuditFixtures.draft(0, new RecordBody.GapFound(1, 2, 1, "lost"));
    refuses(Code.WRONG_KIND, chain.next(gap));
    ledger.accept(host.next(gap));
  }

  @Test
  void a_record_of_another_log_is_refused() throws Exception {
    SessionChain chain = SessionChain.start("tappass/acme/laptop-2/1", "s-1");
    refuses(Code.WRONG_LOG, chain.next(AuditFixtures.open(0)));
  }

  @Test
  void a_close_with_other_counts_is_refused() throws Exception {
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
    ledger.accept(add(chain, AuditFixtures.open(0)));
    ledger.accept(add(chain, AuditFixtures.decision(1, Effect.ALLOW)));
    ChainLedger.Head head = ledger.head("s-1").orElseThrow();
    var counts = new SessionCounts(2, 1, 0, 0, 1, 0);
    SessionChain liar =
        SessionChain.resume(
            AuditFixtures.ORIGIN,
            "s-1",
            new ChainLedger.Head(head.nextSequence(), head.fingerprint(), counts));
    refuses(Code.COUNTS_MISMATCH, liar.next(AuditFixtures.close(2)));
    ledger.accept(chain.next(AuditFixtures.close(2)));
  }
}
