package dev.tradewitness.anchor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

public abstract class ClosingCases extends AnchorServiceCase {

  @Autowired private TransactionTemplate transactions;

  private static List<JsonObject> objects(JsonArray array) {
    return array.elements().stream().map(element -> (JsonObject) element).toList();
  }

  private static List<String> members(JsonObject answer, String list, String member) {
    return objects(answer.array(list)).stream().map(one -> one.string(member)).toList();
  }

  private static List<String> left(JsonObject answer) {
    return objects(answer.array("not_closed")).stream()
        .map(one -> one.string("policy_id") + " " + one.string("reason"))
        .toList();
  }

  @Test
  void whenOneLogRefusesTheOthersCloseAndTheAnswerNamesIt() {
    captured("test:refusing", 4);
    captured("test:willing", 4);
    awaitSize("test:refusing", 4);
    awaitSize("test:willing", 4);
    await().atMost(PATIENCE).until(() -> get("/logs/test:refusing/checkpoint").statusCode() == 200);
    changeSignedRoot();
    try {
      captured("test:refusing", 1);
      awaitSize("test:refusing", 5);

      JsonObject answer = postJson("/vcp/anchor");

      assertThat(members(answer, "batches", "policy_id"))
          .contains("test:willing")
          .doesNotContain("test:refusing");
      assertThat(left(answer)).containsExactly("test:refusing REFUSED");
      assertThat(problem(post("/vcp/anchor?policy_id=test:refusing")))
          .isEqualTo("409 CLOSE_REFUSED");
    } finally {
      changeSignedRoot();
      post("/vcp/logs/test:refusing/settle?action=sign&by=Ada&why=restored");
    }
    assertThat(number(close("test:refusing"), "event_count")).isEqualTo(5);
  }

  /// Once to another root, twice back to the first.
  private void changeSignedRoot() {
    jdbc.sql(
            """
            UPDATE checkpoint_head
            SET root = set_byte(root, 0, get_byte(root, 0) # 1) FROM stream_log
            WHERE stream_log.log_no = checkpoint_head.log_no AND policy_id = 'test:refusing'
            """)
        .update();
  }

  @Test
  void aCloseThatHangsHoldsUpNeitherTheOthersNorTheAnswer() {
    captured("test:hanging", 2);
    captured("test:free", 2);
    awaitSize("test:hanging", 2);
    awaitSize("test:free", 2);
    JsonObject answer =
        transactions.execute(status -> {
          jdbc.sql("SELECT 1 FROM stream_log WHERE policy_id = 'test:hanging' FOR UPDATE")
              .query(Integer.class)
              .single();
          var closing = CompletableFuture.supplyAsync(() -> postJson("/vcp/anchor?wait=PT1S"));
          await().atMost(PATIENCE.plus(Duration.ofSeconds(10))).until(closing::isDone);
          return closing.join();
        });
    assertThat(members(answer, "batches", "policy_id")).contains("test:free");
    assertThat(left(answer)).containsExactly("test:hanging NOT_REACHED");
    // The close that had begun ends by itself.
    await()
        .atMost(PATIENCE)
        .until(() ->
            !getJson("/vcp/anchors?policy_id=test:hanging").array("batches").elements().isEmpty());
  }

  @Test
  void aCloseOfOneStreamThatHangsIsAnsweredAfterTheWaitAndEndsByItself() {
    captured("test:held", 2);
    awaitSize("test:held", 2);
    HttpResponse<byte[]> answer =
        transactions.execute(status -> {
          jdbc.sql("SELECT 1 FROM stream_log WHERE policy_id = 'test:held' FOR UPDATE")
              .query(Integer.class)
              .single();
          var closing =
              CompletableFuture.supplyAsync(
                  () -> post("/vcp/anchor?policy_id=test:held&wait=PT1S"));
          await().atMost(PATIENCE.plus(Duration.ofSeconds(10))).until(closing::isDone);
          return closing.join();
        });
    assertThat(problem(answer)).isEqualTo("503 BUSY");
    await()
        .atMost(PATIENCE)
        .until(() ->
            !getJson("/vcp/anchors?policy_id=test:held").array("batches").elements().isEmpty());
  }

  @Test
  void aSequenceThatDoesNotComeWithinTheWaitIsToldApartFromNothingOpen() {
    captured("test:short", 3);
    awaitSize("test:short", 3);
    JsonObject late = postJson("/vcp/anchor?policy_id=test:short&min_sequence=99999&wait=PT0.2S");
    assertThat(late.get("min_sequence_reached")).isEqualTo(JsonValue.of(false));
    assertThat(number(late, "log_size")).isEqualTo(3);
    assertThat(number(late, "event_count")).isEqualTo(3);
    JsonObject reached = postJson("/vcp/anchor?policy_id=test:short&min_sequence=2&wait=PT0.2S");
    assertThat(reached.get("min_sequence_reached")).isEqualTo(JsonValue.of(true));
    assertThat(number(reached, "event_count")).isZero();
  }
}
