package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.common.canonical.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

public abstract class AdoptionCases extends AnchorServiceCase {

  @Autowired private BatchStore batches;
  @Autowired private Anchoring anchoring;
  @Autowired private TransactionTemplate transactions;

  @AfterEach
  void theAuthorityIsBack() {
    AUTHORITY.beHonest();
  }

  @Test
  void aBatchThatWasClosedBeforeATargetWasConfiguredGetsAJobForIt() {
    AUTHORITY.beAway();
    captured("test:adopted", 3);
    awaitSize("test:adopted", 3);
    JsonObject closed = close("test:adopted");
    String id = closed.string("batch_id");
    // As if there had been no target when it closed; a request on its way is waited for.
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    jdbc.sql("DELETE FROM anchor_job WHERE batch_id = ? AND state = 'FAILED'")
                        .param(UUID.fromString(id))
                        .update())
                .isEqualTo(1));
    AUTHORITY.beHonest();
    assertThat(record(id).array("anchors").elements()).isEmpty();

    var adoption = new TargetAdoption(batches, anchoring, transactions);
    adoption.adopt();
    adoption.adopt();

    JsonObject anchored = awaitAnchored(id);
    assertThat(anchor(anchored).string("identifier")).isEqualTo("local-tsa");
    assertThat(anchor(anchored).string("imprint"))
        .as("as at the close")
        .isEqualTo(anchor(closed).string("imprint"));
  }

  @Test
  void theTotalsAreWhatAllBatchesAndJobsWouldGive() {
    for (int i = 1; i <= 3; i++) {
      captured("test:totals", 2);
      awaitSize("test:totals", 2L * i);
      awaitAnchored(close("test:totals").string("batch_id"));
    }
    assertThat(jdbc.sql(WRONG_TOTALS).query(Long.class).single()).isZero();
    assertThat(
            jdbc.sql(
                    """
                    SELECT batches || ' ' || confirmed FROM batch_total
                    JOIN stream_log USING (log_no) WHERE policy_id = 'test:totals'
                    """)
                .query(String.class)
                .single())
        .isEqualTo("3 3");
    JsonObject status = getJson("/vcp/anchor/status");
    assertThat(number(status.object("jobs"), "confirmed")).isGreaterThanOrEqualTo(3);
  }

  /// In one statement, so that nothing changes meanwhile. Copies that other tests make have no log.
  private static final String WRONG_TOTALS =
      """
      SELECT count(*) FROM batch_total FULL JOIN (
        SELECT log_no, count(*) AS batches, coalesce(sum(jobs.confirmed), 0) AS confirmed,
               max(closed_at) AS closed, max(anchored_at) AS anchored
        FROM batch JOIN stream_log USING (log_no) LEFT JOIN (
          SELECT batch_id, count(*) AS confirmed FROM anchor_job
          WHERE state = 'CONFIRMED' GROUP BY batch_id) AS jobs USING (batch_id)
        GROUP BY log_no) AS truth USING (log_no)
      WHERE (batch_total.batches, batch_total.confirmed, last_closed_at, last_anchored_at)
        IS DISTINCT FROM (truth.batches, truth.confirmed, truth.closed, truth.anchored)
      """;
}
