package dev.tradewitness.anchor.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.AuthorityPeer.Conduct;
import dev.tradewitness.anchor.Outsider;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import dev.tradewitness.testservers.Servers;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

public abstract class AnchoringCases extends AnchorServiceCase {

  private static final List<String> MUTABLE =
      List.of("batch_hash", "signature", "record_signature", "anchored_at", "status", "anchors");

  @Autowired private AnchorJobs jobs;
  @Autowired private TransactionTemplate transactions;

  @AfterEach
  void everybodyIsBack() {
    AUTHORITY.beHonest();
  }

  @Test
  void aBatchClosesByItselfWhenItsFirstEventIsAsOldAsItsTierAllows() {
    captured("test:tier-gold", 2);
    CAPTURE.setTier("test:tier-platinum", "PLATINUM");
    List<TestEvent> events = CAPTURE.add("test:tier-platinum", 3);
    sendMessages(
        events.stream()
            .map(TestEvent::message)
            .peek(message -> {
              message.headers().remove("conformance_tier");
              message
                  .headers()
                  .add("conformance_tier", "PLATINUM".getBytes(StandardCharsets.UTF_8));
            })
            .toList());

    await()
        .atMost(PATIENCE)
        .until(
            () -> getJson("/vcp/anchors?policy_id=test:tier-platinum").array("batches").size() > 0);

    JsonArray batches = getJson("/vcp/anchors?policy_id=test:tier-platinum").array("batches");
    var record = (JsonObject) batches.get(0);
    assertThat(batches.elements()).hasSize(1);
    assertThat(record.string("conformance_tier")).isEqualTo("PLATINUM");
    assertThat(number(record, "event_count")).isEqualTo(3);
    assertThat(Instant.parse(record.string("closed_at")))
        .isAfterOrEqualTo(Instant.parse(record.string("first_timestamp")).plus(PLATINUM_INTERVAL));
    assertThat(getJson("/vcp/anchors?policy_id=test:tier-gold").array("batches").elements())
        .isEmpty();
  }

  @Test
  void closingABatchGivesARecordThatAnOutsiderCanCheckToTheLastMember() throws Exception {
    List<TestEvent> events = captured("test:record", 300);
    awaitSize("test:record", 300);

    JsonObject answer = postJson("/vcp/anchor?policy_id=test:record");

    JsonObject record = (JsonObject) answer.array("batches").get(0);
    assertThat(answer.array("batches").elements()).hasSize(1);
    for (String member : List.of("batch_id", "merkle_root", "event_count", "anchored_at")) {
      assertThat(answer.get(member)).as(member).isEqualTo(record.get(member));
    }
    String root = hex(NaiveTree.root(hashes(events)));
    assertThat(record.string("merkle_root")).isEqualTo(root);
    assertThat(record.string("policy_id")).isEqualTo("test:record");
    assertThat(record.string("conformance_tier")).isEqualTo("GOLD");
    assertThat(record.string("merkle_algo")).isEqualTo("RFC6962");
    assertThat(record.string("sign_algo")).isEqualTo("ED25519");
    assertThat(number(record, "event_count")).isEqualTo(300);
    assertThat(number(record, "first_sequence")).isZero();
    assertThat(number(record, "last_sequence")).isEqualTo(299);
    assertThat(record.string("first_event_id")).isEqualTo(events.getFirst().eventId().toString());
    assertThat(record.string("last_event_id")).isEqualTo(events.getLast().eventId().toString());
    assertThat(micros(record.string("first_timestamp")))
        .isEqualTo(events.getFirst().receivedAtMicros());
    assertThat(micros(record.string("last_timestamp")))
        .isEqualTo(events.getLast().receivedAtMicros());
    assertThat(record.string("previous_batch_hash")).isEqualTo("0".repeat(64));
    assertThat(record.string("status")).isEqualTo("ANCHORED");

    Outsider.Note note =
        Outsider.note(record.object("checkpoint").string("note"), verifierKey("test:record"));
    assertThat(note.size()).isEqualTo(300).isEqualTo(number(record.object("checkpoint"), "size"));
    assertThat(hex(note.root()))
        .isEqualTo(root)
        .isEqualTo(record.object("checkpoint").string("root"));

    byte[] batchHash = batchHash(record);
    assertThat(record.string("batch_hash")).isEqualTo(hex(batchHash));
    byte[] key = checkpointKey(record.string("signing_key_id"));
    assertThat(Outsider.verifies(key, NaiveTree.root(hashes(events)), base64(record, "signature")))
        .isTrue();
    assertThat(Outsider.verifies(key, batchHash, base64(record, "record_signature"))).isTrue();
    assertThat(Outsider.verifies(key, batchHash, base64(record, "signature"))).isFalse();

    JsonObject anchor = anchor(record);
    assertThat(anchor.string("type")).isEqualTo("RFC3161");
    assertThat(anchor.string("identifier")).isEqualTo("local-tsa");
    assertThat(anchor.string("trust")).isEqualTo("LOCAL");
    assertThat(anchor.string("status")).isEqualTo("CONFIRMED");
    assertThat(anchor.get("error")).isEqualTo(JsonValue.NULL);
    Instant stamped =
        Outsider.stampedAt(
            base64(anchor, "proof"),
            batchHash,
            new BigInteger(anchor.string("nonce"), 16),
            TimeStampServer.caCertificate(TSA_FOLDER));
    assertThat(Instant.parse(anchor.string("stamped_at"))).isEqualTo(stamped);
    Instant closed = Instant.parse(record.string("closed_at"));
    assertThat(Instant.parse(anchor.string("submitted_at"))).isAfterOrEqualTo(closed);
    assertThat(Instant.parse(record.string("anchored_at")))
        .isEqualTo(Instant.parse(anchor.string("confirmed_at")))
        .isAfterOrEqualTo(Instant.parse(anchor.string("submitted_at")));
    assertThat(getJson("/vcp/anchors/" + record.string("batch_id"))).isEqualTo(record);
  }

