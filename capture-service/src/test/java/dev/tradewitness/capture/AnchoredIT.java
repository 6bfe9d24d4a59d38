package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.anchored.AnchoredFigures;
import dev.tradewitness.capture.stream.Entries;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads show the batch that an event is in, as the anchor-service last described it.
@CaptureTest
class AnchoredIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BATCH = "01957b1c-0000-7000-8000-000000000001";
  private static final String ROOT = "ab".repeat(32);

  @Autowired private AnchoredBatches batches;
  @Autowired private AnchoredFigures figures;
  @Autowired private JdbcClient database;
  @Autowired private TransactionTemplate transaction;

  @Autowired
  @Qualifier("backgroundDatabase")
  private DataSource backgroundDatabase;

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void anEventShowsItsBatchFromItsClosingOn() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    UUID open = UUID.randomUUID();
    http.log(Events.order(first, "anchored:a"));
    http.log(Events.order(second, "anchored:a"));
    http.log(Events.order(open, "anchored:a"));
    assertThat(security(second).has("merkle_root")).isFalse();

    try (var topics = new TopicReader()) {
      topics.send("vcp.anchors", "anchored:a", batch("PENDING"));
      await().atMost(PATIENCE).until(() -> security(second).has("merkle_root"));
      assertThat(security(second).string("anchor_status")).isEqualTo("PENDING");
      assertThat(security(second).string("merkle_root")).isEqualTo(ROOT);
      assertThat(security(second).text("merkle_index")).isEqualTo("1");
      assertThat(security(second).string("anchor_reference")).isEqualTo(BATCH);
      assertThat(security(open).has("merkle_root")).isFalse();

      topics.send("vcp.anchors", "anchored:a", batch("ANCHORED"));
      topics.send("vcp.anchors", "anchored:a", "{\"batch_id\":\"no record\"}");
      topics.send("vcp.anchors", "anchored:a", batch("PENDING"));
      await()
          .atMost(PATIENCE)
          .until(() -> "ANCHORED".equals(security(first).string("anchor_status")));
      await().atMost(PATIENCE).until(() -> topics.all("vcp.anchors.dlt").size() == 1);
      assertThat(security(first).string("anchor_status")).isEqualTo("ANCHORED");
    }

    JsonArray newest = http.get("/vcp/batches/newest").json().array("batches");
    assertThat(newest.elements()).hasSize(1);
    assertThat(((JsonObject) newest.get(0)).string("batch_id")).isEqualTo(BATCH);
    assertThat(((JsonObject) newest.get(0)).string("status")).isEqualTo("ANCHORED");
    assertThat(
            http.get("/vcp/batches/newest?after=anchored:a&limit=1")
                .json()
                .array("batches")
                .elements())
        .isEmpty();
    assertThat(http.get("/vcp/batches/newest?limit=101").status()).isEqualTo(400);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonObject health = http.get("/health").json();
          assertThat(health.string("current_root")).isEqualTo(ROOT);
          assertThat(health.string("last_anchor")).isEqualTo("2026-03-01T12:00:05.000000Z");
          assertThat(health.text("pending_events")).isEqualTo("1");
          assertThat(health.text("events_logged")).isEqualTo("3");
        });
  }

  @Test
  void whatIsShownOfBatchesReadsAFewRowsHoweverManyThereAre() {
    var background = JdbcClient.create(backgroundDatabase);
    var inBackground = new TransactionTemplate(new JdbcTransactionManager(backgroundDatabase));
    try {
      manyBatches();
      StoredEvent event = event(100_000);

      assertThat(
              rowsRead(
                  inBackground,
                  background,
                  () -> assertThat(figures.figures().lastRoot()).isEqualTo(ROOT)))
          .isLessThan(10);
      assertThat(
              rowsRead(
                  transaction,
                  database,
                  () ->
                      assertThat(batches.of(List.of(event)).get(event.at()).batchId())
                          .isEqualTo("rows-10000")))
          .isLessThan(10);
      assertThat(
              rowsRead(
                  transaction,
                  database,
                  () ->
                      assertThat(batches.newestRecords("anchored:row", 1))
                          .containsExactly("19999")))
          .isLessThan(10);
      // What it would be, and that it is seen.
      assertThat(
              rowsRead(
                  transaction,
                  database,
                  () ->
                      database
                          .sql("select sum(first_sequence) from anchored_batch")
                          .query()
                          .singleRow()))
          .isGreaterThanOrEqualTo(20_000);
    } finally {
      database.sql("delete from anchored_batch where policy_id = 'anchored:rows'").update();
      database.sql("delete from stream where policy_id = 'anchored:rows'").update();
    }
  }

  /// Of one stream that has no events here.
  private void manyBatches() {
    database
        .sql(
            """
            insert into stream (policy_id, partition, conformance_tier, signing)
            values ('anchored:rows', 0, 'SILVER', 'every-event')
            """)
        .update();
    database
        .sql(
            """
            insert into anchored_batch (batch_id, policy_id, first_sequence, last_sequence,
              merkle_root, status, closed_at, anchored_at, record)
            select 'rows-' || n, 'anchored:rows', n * 10, n * 10 + 9, ?, 'ANCHORED',
              now() + n * interval '1 s', now() + n * interval '1 s', n::text
            from generate_series(0, 19999) n
            """)
        .param(ROOT)
        .update();
    database.sql("analyze anchored_batch").update();
  }

  private static StoredEvent event(long sequence) {
    var entry = Entries.of("ORD-1");
    return new StoredEvent(
        new StreamPosition("anchored:rows", sequence),
        entry.event().id(),
        entry.event().tier(),
        entry.event().document(),
        null,
        entry.reception(),
        entry.event().warnings());
  }

  /// Rows of the batches that the work reads, through an index or not.
  private static long rowsRead(
      TransactionOperations transaction, JdbcClient database, Runnable work) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          long before = rowsRead(database);
          work.run();
          return rowsRead(database) - before;
        }));
  }

  private static long rowsRead(JdbcClient database) {
    return database
        .sql(
            """
            select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
            from pg_stat_xact_user_tables where relname = 'anchored_batch'
            """)
        .query(Long.class)
        .single();
  }

  private JsonObject security(UUID id) {
    return http.get("/vcp/events/" + id).json().object("security");
  }

  private static String batch(String status) {
    return """
    {"batch_id":"%s","policy_id":"anchored:a","merkle_algo":"RFC6962","merkle_root":"%s","event_count":2,\
    "first_sequence":0,"last_sequence":1,"closed_at":"2026-03-01T12:00:00.000000Z","anchored_at":%s,\
    "status":"%s","anchors":[]}\
    """
        .formatted(
            BATCH,
            ROOT,
            status.equals("ANCHORED") ? "\"2026-03-01T12:00:05.000000Z\"" : "null",
            status);
  }
}
