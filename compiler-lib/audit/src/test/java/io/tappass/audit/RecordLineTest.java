package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.audit.AuditException.Code;
import io.tappass.audit.RecordBody.Answer;
import io.tappass.audit.RecordBody.Approved;
import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordBody.GapFound;
import io.tappass.audit.RecordBody.Killed;
import io.tappass.audit.RecordBody.Outcome;
import io.tappass.audit.RecordBody.Recovered;
import io.tappass.audit.RecordBody.Resulted;
import io.tappass.audit.RecordBody.SessionClosed;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordBody.StateChanged;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordLineTest {
  private static final String DIGEST = "sha256:" + "cd".repeat(32);

  private static List<RecordBody> everyBody() {
    var call =
        new CallFacts(
            "call-1",
            "mcp__stripe__refund \u20ac \u0001\n\"",
            "tool",
            DIGEST,
            RecordBody.shown(Map.of("amount", "12,50 \u20ac", "b", "\ud83d\ude00")));
    return List.of(
        new SessionOpened("claude-code", "session-0"),
        new Decided(
            call, Effect.DENY, "before", "tool", List.of("denied"), List.of("r_1"), List.of("x")),
        new Decided(call, Effect.ALLOW, "before", "tool", List.of(), List.of(), List.of()),
        new Decided(call, Effect.ASK, "after", "tool", List.of(), List.of("r_2"), List.of()),
        new Resulted("call-1", "stripe.refund", Outcome.TIMEOUT, DIGEST, 5_000_000_000_000L),
        new Approved("call-1", "stripe.refund", Answer.APPROVED, "ada", "user", DIGEST),
        new SessionClosed("done"),
        new StateChanged("", "enforcing", "the first policy"),
        new Killed("agent", "helper", 3),
        new GapFound(1, 10, 8, "a lost disk"),
        new Recovered(9, 117, "a torn write"));
  }

  private static RecordDraft full(RecordBody body) {
    return new RecordDraft(
        AuditFixtures.SUBJECT,
        AuditFixtures.time(3),
        Optional.of(AuditFixtures.POLICY),
        Optional.of(new TraceReference("0a".repeat(16), "0b".repeat(8))),
        List.of("gap:curl", "exception:e-1"),
        body);
  }

  @Test
  void every_kind_of_record_reads_back_as_it_was_written() throws Exception {
    for (RecordBody body : everyBody()) {
      for (RecordDraft draft :
          List.of(full(body), RecordDraft.of(AuditFixtures.HOST, AuditFixtures.time(0), body))) {
        SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
        chain.advance(chain.next(AuditFixtures.open(0)));
        RecordLine line = chain.next(draft);
        RecordLine again = RecordLine.read(line.bytes());
        AuditRecord record = AuditRecord.read(again);
        assertThat(record.draft()).isEqualTo(draft);
        assertThat(record.fingerprint()).isEqualTo(line.fingerprint());
        assertThat(record.position().sequence()).isEqualTo(1);
        assertThat(record.position().previous()).isEqualTo(line.previous());
        assertThat(again.kind()).isEqualTo(body.kind());
        assertThat(record.counts().isPresent()).isEqualTo(body instanceof SessionClosed);
      }
    }
  }

  @Test
  void a_record_has_the_members_that_ocsf_requires() throws Exception {
    JsonObject record =
        (JsonObject)
            CanonicalJson.read(
                SessionChain.start(AuditFixtures.ORIGIN, "s-1").next(AuditFixtures.open(0)).bytes(),
                JsonLimits.bytes(RecordLine.BYTES_MAX));
    assertThat(record.members().keySet())
        .contains(
            "activity_id",
            "actor",
            "api",
            "category_uid",
            "class_uid",
            "metadata",
            "severity_id",
            "src_endpoint",
            "time",
            "type_uid",
            "attestation_list");
    assertThat(record.find("type_uid")).contains(JsonValue.of(600399));
    assertThat(record.find("time")).contains(JsonValue.of(1_795_510_800_000L));
    assertThat(record.find("time_dt")).contains(JsonValue.of("2026-11-24T09:00:00.000000Z"));
  }

  @Test
  void the_fingerprint_is_sha256_of_the_canonical_record_without_it() throws Exception {
    RecordLine line = AuditFixtures.session("s-1", 3, 1).get(1);
    JsonObject record =
        (JsonObject) CanonicalJson.read(line.bytes(), JsonLimits.bytes(RecordLine.BYTES_MAX));
    var members = new LinkedHashMap<>(record.members());
    JsonObject attestation =
        (JsonObject)
            ((JsonValue.JsonArray) record.find("attestation_list").orElseThrow())
                .items()
                .getFirst();
    var kept = new LinkedHashMap<>(attestation.members());
    kept.remove("fingerprint");
    members.put("attestation_list", new JsonValue.JsonArray(List.of(new JsonObject(kept))));
    assertThat("sha256:" + line.fingerprint())
        .isEqualTo(Digests.of(CanonicalJson.write(new JsonObject(members))));
  }

  @Test
  void a_record_beyond_its_limit_is_refused_and_leaves_the_chain_where_it_was() throws Exception {
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
    chain.advance(chain.next(AuditFixtures.open(0)));
    var shown = new TreeMap<String, String>();
    for (int index = 0; index < RecordBody.SHOWN_MAX; index++) {
      shown.put("field" + index, "\u20ac".repeat(RecordBody.TEXT_CHARS_MAX));
    }
    var call = new CallFacts("call-1", "tool", "tool", DIGEST, shown);
    RecordDraft draft = full(Decided.beforeCall(call, Effect.DENY, "tool", List.of(), List.of()));
    assertThatThrownBy(() -> chain.next(draft))
        .isInstanceOfSatisfying(
            AuditException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    assertThat(chain.next(AuditFixtures.result(1)).sequence()).isEqualTo(1);
  }

  @Test
  void a_text_with_half_a_surrogate_pair_is_refused() {
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
    assertThatThrownBy(() -> chain.next(full(new SessionClosed("\ud83d"))))
        .isInstanceOfSatisfying(
            AuditException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_CANONICAL));
  }

  @Test
  void a_record_with_an_unknown_member_is_no_record() throws Exception {
    String line =
        new String(
            SessionChain.start(AuditFixtures.ORIGIN, "s-1").next(AuditFixtures.open(0)).bytes(),
            StandardCharsets.UTF_8);
    for (String changed :
        List.of(
            line.replace("\"class_uid\":6003,", "\"class_uid\":6003,\"cloud\":1,"),
            line.replace("\"category_uid\":6,", "\"category_uid\":7,"),
            line.replace("\"org\":\"acme\",", "\"org\":\"acme\",\"other\":1,"),
            line.replace("\"severity_id\":1", "\"severity_id\":2"))) {
      assertThat(changed).isNotEqualTo(line);
      byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
      RecordLine sealed = new RecordLine.Reader().seal(bytes);
      assertThatThrownBy(() -> AuditRecord.read(sealed))
          .isInstanceOfSatisfying(
              AuditException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_A_RECORD));
    }
  }

  @Test
  void nothing_of_the_slice_that_the_fingerprint_leaves_out_can_be_changed() throws Exception {
    RecordLine line = AuditFixtures.session("s-1", 3, 1).get(1);
    String text = new String(line.bytes(), StandardCharsets.UTF_8);
    int start = text.indexOf(",\"fingerprint\":{");
    int end = text.indexOf('}', start);
    for (int at = start; at <= end; at++) {
      byte[] changed = line.bytes();
      changed[at] ^= 1;
      assertThatThrownBy(() -> RecordLine.read(changed)).isInstanceOf(AuditException.class);
    }
  }

  /** The scanner must judge exactly as the definition of canonical JSON does. */
  @Test
  void the_scanner_agrees_with_the_canonical_reader_on_mutated_lines() throws Exception {
    long seed = 20261124;
    var random = new Random(seed);
    List<byte[]> originals = new ArrayList<>();
    for (RecordBody body : everyBody()) {
      originals.add(SessionChain.start(AuditFixtures.ORIGIN, "s-1").next(full(body)).bytes());
    }
    originals.add(
        "{\"a\":[-1,0,9007199254740991,true,false,null,[],{}],\"b\":\"\\\\ \u007f\"}"
            .getBytes(StandardCharsets.UTF_8));
    int refused = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] line = mutate(originals.get(random.nextInt(originals.size())), random);
      boolean expected = isCanonical(line);
      boolean actual = scans(line);
      assertThat(actual)
          .as("seed %d round %d: %s", seed, round, new String(line, StandardCharsets.UTF_8))
          .isEqualTo(expected);
      refused += actual ? 0 : 1;
    }
    assertThat(refused).isBetween(1_000, 59_000);
  }

  private static byte[] mutate(byte[] original, Random random) {
    String alphabet = "{}[]\":,\\-0123456789aetu \n\u0000";
    var text = new StringBuilder(new String(original, StandardCharsets.ISO_8859_1));
    for (int times = random.nextInt(3); times >= 0; times--) {
      int at = random.nextInt(text.length());
      char c =
          random.nextInt(8) == 0
              ? (char) random.nextInt(256)
              : alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, c);
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(12));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isCanonical(byte[] line) {
    try {
      CanonicalJson.read(line, JsonLimits.bytes(RecordLine.BYTES_MAX));
      return true;
    } catch (JsonException e) {
      return false;
    }
  }

  private static boolean scans(byte[] line) {
    try {
      new LineScanner().scan(line, 0, line.length);
      return true;
    } catch (AuditException e) {
      return false;
    }
  }
}