  private static long micros(String rfc3339) {
    Instant instant = Instant.parse(rfc3339);
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private static byte[] base64(JsonObject object, String member) {
    return Base64.getDecoder().decode(object.string(member));
  }

  private static byte[] batchHash(JsonObject record) {
    var immutable = new ArrayList<>(record.members().keySet());
    immutable.removeAll(MUTABLE);
    return NaiveTree.sha256(
        Outsider.canonical(record.only(immutable)).getBytes(StandardCharsets.UTF_8));
  }

  private byte[] checkpointKey(String keyId) {
    return getJson("/vcp/keys").array("keys").elements().stream()
        .map(key -> (JsonObject) key)
        .filter(key -> keyId.equals(key.string("kid")))
        .filter(key -> "checkpoint".equals(key.string("purpose")))
        .map(key -> Base64.getUrlDecoder().decode(key.string("x")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachBatchBeginsWhereTheOneBeforeEndedAndNamesItsHash() {
    var events = new ArrayList<TestEvent>();
    String previous = "0".repeat(64);
    for (int size : new int[] {1, 256, 7, 600}) {
      long first = events.size();
      List<TestEvent> more = captured("test:chain", size);
      events.addAll(more);
      awaitSize("test:chain", events.size());

      JsonObject record = close("test:chain");

      assertThat(number(record, "first_sequence")).isEqualTo(first);
      assertThat(number(record, "event_count")).isEqualTo(size);
      assertThat(number(record, "last_sequence")).isEqualTo(events.size() - 1L);
      assertThat(record.string("merkle_root")).isEqualTo(hex(NaiveTree.root(hashes(more))));
      assertThat(record.object("checkpoint").string("root"))
          .isEqualTo(hex(NaiveTree.root(hashes(events))));
      assertThat(record.string("previous_batch_hash")).isEqualTo(previous);
      previous = hex(batchHash(record));
    }
  }

  @Test
  void withNothingOpenTheAnswerCountsNoEvents() {
    JsonObject unknown = postJson("/vcp/anchor?policy_id=test:nobody");
    assertThat(number(unknown, "event_count")).isZero();
    assertThat(unknown.array("batches").elements()).isEmpty();

    captured("test:twice", 3);
    awaitSize("test:twice", 3);
    assertThat(number(postJson("/vcp/anchor?policy_id=test:twice"), "event_count")).isEqualTo(3);
    JsonObject again = postJson("/vcp/anchor?policy_id=test:twice");
    assertThat(number(again, "event_count")).isZero();
    assertThat(again.array("batches").elements()).isEmpty();
    assertThat(again.has("merkle_root")).isFalse();
  }

  @Test
  void withoutAStreamEveryOpenBatchIsClosed() {
    captured("test:all-1", 2);
    captured("test:all-2", 5);
    awaitSize("test:all-1", 2);
    awaitSize("test:all-2", 5);

    JsonObject answer = postJson("/vcp/anchor/force");

    List<JsonObject> records = objects(answer.array("batches"));
    assertThat(records.stream().map(record -> record.string("policy_id")))
        .contains("test:all-1", "test:all-2");
    assertThat(number(answer, "event_count"))
        .isEqualTo(records.stream().mapToLong(record -> number(record, "event_count")).sum());
    assertThat(answer.has("merkle_root")).isFalse();
    assertThat(number(postJson("/vcp/anchor"), "event_count")).isZero();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.elements().stream().map(element -> (JsonObject) element).toList();
  }

  @Test
  void itWaitsForASequenceThatIsOnItsWay() {
    captured("test:min", 10);
    awaitSize("test:min", 10);
    var answer =
        CompletableFuture.supplyAsync(
            () -> postJson("/vcp/anchor?policy_id=test:min&min_sequence=19&wait=PT20S"));
    captured("test:min", 10);
    assertThat(number(answer.join(), "event_count")).isEqualTo(20);
  }

  @Test
  void parametersThatCannotBeMeantAreRefused() {
    assertThat(problem(post("/vcp/anchor?policy_id=no%20stream")))
        .isEqualTo("400 INVALID_PARAMETER");
    assertThat(problem(post("/vcp/anchor?min_sequence=3"))).isEqualTo("400 INVALID_PARAMETER");
    assertThat(problem(post("/vcp/anchor?wait=PT31S"))).isEqualTo("400 INVALID_PARAMETER");
    assertThat(problem(post("/vcp/anchor?wait=-PT1S"))).isEqualTo("400 INVALID_PARAMETER");
    assertThat(post("/vcp/anchor?wait=soon").statusCode()).isEqualTo(400);
    assertThat(problem(get("/vcp/anchors/0"))).isEqualTo("400 INVALID_PARAMETER");
    assertThat(problem(get("/vcp/anchors/" + new UUID(1, 1)))).isEqualTo("404 NOT_FOUND");
    for (String query :
        List.of(
            "limit=0",
            "limit=501",
            "cursor=x",
            "from=yesterday",
            "to=%2B300000-01-01T00:00:00Z",
            "from=-999999999-01-01T00:00:00Z",
            "policy_id=%2F")) {
      assertThat(problem(get("/vcp/anchors?" + query)))
          .as(query)
          .isEqualTo("400 INVALID_PARAMETER");
    }
    assertThat(problem(get("/vcp/anchors?cursor=" + new UUID(1, 1))))
        .isEqualTo("400 INVALID_PARAMETER");
  }

  @Test
  void recordsAreListedNewestFirstPageByPage() {
    var closed = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      captured("test:list", 1 + i);
      awaitSize("test:list", IntStream.rangeClosed(1, 1 + i).sum());
      closed.addFirst(close("test:list").string("batch_id"));
    }
    var listed = new ArrayList<String>();
    String cursor = "";
    do {
      JsonObject page = getJson("/vcp/anchors?policy_id=test:list&limit=2" + cursor);
      objects(page.array("batches")).forEach(record -> listed.add(record.string("batch_id")));
      String next = page.string("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertThat(listed).isEqualTo(closed);

    String third = record(closed.get(2)).string("closed_at");
    assertThat(ids("/vcp/anchors?policy_id=test:list&from=" + third))
        .isEqualTo(closed.subList(0, 3));
    assertThat(ids("/vcp/anchors?policy_id=test:list&to=" + third)).isEqualTo(closed.subList(3, 5));
  }

  private List<String> ids(String path) {
    return objects(getJson(path).array("batches")).stream()
        .map(record -> record.string("batch_id"))
        .toList();
  }

  @Test
  void anAuthorityThatIsAwayIsAskedAgainWithGrowingPausesUntilItAnswers() throws Exception {
    AUTHORITY.beAway();
    captured("test:away", 12);
    awaitSize("test:away", 12);

    JsonObject pending = close("test:away");

    String id = pending.string("batch_id");
    String stamped = pending.string("batch_hash");
    assertThat(pending.string("status")).isEqualTo("PENDING");
    assertThat(pending.get("anchored_at")).isEqualTo(JsonValue.NULL);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(AUTHORITY.askedAt(stamped)).hasSizeGreaterThanOrEqualTo(4));
    List<Long> asked = AUTHORITY.askedAt(stamped);
    // first = 200 ms, doubled, cap = 500 ms, less a fifth at most; a busy machine may only make
    // pauses longer.
    assertThat(pause(asked, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(160));
    assertThat(pause(asked, 2)).isGreaterThanOrEqualTo(Duration.ofMillis(320));
    assertThat(pause(asked, 3)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    JsonObject failing = record(id);
    assertThat(failing.string("status")).isEqualTo("PENDING");
    assertThat(anchor(failing).string("error")).startsWith("UNREACHABLE: ");
    assertThat(anchor(failing).get("proof")).isEqualTo(JsonValue.NULL);
    assertThat(number(stream("test:away"), "pending_batches")).isEqualTo(1);

    // What follows is not held up: the next batch closes behind it.
    captured("test:away", 3);
    awaitSize("test:away", 15);
    JsonObject next = close("test:away");
    assertThat(next.string("previous_batch_hash")).isEqualTo(pending.string("batch_hash"));

    AUTHORITY.beHonest();
    JsonObject anchored = awaitAnchored(id);
    awaitAnchored(next.string("batch_id"));
    assertThat(anchor(anchored).get("error")).isEqualTo(JsonValue.NULL);
    assertThat(number(anchor(anchored), "attempts")).isGreaterThanOrEqualTo(5);
    Outsider.stampedAt(
        base64(anchor(anchored), "proof"),
        batchHash(anchored),
        new BigInteger(anchor(anchored).string("nonce"), 16),
        TimeStampServer.caCertificate(TSA_FOLDER));
    assertThat(batchHash(anchored)).isEqualTo(batchHash(pending));
    assertThat(number(stream("test:away"), "pending_batches")).isZero();

    // vcp.anchors had it as it closed, as the first attempt failed, and as it was anchored.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    published("test:away").stream()
                        .filter(record -> id.equals(record.string("batch_id")))
                        .map(record ->
                            record.string("status") + " " + anchor(record).string("status")))
                .startsWith("PENDING PENDING", "PENDING FAILED")
                .endsWith("ANCHORED CONFIRMED"));
    List<JsonObject> published = published("test:away");
    assertThat(published.stream().filter(record -> id.equals(record.string("batch_id"))).toList())
        .last()
        .isEqualTo(anchored);
  }

  private static Duration pause(List<Long> asked, int attempt) {
    return Duration.ofNanos(asked.get(attempt) - asked.get(attempt - 1));
  }

  private JsonObject stream(String policyId) {
    return objects(getJson("/vcp/anchor/status").array("streams")).stream()
        .filter(stream -> policyId.equals(stream.string("policy_id")))
        .findFirst()
        .orElseThrow();
  }

  /// What `vcp.anchors` holds of a stream, in order.
  private static List<JsonObject> published(String policyId) {
    Map<String, Object> settings = Map.of("bootstrap.servers", Servers.kafka().bootstrapServers());
    var records = new ArrayList<JsonObject>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition("vcp.anchors", TestEvent.partition(policyId));
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (var message : consumer.poll(Duration.ofSeconds(1))) {
          if (message.key().equals(policyId)) {
            try {
              records.add(Json.parseObject(message.value(), JsonLimits.EVENT));
            } catch (dev.tradewitness.common.canonical.JsonRefusedException e) {
              throw new AssertionError(e);
            }
          }
        }
      }
    }
    return records;
  }

  @Test
  void anAnswerToAnotherRequestIsRefused() {
    assertRefused("test:nonce", AUTHORITY::answerOtherNonce, "the nonce is not the one");
  }

  @Test
  void aStampOverAnotherRootIsRefused() {
    assertRefused("test:imprint", AUTHORITY::answerOtherRoot, "the imprint is not the hash");
  }

  @Test
  void aRejectionIsRefused() {
    assertRefused("test:rejected", AUTHORITY::answerRejected, "not granted: status 2");
  }

  @Test
  void whatIsNoTimeStampAtAllIsRefused() {
    assertRefused("test:garbage", query -> "<html>".getBytes(StandardCharsets.UTF_8), "not a");
  }

  @Test
  void aStampByACertificateThatIsNotTrustedIsRefused() {
    Path folder = temporary();
    try (TimeStampServer other = tsa(folder)) {
      assertRefused(
          "test:untrusted",
          query -> AUTHORITY.answerOf(other.port(), query),
          "does not chain to a trusted CA");
    }
  }

  /// Refused with the reason, tried again, never anchored; and anchored once the truth is told.
  private void assertRefused(String policyId, Conduct conduct, String reason) {
    AUTHORITY.behave(conduct);
    captured(policyId, 4);
    awaitSize(policyId, 4);
    String id = close(policyId).string("batch_id");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(number(anchor(record(id)), "attempts")).isGreaterThanOrEqualTo(2));
    JsonObject refused = record(id);
    assertThat(refused.string("status")).isEqualTo("PENDING");
    assertThat(refused.get("anchored_at")).isEqualTo(JsonValue.NULL);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(anchor(record(id)).string("error"))
                .startsWith("REFUSED: ")
                .contains(reason));
    assertThat(anchor(refused).get("proof")).isEqualTo(JsonValue.NULL);
    AUTHORITY.beHonest();
    awaitAnchored(id);
  }

