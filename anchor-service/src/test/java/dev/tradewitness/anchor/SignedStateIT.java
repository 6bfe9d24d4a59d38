package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.launcher.command.Commands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// What may become a leaf, what stops a log, and how it goes on.
@TestPropertySource(properties = "tradewitness.anchor.log.unknown-max=5")
class SignedStateIT extends AnchorServiceCase {

  /// Longer than several looks of the repair and of the comparison.
  private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(4);

  private static final Ed25519Signer STRANGER = new Ed25519Signer(seed(7));

  @Autowired private Checkpoints checkpoints;
  @Autowired private StreamLog logs;
  @Autowired private TransactionTemplate transactions;

  private static byte[] seed(int content) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) content);
    return seed;
  }

  @AfterEach
  void captureAnswers() {
    CAPTURE.setAway(false);
  }

  @Test
  void aLenientEventDoesNotPutOffTheClosingOfTheBatchItComesInto() {
    captured("test:tiers", 1);
    awaitSize("test:tiers", 1);
    assertThat(tier("test:tiers")).isEqualTo("GOLD");
    sendMessages(List.of(withTier(CAPTURE.add("test:tiers", 1).getFirst(), "SILVER")));
    awaitSize("test:tiers", 2);
    assertThat(tier("test:tiers")).isEqualTo("GOLD");

    List<TestEvent> mixed = CAPTURE.add("test:tiers", 2);
    sendMessages(
        List.of(withTier(mixed.getFirst(), "PLATINUM"), withTier(mixed.getLast(), "SILVER")));
    awaitSize("test:tiers", 4);
    assertThat(tier("test:tiers")).isEqualTo("PLATINUM");
  }

  private String tier(String policyId) {
    return jdbc.sql("SELECT conformance_tier FROM stream_log WHERE policy_id = ?")
        .param(policyId)
        .query(String.class)
        .single();
  }

  private static ProducerRecord<byte[], byte[]> withTier(TestEvent event, String tier) {
    ProducerRecord<byte[], byte[]> message = event.bare();
    message.headers().remove("conformance_tier");
    message.headers().add("conformance_tier", tier.getBytes(StandardCharsets.US_ASCII));
    return TestEvent.sealed(message, CapturePeer.SIGNER);
  }

  @Test
  void aSmallerSizeThatWasSignedIsNotGivenOutForOtherLeaves() {
    captured("test:smaller", 10);
    awaitSigned("test:smaller", 10);
    captured("test:smaller", 10);
    awaitSigned("test:smaller", 20);
    LogHead now = logs.find(new PolicyId("test:smaller")).orElseThrow();
    LogHead other = at(now, List.of(new byte[32]), 10);

    assertThatThrownBy(() -> transactions.execute(status -> checkpoints.sign(other)))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("was signed at size 10");

    LogHead same = at(now, hashes(CAPTURE.stream("test:smaller").subList(0, 10)), 10);
    assertThat(transactions.execute(status -> checkpoints.sign(same)).orElseThrow().head())
        .isEqualTo(same.head());
  }

  /// The head of a log whose leaves are these, over and over.
  private static LogHead at(LogHead head, List<byte[]> hashes, int size) {
    var tree = new Frontier();
    IntStream.range(0, size)
        .mapToObj(i -> new Hash(hashes.get(i % hashes.size())))
        .forEach(hash -> tree.append(Merkle.leaf(hash)));
    return new LogHead(
        head.logNo(),
        head.policyId(),
        head.tier(),
        head.treeNo(),
        size,
        tree.peaks(),
        head.open(),
        head.standing());
  }

  private void awaitSigned(String policyId, long size) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() ->
            assertThat(text("/logs/" + policyId + "/checkpoint").split("\n")[1])
                .isEqualTo(Long.toString(size)));
  }

  @Test
  void onlyWhatCaptureVouchesForIsALeaf() {
    var events = new ArrayList<>(captured("test:forgery", 5));
    awaitSize("test:forgery", 5);
    TestEvent forged = TestEvent.of("test:forgery", 5, "never sent");
    ProducerRecord<byte[], byte[]> misattributed = forged.sealed(STRANGER);
    byte[] seal = misattributed.headers().lastHeader("place_seal").value().clone();
    byte[] keyId = HexFormat.of().parseHex(CapturePeer.SIGNER.publicKey().keyId());
    System.arraycopy(keyId, 0, seal, 1, keyId.length);
    misattributed.headers().remove("place_seal").add("place_seal", seal);
    // Capture's signature over the hash says nothing of the place.
    ProducerRecord<byte[], byte[]> hashOnly = forged.bare();
    hashOnly.headers().add("signature", CapturePeer.SIGNER.sign(forged.hash()));
    hashOnly
        .headers()
        .add(
            "signing_key_id",
            CapturePeer.SIGNER.publicKey().keyId().getBytes(StandardCharsets.US_ASCII));
    sendMessages(List.of(forged.bare(), forged.sealed(STRANGER), misattributed, hashOnly));
    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(size("test:forgery")).isEqualTo(5));

    events.addAll(captured("test:forgery", 3));
    awaitSize("test:forgery", 8);
    awaitState("test:forgery", "OPEN");
    assertSignedRootIsOf("test:forgery", events);
  }

  @Test
  void whatCaptureSignedForOnePlaceIsALeafAtNoOther() {
    var events = new ArrayList<>(captured("test:replayed", 5));
    List<TestEvent> others = captured("test:replayed-from", 3);
    awaitSize("test:replayed", 5);
    awaitSize("test:replayed-from", 3);
    // Captured and signed, and no leaf yet.
    TestEvent late = CAPTURE.add("test:replayed-from", 1).getFirst();
    // Each in a poll of its own: together they would contradict one another.
    for (TestEvent copied : List.of(events.get(3), others.get(1), late)) {
      sendMessages(List.of(misplaced(copied, "test:replayed", 5)));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(size("test:replayed")).isEqualTo(5));
    }

    events.addAll(captured("test:replayed", 3));
    awaitSize("test:replayed", 8);
    awaitState("test:replayed", "OPEN");
    assertThat(contradictions("test:replayed", "KAFKA")).isEmpty();
    assertSignedRootIsOf("test:replayed", events);
  }

  @Test
  void anEventSentInThePlaceOfTheOneBeforeItWaitsForCapture() {
    var events = new ArrayList<>(captured("test:early", 5));
    awaitSize("test:early", 5);
    CAPTURE.setAway(true);
    List<TestEvent> next = CAPTURE.add("test:early", 2);
    sendMessages(List.of(misplaced(next.getLast(), "test:early", 5)));
    awaitState("test:early", "UNCONFIRMED");
    assertThat(size("test:early")).isEqualTo(5);
    // The true one goes on at once, also while capture is away.
    send(next);
    awaitSize("test:early", 7);
    CAPTURE.setAway(false);
    events.addAll(next);
    awaitState("test:early", "OPEN");
    assertThat(contradictions("test:early", "KAFKA")).isEmpty();
    assertSignedRootIsOf("test:early", events);
  }

  @Test
  void idTimeAndTierOfALeafAreThoseThatCaptureGaveIt() {
    captured("test:described", 1);
    awaitSize("test:described", 1);
    for (String header : List.of("event_id", "received_at", "conformance_tier")) {
      TestEvent event = CAPTURE.add("test:described", 1).getFirst();
      ProducerRecord<byte[], byte[]> message = event.message();
      byte[] value = message.headers().lastHeader(header).value().clone();
      value[0] ^= 1;
      message.headers().remove(header).add(header, value);
      sendMessages(List.of(message));
      awaitSize("test:described", event.sequence() + 1);
      assertThat(
              jdbc.sql(
                      """
                      SELECT event_id || ' ' || received_at FROM leaf JOIN stream_log USING (log_no)
                      WHERE policy_id = 'test:described' AND sequence = ?
                      """)
                  .param(event.sequence())
                  .query(String.class)
                  .single())
          .as(header)
          .isEqualTo(event.eventId() + " " + event.receivedAtMicros());
    }
    assertThat(text("/metrics"))
        .containsPattern("tradewitness_anchor_feed_unconfirmed_total [1-9]");
    assertThat(tier("test:described")).isEqualTo("GOLD");
  }

  /// What somebody sends who copied a message: its content, with another key or sequence.
  private static ProducerRecord<byte[], byte[]> misplaced(
      TestEvent event, String policyId, long sequence) {
    ProducerRecord<byte[], byte[]> copied = event.message();
    copied
        .headers()
        .remove("sequence")
        .add("sequence", ByteBuffer.allocate(8).putLong(sequence).array());
    return new ProducerRecord<>(
        copied.topic(),
        TestEvent.partition(policyId),
        policyId.getBytes(StandardCharsets.UTF_8),
        copied.value(),
        copied.headers());
  }

  @Test
  void messagesWithoutASealAreConfirmedByCapturesRange() {
    var events = new ArrayList<>(captured("test:bare", 2));
    awaitSize("test:bare", 2);
    for (int round = 0; round < 3; round++) {
      List<TestEvent> more = CAPTURE.add("test:bare", 300);
      sendMessages(more.stream().map(TestEvent::bare).toList());
      events.addAll(more);
      awaitSize("test:bare", events.size());
    }
    awaitState("test:bare", "OPEN");
    assertSignedRootIsOf("test:bare", events);
  }

  @Test
  void whileCaptureIsAwaySealedLeavesGoOnAndOthersWait() {
    captured("test:waits", 5);
    captured("test:goes-on", 5);
    awaitSize("test:waits", 5);
    awaitSize("test:goes-on", 5);
    CAPTURE.setAway(true);
    sendMessages(CAPTURE.add("test:waits", 5).stream().map(TestEvent::bare).toList());
    captured("test:goes-on", 5);
    awaitState("test:waits", "UNCONFIRMED");
    awaitSize("test:goes-on", 10);
    assertThat(size("test:waits")).isEqualTo(5);
    CAPTURE.setAway(false);
    awaitSize("test:waits", 10);
    awaitState("test:waits", "OPEN");
  }

  @Test
  void aStreamThatCaptureDoesNotKnowHasAnEmptyLogUntilItDoes() {
    List<TestEvent> events =
        IntStream.range(0, 3).mapToObj(i -> TestEvent.of("test:new", i, "event " + i)).toList();
    send(events);
    awaitState("test:new", "UNKNOWN");
    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(size("test:new")).isZero());
    assertThat(text("/health")).contains("\"status\":\"degraded\"").contains("UNKNOWN");
    assertThat(get("/logs/test:new/checkpoint").statusCode()).isEqualTo(404);

    CAPTURE.add("test:new", 3);
    awaitSize("test:new", 3);
    awaitState("test:new", "OPEN");
    assertSignedRootIsOf("test:new", events);
  }

  @Test
  void unknownStreamsAreBoundedCountedAndForgotten() {
    for (int i = 0; i < 9; i++) {
      send(List.of(TestEvent.of("test:invented-" + i, 0, "invented")));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(text("/metrics"))
                .containsPattern("tradewitness_anchor_logs_unknown_refused_total [1-9]"));
    assertThat(unknown()).isBetween(1, 5);
    // A stream that capture has is not kept out by those.
    captured("test:honest", 4);
    awaitSize("test:honest", 4);
    for (int i = 0; i < 9; i++) {
      boolean isThere = state("test:invented-" + i).equals("UNKNOWN");
      if (isThere) {
        assertThat(settle("test:invented-" + i, "forget")).isZero();
      }
      assertThat(state("test:invented-" + i)).isEqualTo("none");
      assertThat(settlements("test:invented-" + i)).hasSize(isThere ? 1 : 0);
    }
  }

  private int unknown() {
    return jdbc.sql("SELECT count(*) FROM stream_log WHERE state = 'UNKNOWN'")
        .query(Integer.class)
        .single();
  }

  @Test
  void aLogThatRanAheadGoesOnWhenCaptureHasTheSameEventsAgain() {
    captured("test:same-again", 1500);
    awaitSize("test:same-again", 1500);
    CAPTURE.forgetAfter("test:same-again", 1200);
    awaitState("test:same-again", "AHEAD");
    captured("test:same-again", 100);
    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state("test:same-again")).isEqualTo("AHEAD"));
    captured("test:same-again", 250);
    awaitSize("test:same-again", 1550);
    awaitState("test:same-again", "OPEN");
    assertSignedRootIsOf("test:same-again", CAPTURE.stream("test:same-again"));
  }

  @Test
  void aLogThatRanAheadIsInConflictWhenCaptureHasOtherEventsInstead() {
    captured("test:others", 20);
    awaitSize("test:others", 20);
    CAPTURE.forgetAfter("test:others", 15);
    awaitState("test:others", "AHEAD");
    CAPTURE.add("test:others", 5, "new");
    awaitState("test:others", "CONFLICT");
    assertThat(contradictions("test:others", "CAPTURE")).containsExactly(15L, 16L, 17L, 18L, 19L);
    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state("test:others")).isEqualTo("CONFLICT"));
    assertThat(size("test:others")).isEqualTo(20);
  }

  @Test
  void aStreamThatCaptureHasLostAltogetherIsAhead() {
    captured("test:lost", 4);
    awaitSize("test:lost", 4);
    CAPTURE.lose("test:lost");
    awaitState("test:lost", "AHEAD");
    CAPTURE.add("test:lost", 4);
    awaitState("test:lost", "OPEN");
  }

  private List<Long> contradictions(String policyId, String by) {
    return jdbc.sql(
            """
            SELECT sequence FROM contradiction JOIN stream_log USING (log_no)
            WHERE policy_id = ? AND claimed_by = ? ORDER BY sequence
            """)
        .params(policyId, by)
        .query(Long.class)
        .list();
  }

  @Test
  void whatContradictsALogIsKeptAlsoWhileItIsStopped() {
    captured("test:kept", 20);
    awaitSize("test:kept", 20);
    CAPTURE.setAway(true);
    send(List.of(TestEvent.of("test:kept", 5, "another content")));
    awaitState("test:kept", "CONFLICT");
    // Capture really has another event there: the first message was wrong, this one is right.
    CAPTURE.rewrite("test:kept", 7);
    send(List.of(CAPTURE.stream("test:kept").get(7)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(contradictions("test:kept", "KAFKA")).containsExactly(5L, 7L));
    CAPTURE.setAway(false);
    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state("test:kept")).isEqualTo("CONFLICT"));
    assertThat(getJson("/vcp/logs/test:kept/settlements").array("contradictions").elements())
        .hasSize(2);
  }

  @Test
  void aConflictInALogThatIsAheadLeavesItAhead() {
    captured("test:both", 20);
    awaitSize("test:both", 20);
    CAPTURE.forgetAfter("test:both", 15);
    awaitState("test:both", "AHEAD");
    send(List.of(TestEvent.of("test:both", 5, "another content")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(contradictions("test:both", "KAFKA")).containsExactly(5L));
    awaitState("test:both", "AHEAD");
    CAPTURE.add("test:both", 5, "new");
    awaitState("test:both", "CONFLICT");
  }

  @Test
  void aPersonSettlesAConflictAndTheLogGoesOn() {
    captured("test:settled", 20);
    awaitSize("test:settled", 20);
    CAPTURE.rewrite("test:settled", 7);
    send(List.of(CAPTURE.stream("test:settled").get(7)));
    awaitState("test:settled", "CONFLICT");

    assertThat(settle("test:settled", "accept")).isZero();

    assertThat(state("test:settled")).isEqualTo("OPEN");
    // The same message once more is no news.
    send(List.of(CAPTURE.stream("test:settled").get(7)));
    captured("test:settled", 5);
    awaitSize("test:settled", 25);
    assertThat(state("test:settled")).isEqualTo("OPEN");
    JsonObject settlement = settlements("test:settled").getFirst();
    assertThat(settlement.string("action")).isEqualTo("ACCEPT");
    assertThat(settlement.string("by")).isEqualTo("Ada L.");
    assertThat(settlement.string("why")).isEqualTo("checked with the desk & the exchange");
    assertThat(settlement.string("state")).isEqualTo("CONFLICT");
    assertThat(settlement.string("detail")).contains("sequence 7");
    assertThatThrownBy(() -> jdbc.sql("DELETE FROM settlement").update())
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("kept for ever");
    assertThatThrownBy(() -> jdbc.sql("UPDATE settlement SET reason = ''").update())
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void aPersonSettlesALogThatIsAheadAndItStaysSo() {
    captured("test:accepted", 20);
    awaitSize("test:accepted", 20);
    CAPTURE.forgetAfter("test:accepted", 10);
    awaitState("test:accepted", "AHEAD");

    assertThat(settle("test:accepted", "accept")).isZero();

    await()
        .during(SEVERAL_LOOKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state("test:accepted")).isEqualTo("OPEN"));
    send(CAPTURE.add("test:accepted", 15, "new"));
    awaitSize("test:accepted", 25);
    assertThat(state("test:accepted")).isEqualTo("OPEN");
    assertThat(contradictions("test:accepted", "KAFKA")).hasSize(10);
  }

  @Test
  void aPersonLetsALogGoOnBehindAMessageThatCannotBeRead() {
    var events = new ArrayList<>(captured("test:cut-off", 5));
    awaitSize("test:cut-off", 5);
    CAPTURE.setAway(true);
    ProducerRecord<byte[], byte[]> unreadable =
        TestEvent.of("test:cut-off", 5, "cut off").message();
    unreadable.headers().remove("event_hash");
    sendMessages(List.of(unreadable));
    awaitState("test:cut-off", "MALFORMED");

    assertThat(settle("test:cut-off", "accept")).isZero();

    assertThat(state("test:cut-off")).isEqualTo("OPEN");
    events.addAll(captured("test:cut-off", 3));
    awaitSize("test:cut-off", 8);
    JsonObject settlement = settlements("test:cut-off").getFirst();
    assertThat(settlement.string("action")).isEqualTo("ACCEPT");
    assertThat(settlement.string("state")).isEqualTo("MALFORMED");
    assertThat(settlement.string("detail")).contains("event_hash");
    CAPTURE.setAway(false);
    assertSignedRootIsOf("test:cut-off", events);
  }

  @Test
  void whatAMessageThatCannotBeReadHeldUpIsAGapAfterItIsSettled() {
    var events = new ArrayList<>(captured("test:held-up", 5));
    awaitSize("test:held-up", 5);
    CAPTURE.setAway(true);
    List<TestEvent> next = CAPTURE.add("test:held-up", 3);
    ProducerRecord<byte[], byte[]> unreadable = next.getFirst().message();
    unreadable.headers().remove("event_hash");
    sendMessages(List.of(unreadable));
    awaitState("test:held-up", "MALFORMED");
    send(next.subList(1, 3));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    jdbc.sql("SELECT awaited_to FROM stream_log WHERE policy_id = 'test:held-up'")
                        .query(Long.class)
                        .single())
                .isEqualTo(7));

    assertThat(settle("test:held-up", "accept")).isZero();

    assertThat(state("test:held-up")).isEqualTo("GAP");
    CAPTURE.setAway(false);
    awaitSize("test:held-up", 8);
    awaitState("test:held-up", "OPEN");
    events.addAll(next);
    assertSignedRootIsOf("test:held-up", events);
  }

  @Test
  void aDecisionThatDoesNotFitChangesNothing() {
    captured("test:fine", 3);
    awaitSize("test:fine", 3);
    for (String action : List.of("accept", "sign", "forget")) {
      assertThat(problem(post("/vcp/logs/test:fine/settle?by=a&why=b&action=" + action)))
          .as(action)
          .isEqualTo("409 NOT_SETTLED");
    }
    assertThat(problem(post("/vcp/logs/test:never/settle?by=a&why=b&action=accept")))
        .isEqualTo("404 NOT_FOUND");
    for (String query :
        List.of(
            "by=a&why=b",
            "action=erase&by=a&why=b",
            "action=accept&why=b",
            "action=accept&by=a",
            "action=accept&by=a&why=%20",
            "action=accept&by=a&why=two%0Alines",
            "action=accept&why=b&by=" + "x".repeat(201))) {
      assertThat(problem(post("/vcp/logs/test:fine/settle?" + query)))
          .as(query)
          .isEqualTo("400 INVALID_PARAMETER");
    }
    assertThat(
            problem(
                post(
                    "/vcp/logs/test:fine/settle?by=a&why=b&action=accept",
                    "",
                    "X-Forwarded-For",
                    "192.0.2.7")))
        .isEqualTo("403 NOT_LOCAL");
    assertThat(settlements("test:fine")).isEmpty();
    assertThat(state("test:fine")).isEqualTo("OPEN");
  }

  /// As a person does it: the program's exit code.
  private int settle(String policyId, String action) {
    return Commands.run(
        List.of(
            "anchor",
            "settle",
            policyId,
            "--action",
            action,
            "--by",
            "Ada L.",
            "--why=checked with the desk & the exchange",
            "--url",
            base()));
  }

  private List<JsonObject> settlements(String policyId) {
    return getJson("/vcp/logs/" + policyId + "/settlements")
        .array("settlements")
        .elements()
        .stream()
        .map(settlement -> (JsonObject) settlement)
        .toList();
  }
}
