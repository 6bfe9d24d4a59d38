package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/// The service's clock jumps by more than a day, both ways; the time-stamp authority's does not.
@Import(ClockJumpIT.SetClock.class)
class ClockJumpIT extends AnchorServiceCase {

  private static final Duration JUMP = Duration.ofHours(25);
  private static final String STREAM = "test:clock";
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

  private final List<TestEvent> events = new ArrayList<>();
  private final List<String> batches = new ArrayList<>();

  @TempDir private Path folder;

  @TestConfiguration(proxyBeanMethods = false)
  static class SetClock {
    @Bean
    @Primary
    InstantSource setClock() {
      return ClockJumpIT::now;
    }
  }

  private static Instant now() {
    return Instant.now().plus(AHEAD.get());
  }

  @AfterEach
  void theClockIsRight() {
    AHEAD.set(Duration.ZERO);
    AUTHORITY.beHonest();
  }

  @Test
  void everyEventIsOneLeafNoBatchClosesBeforeTheOneBeforeAndInTheEndAllOfItVerifies()
      throws Exception {
    batch(60);
    awaitAnchored(batches.getLast());

    AHEAD.set(JUMP);
    batch(60);
    assertRefused(batches.getLast(), "before the batch was closed");
    captured("test:clock-open", 5);
    awaitSize("test:clock-open", 5);

    AHEAD.set(Duration.ZERO);
    assertOpenBatchOfALaterTimeClosesAndIsAnchored();
    batch(60);
    assertThat(record(batches.getLast()).string("closed_at"))
        .isEqualTo(record(batches.get(1)).string("closed_at"));
    assertThat(text("/health")).contains("CLOSED_AHEAD");

    AHEAD.set(JUMP.negated());
    batch(60);
    captured("test:clock-behind", 5);
    awaitSize("test:clock-behind", 5);
    String behind = close("test:clock-behind").string("batch_id");
    assertRefused(behind, "in the future");

    AHEAD.set(Duration.ZERO);
    awaitAnchored(behind);
    awaitAnchored(anew("test:clock-right"));

    assertAllIsAnchoredOnceItIsAsLateAsTheClockHadSaid();
    assertChain();
    HttpResponse<byte[]> bundle =
        get("/vcp/evidence?policy_id=%s&from=0&to=%d".formatted(STREAM, events.size() - 1));
    assertThat(bundle.statusCode()).isEqualTo(200);
    assertThat(verifierSays(folder, bundle.body())).contains("Result: PASS");
    System.out.printf(
        "clock set +25 h, back, -25 h, back, 25 h later: %d events, %d leaves, lost 0, doubled 0; %d batches,"
            + " closed_at backwards 0, anchored %d, evidence PASS%n",
        events.size(), size(STREAM), batches.size(), batches.size());
  }

  /// Events that become leaves under a signed head, and then a batch.
  private void batch(int count) {
    events.addAll(captured(STREAM, count));
    awaitSize(STREAM, events.size());
    assertSignedRootIsOf(STREAM, events);
    batches.add(close(STREAM).string("batch_id"));
  }

  private String anew(String policyId) {
    captured(policyId, 3);
    awaitSize(policyId, 3);
    return close(policyId).string("batch_id");
  }

  private void assertRefused(String batchId, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(anchor(record(batchId)).string("error")).contains(reason));
    assertThat(record(batchId).string("status")).isEqualTo("PENDING");
  }

  /// GOLD: it would be open for an hour after the time at which it was opened.
  private void assertOpenBatchOfALaterTimeClosesAndIsAnchored() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    getJson("/vcp/anchors?policy_id=test:clock-open").array("batches").elements())
                .hasSize(1));
    var closed =
        (JsonObject) getJson("/vcp/anchors?policy_id=test:clock-open").array("batches").get(0);
    awaitAnchored(closed.string("batch_id"));
  }

  private void assertAllIsAnchoredOnceItIsAsLateAsTheClockHadSaid() throws Exception {
    Duration later = JUMP.plusMinutes(1);
    try (var authority =
        TimeStampServer.start(
            InetAddress.getLoopbackAddress(), 0, TSA_FOLDER, () -> Instant.now().plus(later))) {
      AUTHORITY.behave(query -> AUTHORITY.answerOf(authority.port(), query));
      AHEAD.set(later);
      batches.forEach(this::awaitAnchored);
      assertThat(text("/health")).doesNotContain("CLOSED_AHEAD");
    }
  }

  private void assertChain() {
    JsonObject before = null;
    long next = 0;
    for (String id : batches) {
      JsonObject record = record(id);
      assertThat(number(record, "first_sequence")).isEqualTo(next);
      next = number(record, "last_sequence") + 1;
      if (before != null) {
        assertThat(record.string("previous_batch_hash")).isEqualTo(before.string("batch_hash"));
        assertThat(Instant.parse(record.string("closed_at")))
            .isAfterOrEqualTo(Instant.parse(before.string("closed_at")));
      }
      before = record;
    }
    assertThat(next).isEqualTo(events.size());
    assertThat(
            jdbc.sql("SELECT count(*) FROM leaf JOIN stream_log USING (log_no) WHERE policy_id = ?")
                .param(STREAM)
                .query(Long.class)
                .single())
        .isEqualTo(events.size());
  }
}
