package dev.tradewitness.vpin.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;
import dev.tradewitness.vpin.state.MetricArchive.PairStanding;
import dev.tradewitness.vpin.state.MetricArchive.Range;
import dev.tradewitness.vpin.state.OldMetrics.Past;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/// Polls against a real PostgreSQL.
class StateStoreIT {

  private static final UUID TOPIC = UUID.randomUUID();

  private final StateDatabase database = new StateDatabase();

  @Test
  void aFirstCommitThatIsRolledBackCanBeTriedAgain() {
    PartitionClaim claim = database.store.claim(0, "me");
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 10);
    var metric = new Metric(0, 0, "A", engine.epoch(), engine.parameters(), engine.reading());
    var pairs = List.of(PairState.of("A", 0, true, engine));
    var advance = List.of(new PartitionAdvance(0, claim.ownerEpoch(), 0, 1, 0, 1));

    // Two metrics of one number: the last statement fails, and takes all before it back.
    assertThatThrownBy(() ->
            database.store.commit(
                new PollCommit(advance, pairs, List.of(metric, metric)), () -> {}))
        .isInstanceOf(DataAccessException.class);
    database.store.commit(new PollCommit(advance, pairs, List.of(metric)), () -> {});

    assertThat(database.archive.from(0, 0, 10)).containsExactly(metric);
  }

  @Test
  void aPairWarmsUpAnewUnderOtherParametersWithoutShowingItsFormerMetric() {
    var before = new VpinEngine(StateDatabase.PARAMETERS);
    before.accept(1, 1, 1, 10);
    commit(database.store, before, List.of(metric(before)));
    assertThat(database.archive.standing("A").orElseThrow().latest()).isNotNull();

    var changed = new VpinParameters(20, 8, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);
    VpinEngine after = before.under(changed);
    after.accept(2, 1, 1, 50);
    commit(database.storeUnder(changed), after, List.of());

    PairStanding standing = database.archive.standing("A").orElseThrow();
    assertThat(standing.latest()).as("its former epoch's metric is history").isNull();
    assertThat(standing.closedBuckets()).isEqualTo(2);
    assertThat(standing.warmUpBuckets()).isEqualTo(4);
  }

  @Test
  void aPairThatANewerProcessHasChangedIsNotChangedBackByAnOlderOne() {
    StateStore older = database.store;
    var changed = new VpinParameters(20, 2, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);
    StateStore newer = database.storeUnder(changed);
    var engine = new VpinEngine(changed);
    engine.accept(1, 1, 1, 20);
    commit(newer, engine, List.of(metric(engine)));

    assertThat(newer.pair("A").orElseThrow().configuredLater()).isFalse();
    assertThat(older.pair("A").orElseThrow().configuredLater()).isTrue();
    engine.accept(2, 1, 1, 20);
    commit(older, engine, List.of(metric(engine)));
    assertThat(database.archive.from(0, 0, 10))
        .extracting(Metric::parameters)
        .containsExactly(changed, changed);

    StateStore changedBack = database.storeUnder(StateDatabase.PARAMETERS);
    assertThat(changedBack.pair("A").orElseThrow().configuredLater()).isFalse();
    assertThat(database.storeUnder(StateDatabase.PARAMETERS).pair("A").orElseThrow())
        .extracting(PairState.Stored::configuredLater)
        .isEqualTo(false);
    assertThat(
            database
                .jdbc
                .sql("SELECT max(generation) FROM configured_parameters")
                .query(Integer.class)
                .single())
        .as("a restart with the same parameters is no change")
        .isEqualTo(3);
  }

  @Test
  void retentionStopsAtTheFirstYoungMetricAndKeepsThePairsLatest() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    for (int i = 0; i < 50; i++) {
      engine.accept(i, 1, 1, 10);
      commit(database.store, engine, List.of(metric(engine)));
    }
    database.archive.published(Map.of(0, 49L));
    database
        .jdbc
        .sql("UPDATE metric SET committed_at = now() - interval '1 h' WHERE metric_no <> 20")
        .update();
    var properties = new StateProperties(Duration.ofMinutes(30), Duration.ofMinutes(10), 7);
    var deleted = new SimpleMeterRegistry().counter("deleted");
    var retention = retention(properties, deleted, InstantSource.system());
    retention.deleteOld();
    assertThat(deleted.count()).isEqualTo(20);
    assertThat(database.archive.from(0, 0, 100)).hasSize(30);

    database.jdbc.sql("UPDATE metric SET committed_at = now() - interval '1 h'").update();
    retention.deleteOld();
    assertThat(database.archive.from(0, 0, 100))
        .as("the unpublished one, which is the latest")
        .singleElement()
        .extracting(Metric::number)
        .isEqualTo(49L);
  }

  private MetricRetention retention(
      StateProperties properties, Counter deleted, InstantSource clock) {
    return new MetricRetention(database.old, properties, deleted, SteadyTime.of(clock));
  }

  /// For the database it is 25 hours later than for the process: that of one of them was set.
  @Test
  void aDatabaseWhoseClockRunsAheadDeletesNothingThatIsStillToBeKept() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    for (int i = 0; i < 5; i++) {
      engine.accept(i, 1, 1, 10);
      commit(database.store, engine, List.of(metric(engine)));
    }
    database.archive.published(Map.of(0, 5L));
    database.jdbc.sql("UPDATE metric SET committed_at = now() - interval '24 h'").update();
    database.jdbc.sql("UPDATE pair_state SET committed_at = now() - interval '24 h'").update();
    var properties = new StateProperties(Duration.ofHours(1), Duration.ofMinutes(10), 7);
    var deleted = new SimpleMeterRegistry().counter("deleted");
    Instant now = Instant.now();
    retention(properties, deleted, () -> now.minus(Duration.ofHours(25))).deleteOld();
    assertThat(deleted.count()).isZero();
    retention(properties, deleted, () -> now).deleteOld();
    assertThat(deleted.count()).as("all but the pair's latest").isEqualTo(4);
  }

  @Test
  void retentionReadsNoMoreThanItsFirstLookWhileEverythingIsYoung() {
    database
        .jdbc
        .sql(
            """
            INSERT INTO metric SELECT f.feed_id, 0, n, 'A', n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
            FROM feed f, generate_series(0, 19999) n
            """)
        .update();
    database.store.claim(0, "me");
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 10);
    commit(database.store, engine, List.of());
    database.archive.published(Map.of(0, 20_000L));
    database.jdbc.sql("ANALYZE metric").update();
    var properties = new StateProperties(Duration.ofMinutes(30), Duration.ofMinutes(10), 10_000);
    var deleted = new SimpleMeterRegistry().counter("deleted");
    long read =
        database.rowsRead(
            "metric", () -> retention(properties, deleted, InstantSource.system()).deleteOld());
    assertThat(read).isBetween(1L, 200L);
  }

  @Test
  void anOldRangeOfAHistoryReadsNoMoreThanItGives() {
    insertMetrics(20_000, "n");
    for (Range range :
        List.of(
            new Range("A", 0, 10_000, Long.MAX_VALUE, 10),
            new Range("A", 10_000, 20_000, Long.MAX_VALUE, 10),
            new Range("A", 0, Long.MAX_VALUE, 10_000, 10),
            new Range("A", Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 10))) {
      var found = new ArrayList<Metric>();
      long read = database.rowsRead("metric", () -> found.addAll(database.archive.history(range)));
      assertThat(found).as(range.toString()).hasSize(10);
      assertThat(read).as(range.toString()).isBetween(10L, 50L);
    }
  }

  @Test
  void theHistoryIsOrderedByTradeTimeAndItsPagesHoldEachMetricOnce() {
    // Every third trade is five seconds late, and two have the same time.
    insertMetrics(100, "n / 2 - CASE WHEN n % 3 = 0 THEN 5 ELSE 0 END");
    var pages = new ArrayList<Metric>();
    long before = Long.MAX_VALUE;
    List<Metric> page;
    do {
      page = database.archive.history(new Range("A", -100, 100, before, 7));
      pages.addAll(0, page);
      before = page.isEmpty() ? 0 : page.getFirst().reading().sequence();
    } while (!page.isEmpty());
    assertThat(pages)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(
            Comparator.<Metric>comparingLong(metric -> metric.reading().timestamp())
                .thenComparingLong(metric -> metric.reading().sequence()));
  }

  /// Of pair A, with a trade time by their number.
  private void insertMetrics(int count, String time) {
    int parameters =
        database
            .jdbc
            .sql("SELECT max(parameters_id) FROM parameters")
            .query(Integer.class)
            .single();
    database
        .jdbc
        .sql(
            """
            INSERT INTO metric
            SELECT f.feed_id, 0, n, 'A', n, %s, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?
            FROM feed f, generate_series(0, ? - 1) n
            """
                .formatted(time))
        .params(parameters, count)
        .update();
    database.jdbc.sql("ANALYZE metric").update();
  }

  @Test
  void aPairThatNeverGaveAReadingIsForgottenAfterTheRetention() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 1);
    commit(database.store, engine, List.of());
    var properties = new StateProperties(Duration.ofMinutes(30), Duration.ofMinutes(10), 7);
    var retention =
        retention(properties, new SimpleMeterRegistry().counter("deleted"), InstantSource.system());
    retention.deleteOld();
    assertThat(database.store.pair("A")).isPresent();
    database.jdbc.sql("UPDATE pair_state SET committed_at = now() - interval '1 h'").update();
    retention.deleteOld();
    assertThat(database.store.pair("A")).isEmpty();
  }

  @Test
  void aPairThatTradesWhileItIsToBeForgottenStays() throws Exception {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 1);
    commit(database.store, engine, List.of());
    database.jdbc.sql("UPDATE pair_state SET committed_at = now() - interval '1 h'").update();
    var forgetting =
        new Thread(
            () -> database.old.deletePairsWithoutReading(new Past(1_800, Instant.now()), 10));
    database.inTransaction(() -> {
      engine.accept(2, 1, 1, 1);
      commit(database.store, engine, List.of());
      forgetting.start();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() ->
              database
                      .jdbc
                      .sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
                      .query(Long.class)
                      .single()
                  > 0);
    });
    assertThat(forgetting.join(Duration.ofMinutes(1))).isTrue();
    assertThat(database.store.home("A")).contains(0);
  }

  @Test
  void aPairMovesOnceItsFormerHomeIsReadAndPublished() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 10);
    commit(database.store, engine, List.of(metric(engine)));
    PartitionClaim other = database.store.claim(5, "me");
    database.store.moveTo(other, 7, TOPIC);
    database.store.moveTo(database.store.claim(0, "me"), 1, TOPIC);
    long epoch = other.ownerEpoch();

    assertThat(database.store.move(move(2L, epoch, 100))).as("read to 1 of 2").isFalse();
    assertThat(database.store.move(move(1L, epoch, 100))).as("not published").isFalse();
    database.archive.published(Map.of(0, 1L));
    assertThatThrownBy(() -> database.store.move(move(1L, epoch - 1, 100)))
        .isInstanceOf(FencedException.class);
    assertThat(database.store.move(move(1L, epoch, 100))).isTrue();
    assertThat(database.store.home("A")).contains(5);

    engine.accept(2, 1, 1, 10);
    assertThatThrownBy(() -> commit(database.store, engine, List.of()))
        .as("its former home writes it no more")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPairDoesNotWaitForAPartitionThatWaitsForAnotherPairAtAMessageNoOlder() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 1);
    commit(database.store, engine, List.of());
    PartitionClaim other = database.store.claim(5, "me");
    PartitionClaim home = database.store.claim(0, "me");
    database.store.moveTo(other, 7, TOPIC);
    database.store.moveTo(home, 1, TOPIC);
    // Partition 0 waits at its position, 1, for a pair B of partition 5.
    assertThat(database.store.move(new PairMove("B", 5, 9L, 0, home.ownerEpoch(), 1, 100, TOPIC)))
        .isFalse();
    assertThat(database.store.move(move(2L, other.ownerEpoch(), 101))).as("is older").isFalse();
    assertThat(database.store.move(move(2L, other.ownerEpoch(), 100))).as("is as old").isTrue();
  }

  @Test
  void anOffsetOfATopicThatWasDeletedDoesNotLetAPairMove() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 1);
    commit(database.store, engine, List.of());
    PartitionClaim other = database.store.claim(5, "me");
    database.store.moveTo(other, 0, TOPIC);
    assertThat(database.store.move(move(1L, other.ownerEpoch(), 100))).isFalse();
    assertThat(database.store.move(move(null, other.ownerEpoch(), 100)))
        .as("without the partition nothing is left to be read")
        .isTrue();
  }

  @Test
  void aPairDoesNotMoveToAPartitionThatWasClaimedInAFormerTopic() {
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 1);
    commit(database.store, engine, List.of());
    PartitionClaim other = database.store.claim(5, "me");
    database.store.moveTo(other, 7, UUID.randomUUID());
    assertThat(database.store.move(move(null, other.ownerEpoch(), 100))).isFalse();
    database.store.moveTo(other, 0, TOPIC);
    assertThat(database.store.move(move(null, other.ownerEpoch(), 100))).isTrue();
  }

  /// Of pair A from partition 0 to 5, whose position is 7.
  private static PairMove move(@Nullable Long end, long ownerEpoch, long sent) {
    return new PairMove("A", 0, end, 5, ownerEpoch, 7, sent, TOPIC);
  }

  @Test
  void pairsAreGivenInPages() {
    for (String pair : List.of("A", "B", "C")) {
      var engine = new VpinEngine(StateDatabase.PARAMETERS);
      engine.accept(1, 1, 1, 1);
      PartitionClaim claim = database.store.claim(0, "me");
      database.store.commit(
          new PollCommit(
              List.of(new PartitionAdvance(0, claim.ownerEpoch(), from(claim), 1, 0, 0)),
              List.of(PairState.of(pair, 0, true, engine)),
              List.of()),
          () -> {});
    }
    assertThat(database.archive.standings("", 2)).extracting(PairStanding::pair).contains("A", "B");
    assertThat(database.archive.standings("B", 2)).extracting(PairStanding::pair).contains("C");
    assertThat(database.archive.standings("C", 2)).isEmpty();
    assertThat(database.store.pairs(0, 2)).extracting(PairState.Stored::pair).contains("C", "B");
  }

  @Test
  void whatAnOlderDumpHasIsNotJumpedOver() {
    PartitionClaim claim = database.store.claim(0, "me");
    database.store.moveTo(claim, 5, TOPIC);
    assertThatThrownBy(() -> advance(claim, 7, 9)).isInstanceOf(StateMovedException.class);
    advance(claim, 5, 7);
    assertThatThrownBy(() -> advance(claim, 5, 9)).isInstanceOf(StateMovedException.class);
    PartitionClaim others = database.store.claim(0, "other");
    assertThatThrownBy(() -> advance(claim, 7, 9)).isInstanceOf(FencedException.class);
    advance(others, 7, 9);
    assertThat(database.store.nextOffsets()).containsEntry(0, 9L);
  }

  private void advance(PartitionClaim claim, long from, long to) {
    database.store.commit(
        new PollCommit(
            List.of(new PartitionAdvance(0, claim.ownerEpoch(), from, to, 0, 0)),
            List.of(),
            List.of()),
        () -> {});
  }

  private static long from(PartitionClaim claim) {
    Long next = claim.nextOffset();
    return next == null ? 0 : next;
  }

  private static Metric metric(VpinEngine engine) {
    VpinReading reading = engine.reading();
    return new Metric(0, reading.sequence(), "A", engine.epoch(), engine.parameters(), reading);
  }

  /// Pair A of partition 0, as its only poll since the claim.
  private static void commit(StateStore store, VpinEngine engine, List<Metric> metrics) {
    PartitionClaim claim = store.claim(0, "me");
    store.commit(
        new PollCommit(
            List.of(
                new PartitionAdvance(
                    0,
                    claim.ownerEpoch(),
                    from(claim),
                    engine.trades(),
                    claim.nextMetric(),
                    claim.nextMetric() + metrics.size())),
            List.of(PairState.of("A", 0, engine.trades() == 1 || engine.epoch() > 0, engine)),
            metrics),
        () -> {});
  }
}