  @Test
  void aJobWhoseHolderDiedIsTakenAgainAndTheLateAnswerOfTheDeadCountsNothing() throws Exception {
    AUTHORITY.beAway();
    captured("test:lease", 2);
    awaitSize("test:lease", 2);
    JsonObject record = close("test:lease");
    UUID id = UUID.fromString(record.string("batch_id"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(jobs.ofBatch(id).getFirst().state()).isEqualTo(JobState.FAILED));
    // As an instance leaves it that was killed between asking and storing the answer.
    lease(id, "now() + interval '1 hour'");
    AnchorJob held = jobs.ofBatch(id).getFirst();
    AUTHORITY.beHonest();
    postJson("/vcp/anchor?wait=PT0S&policy_id=test:lease");
    await()
        .during(Duration.ofMillis(400))
        .untilAsserted(
            () -> assertThat(record(id.toString()).string("status")).isEqualTo("PENDING"));

    lease(id, "now() - interval '1 second'");
    JsonObject anchored = awaitAnchored(id.toString());

    assertThat(anchor(anchored).string("nonce")).isNotEqualTo("7");
    byte[] late =
        dev.tradewitness.anchor.AuthorityPeer.ask(
            URI.create("http://127.0.0.1:" + TSA.port()),
            dev.tradewitness.anchor.AuthorityPeer.query(
                held.imprint().bytes(), BigInteger.valueOf(7)));
    var receipt = new AnchorReceipt(Instant.now(), Instant.now(), late, "");
    assertThat(jobs.confirm(held, receipt)).isFalse();
    assertThat(jobs.fail(held, "late", Instant.now())).isFalse();
    assertThat(record(id.toString())).isEqualTo(anchored);
  }

  /// As an instance leaves a job that was killed while the clock was 25 h ahead, and as a failure
  /// leaves it that was stored then.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = 'SUBMITTED', nonce = 7, leased_until = now() + interval '25.1 h'",
        "state = 'FAILED', next_attempt_at = now() + interval '25.1 h'"
      })
  void afterTheClockWasSetBackNeitherLeaseNorWaitOfALaterTimeHoldsAJob(String left) {
    AUTHORITY.beAway();
    String policyId = "test:set-back-" + left.substring(9, 12);
    captured(policyId, 2);
    awaitSize(policyId, 2);
    UUID id = UUID.fromString(close(policyId).string("batch_id"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(jobs.ofBatch(id).getFirst().state()).isEqualTo(JobState.FAILED));
    jdbc.sql(
            "UPDATE anchor_job SET %s, submitted_at = now() + interval '25 h' WHERE batch_id = ?"
                .formatted(left))
        .param(id)
        .update();
    AUTHORITY.beHonest();
    awaitAnchored(id.toString());
  }

  private void lease(UUID batchId, String until) {
    jdbc.sql(
            "UPDATE anchor_job SET state = 'SUBMITTED', nonce = 7, leased_until = %s WHERE batch_id = ?"
                .formatted(until))
        .param(batchId)
        .update();
  }

  /// Ends the sessions that wait to insert a message, and counts them.
  private long terminatedClosings() {
    return jdbc.sql(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO anchor_message%'
              AND datname = current_database()
            """)
        .query(Long.class)
        .single();
  }

  @Test
  void aCloseThatBreaksOffLeavesNothingBehind() {
    captured("test:broken-off", 9);
    awaitSize("test:broken-off", 9);
    // The message is the last but one thing written: by then batch and job are.
    CompletableFuture<Integer> answer =
        transactions.execute(status -> {
          jdbc.sql("LOCK TABLE anchor_message IN ACCESS EXCLUSIVE MODE").update();
          var closing =
              CompletableFuture.supplyAsync(
                  () -> post("/vcp/anchor?policy_id=test:broken-off").statusCode());
          await().atMost(PATIENCE).until(() -> terminatedClosings() == 1);
          return closing;
        });
    assertThat(answer.join()).isEqualTo(503);
    assertThat(getJson("/vcp/anchors?policy_id=test:broken-off").array("batches").elements())
        .isEmpty();

    JsonObject record = close("test:broken-off");
    assertThat(number(record, "event_count")).isEqualTo(9);
    assertThat(record.string("previous_batch_hash")).isEqualTo("0".repeat(64));
    awaitAnchored(record.string("batch_id"));
  }
}
