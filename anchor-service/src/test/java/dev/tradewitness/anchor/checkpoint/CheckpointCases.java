package dev.tradewitness.anchor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.Outsider;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.ConsistencyProof;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.merkle.TreeHead;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

public abstract class CheckpointCases extends AnchorServiceCase {

  /// Of the signing of what grew.
  private static final Duration SEVERAL_TICKS = Duration.ofSeconds(2);

  @Autowired private TransactionTemplate transactions;

  @Test
  void everyCheckpointShownIsStoredSignedAndTheRootOfThatManyEvents() {
    List<TestEvent> events = Collections.synchronizedList(new ArrayList<>());
    var sender =
        CompletableFuture.runAsync(() -> {
          while (events.size() < 900) {
            events.addAll(captured("test:growing", 50));
            pause();
          }
        });
    var shown = new TreeMap<Long, String>();
    long last = 0;
    while (last < 900) {
      HttpResponse<byte[]> answer = get("/logs/test:growing/checkpoint");
      if (answer.statusCode() == 404) {
        continue;
      }
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      long size = Long.parseLong(text.split("\n")[1]);
      assertThat(size).as("a log never shrinks").isGreaterThanOrEqualTo(last);
      last = size;
      String before = shown.putIfAbsent(size, text);
      assertThat(before == null || before.equals(text)).as("one note a size").isTrue();
      if (before == null) {
        assertThat(storedNote("test:growing", size)).as("stored before shown").isEqualTo(text);
      }
    }
    sender.join();
    assertThat(shown.size()).as("checkpoints seen").isGreaterThan(2);
    String verifierKey = verifierKey("test:growing");
    NoteKey key = NoteKey.parse(verifierKey);
    shown.forEach((size, text) -> {
      Outsider.Note note = Outsider.note(text, verifierKey);
      assertThat(note.origin()).isEqualTo("tradewitness.local/test:growing");
      assertThat(note.root())
          .isEqualTo(NaiveTree.root(hashes(events.subList(0, Math.toIntExact(size)))));
      assertThat(SignedNote.parse(text).verifiedBy(key)).isTrue();
      assertThat(
              SignedNote.parse(text.replace("\n" + size + "\n", "\n" + (size + 1) + "\n"))
                  .verifiedBy(key))
          .isFalse();
      assertThat(Checkpoint.parse(SignedNote.parse(text).body()).head())
          .isEqualTo(new TreeHead(size, new Hash(note.root())));
    });
  }

  private static void pause() {
    try {
      Thread.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String storedNote(String policyId, long size) {
    return jdbc.sql(
            """
            SELECT note FROM checkpoint JOIN stream_log USING (log_no)
            WHERE policy_id = ? AND checkpoint.size = ?
            """)
        .params(policyId, size)
        .query(String.class)
        .optional()
        .orElse("not stored");
  }

  @Test
  void consistencyProofsAreThoseOfTheRecursiveDefinition() throws Exception {
    long seed = System.nanoTime();
    System.out.println("CheckpointCases seed " + seed);
    var random = new Random(seed);
    List<byte[]> leaves = hashes(captured("test:consistency", 700));
    awaitSigned("test:consistency", 700);
    for (int[] pair :
        new int[][] {
          {1, 1},
          {1, 2},
          {1, 700},
          {2, 3},
          {255, 256},
          {256, 257},
          {255, 700},
          {256, 700},
          {257, 700},
          {512, 700},
          {511, 513},
          {699, 700},
          {700, 700}
        }) {
      assertConsistent(pair[0], pair[1], leaves);
    }
    for (int i = 0; i < 40; i++) {
      int second = 1 + random.nextInt(700);
      assertConsistent(1 + random.nextInt(second), second, leaves);
    }
  }

  private void assertConsistent(int first, int second, List<byte[]> leaves) throws Exception {
    JsonObject answer =
        getJson(
            "/vcp/logs/test:consistency/consistency?first=%d&second=%d".formatted(first, second));
    assertThat(answer.string("origin")).isEqualTo("tradewitness.local/test:consistency");
    byte[] older = NaiveTree.root(leaves.subList(0, first));
    byte[] newer = NaiveTree.root(leaves.subList(0, second));
    assertThat(answer.string("first_root")).isEqualTo(hex(older));
    assertThat(answer.string("second_root")).isEqualTo(hex(newer));
    List<String> path = strings(answer.array("path"));
    assertThat(path)
        .as("from %d to %d", first, second)
        .isEqualTo(
            NaiveTree.proof(first, leaves.subList(0, second)).stream()
                .map(AnchorServiceCase::hex)
                .toList());
    new ConsistencyProof(first, second, path.stream().map(Hash::ofHex).toList())
        .verify(new TreeHead(first, new Hash(older)), new TreeHead(second, new Hash(newer)));
  }

  private static List<String> strings(JsonArray array) {
    return array.elements().stream()
        .map(element -> ((JsonValue.JsonString) element).value())
        .toList();
  }

  @Test
  void growthToTheNewestNeedsNoSecondSize() {
    List<TestEvent> events = captured("test:newest", 10);
    awaitSigned("test:newest", 10);
    JsonObject all = getJson("/vcp/logs/test:newest/consistency?first=10");
    assertThat(number(all, "second")).isEqualTo(10);
    assertThat(all.array("path").elements()).isEmpty();
    assertThat(all.string("second_root")).isEqualTo(hex(NaiveTree.root(hashes(events))));
  }

  @Test
  void rangesThatNoCheckpointCoversAreRefused() {
    captured("test:ranges", 5);
    awaitSigned("test:ranges", 5);
    for (String range :
        List.of(
            "first=0&second=2",
            "first=0&second=0",
            "first=0",
            "first=3&second=2",
            "first=-1&second=2",
            "first=1&second=6",
            "first=6",
            "first=1&second=9223372036854775807")) {
      assertThat(problem(get("/vcp/logs/test:ranges/consistency?" + range)))
          .as(range)
          .isEqualTo("400 INVALID_PARAMETER");
    }
    for (String range :
        List.of("", "second=2", "first=one", "first=1&second=9223372036854775808")) {
      assertThat(get("/vcp/logs/test:ranges/consistency?" + range).statusCode())
          .as(range)
          .isEqualTo(400);
    }
    assertThat(problem(get("/vcp/logs/test:unheard/consistency?first=0")))
        .isEqualTo("404 NOT_FOUND");
    assertThat(problem(get("/vcp/logs/a%20b/consistency?first=0")))
        .isEqualTo("400 INVALID_PARAMETER");
    assertThat(problem(get("/logs/test:unheard/checkpoint"))).isEqualTo("404 NOT_FOUND");
  }

  @Test
  void aBatchClosesAlsoWhileItsCheckpointIsBeingSigned() {
    captured("test:race", 10);
    awaitSigned("test:race", 10);
    CompletableFuture<HttpResponse<byte[]>> answer =
        transactions.execute(status -> {
          jdbc.sql(
                  """
                  SELECT checkpoint_head.size FROM checkpoint_head JOIN stream_log USING (log_no)
                  WHERE policy_id = 'test:race' FOR UPDATE OF checkpoint_head
                  """)
              .query(Long.class)
              .single();
          // The tick waits for that row, and behind it the close, both to sign size 20.
          captured("test:race", 10);
          awaitWaiting(1);
          var closing =
              CompletableFuture.supplyAsync(() -> post("/vcp/anchor?policy_id=test:race"));
          awaitWaiting(2);
          return closing;
        });
    assertThat(answer.join().statusCode())
        .as(new String(answer.join().body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(number(json(answer.join()), "event_count")).isEqualTo(20);
  }

  private void awaitWaiting(int sessions) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            jdbc.sql(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO checkpoint_head%'
                          AND datname = current_database()
                        """)
                    .query(Integer.class)
                    .single()
                == sessions);
  }

  @Test
  void aHeadThatDoesNotExtendWhatWasSignedIsNeverSigned() {
    captured("test:rewritten", 10);
    awaitSigned("test:rewritten", 10);
    captured("test:bystander", 1);
    awaitSigned("test:bystander", 1);
    byte[] root = signedRoot("test:rewritten");
    byte[] other = root.clone();
    other[0] ^= 1;
    // As if another history had been signed: a database that was restored from somewhere else.
    setSignedRoot("test:rewritten", other);
    captured("test:rewritten", 5);
    awaitSize("test:rewritten", 15);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(notSigned("test:rewritten")).contains("does not extend what was signed"));
    assertThat(text("/metrics"))
        .containsPattern("tradewitness_anchor_checkpoints_refused_total [1-9]");
    assertThat(text("/health")).contains("\"status\":\"degraded\"");
    captured("test:bystander", 1);
    awaitSigned("test:bystander", 2);
    assertThat(text("/logs/test:rewritten/checkpoint").split("\n")[1]).isEqualTo("10");
    assertThat(problem(post("/vcp/anchor?policy_id=test:rewritten")))
        .isEqualTo("409 CLOSE_REFUSED");
    assertThat(getJson("/vcp/anchors?policy_id=test:rewritten").array("batches").elements())
        .isEmpty();
    assertThat(storedNote("test:rewritten", 15)).isEqualTo("not stored");

    assertThat(problem(sign("test:rewritten"))).isEqualTo("409 NOT_SETTLED");
    setSignedRoot("test:rewritten", root);
    await()
        .during(SEVERAL_TICKS)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(storedNote("test:rewritten", 15)).isEqualTo("not stored"));
    HttpResponse<byte[]> settled = sign("test:rewritten");
    assertThat(settled.statusCode()).isEqualTo(200);
    assertThat(json(settled).string("state")).isEqualTo("NOT_SIGNED");
    assertThat(json(settled).string("record")).isEqualTo(storedNote("test:rewritten", 10));
    awaitSigned("test:rewritten", 15);
    assertThat(notSigned("test:rewritten")).isEmpty();
  }

  @Test
  void aContradictionAfterASettlementStopsTheLogAgain() {
    captured("test:rewritten-twice", 10);
    awaitSigned("test:rewritten-twice", 10);
    byte[] root = signedRoot("test:rewritten-twice");
    for (int round = 1; round <= 2; round++) {
      setSignedRoot("test:rewritten-twice", new byte[32]);
      assertThat(problem(post("/vcp/anchor?policy_id=test:rewritten-twice")))
          .isEqualTo("409 CLOSE_REFUSED");
      // Nothing grew: only the close has seen it.
      assertThat(notSigned("test:rewritten-twice")).contains("was signed at size 10");
      setSignedRoot("test:rewritten-twice", root);
      assertThat(sign("test:rewritten-twice").statusCode()).isEqualTo(200);
      assertThat(notSigned("test:rewritten-twice")).isEmpty();
    }
    assertThat(post("/vcp/anchor?policy_id=test:rewritten-twice").statusCode()).isEqualTo(200);
  }

  @Test
  void aLogThatHasFewerLeavesThanWereSignedIsStopped() {
    captured("test:shrunk", 10);
    awaitSigned("test:shrunk", 10);
    setSignedSize("test:shrunk", 15);
    assertThat(problem(post("/vcp/anchor?policy_id=test:shrunk"))).isEqualTo("409 CLOSE_REFUSED");
    assertThat(notSigned("test:shrunk")).contains("at size 15, now it has 10 leaves");
    assertThat(problem(sign("test:shrunk"))).isEqualTo("409 NOT_SETTLED");
    setSignedSize("test:shrunk", 10);
    assertThat(sign("test:shrunk").statusCode()).isEqualTo(200);
    assertThat(post("/vcp/anchor?policy_id=test:shrunk").statusCode()).isEqualTo(200);
  }

  @Test
  void aLogThatWasMadeUnderAnotherOriginIsATroubleOfTheInstance() {
    captured("test:elsewhere", 3);
    awaitSigned("test:elsewhere", 3);
    setHost("test:elsewhere", "other.example");
    try {
      assertThat(text("/health")).contains("OTHER_ORIGIN").contains("other.example/test:elsewhere");
      assertThat(problem(post("/vcp/anchor?policy_id=test:elsewhere")))
          .isEqualTo("409 CLOSE_REFUSED");
      // Other instances may sign it.
      assertThat(notSigned("test:elsewhere")).isEmpty();
    } finally {
      setHost("test:elsewhere", "tradewitness.local");
    }
    assertThat(text("/health")).doesNotContain("OTHER_ORIGIN");
  }

  private void setHost(String policyId, String host) {
    jdbc.sql("UPDATE stream_log SET origin = ? || '/' || policy_id WHERE policy_id = ?")
        .params(host, policyId)
        .update();
  }

  private HttpResponse<byte[]> sign(String policyId) {
    return post("/vcp/logs/" + policyId + "/settle?action=sign&by=Ada&why=restored");
  }

  /// What `/health` says of a log that is not signed; empty when it says nothing of that.
  private String notSigned(String policyId) {
    return getJson("/health").array("troubles").elements().stream()
        .map(trouble -> (JsonObject) trouble)
        .filter(trouble -> policyId.equals(trouble.string("policy_id")))
        .filter(trouble -> "NOT_SIGNED".equals(trouble.string("state")))
        .map(trouble -> trouble.string("detail"))
        .findFirst()
        .orElse("");
  }

  private byte[] signedRoot(String policyId) {
    return jdbc.sql(
            """
            SELECT root FROM checkpoint_head JOIN stream_log USING (log_no) WHERE policy_id = ?
            """)
        .param(policyId)
        .query(byte[].class)
        .single();
  }

  private void setSignedRoot(String policyId, byte[] root) {
    setSigned(policyId, "root", root);
  }

  private void setSignedSize(String policyId, long size) {
    setSigned(policyId, "size", size);
  }

  private void setSigned(String policyId, String column, Object value) {
    jdbc.sql(
            """
            UPDATE checkpoint_head SET %s = ? FROM stream_log
            WHERE stream_log.log_no = checkpoint_head.log_no AND policy_id = ?
            """
                .formatted(column))
        .params(value, policyId)
        .update();
  }

  private void awaitSigned(String policyId, long size) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(storedNote(policyId, size)).isNotEqualTo("not stored"));
  }
}
