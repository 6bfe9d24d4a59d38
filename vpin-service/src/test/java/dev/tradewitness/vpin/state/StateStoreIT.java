package dev.tradewitness.vpin.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;
import dev.tradewitness.vpin.state.MetricArchive.PairStanding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/// Polls against a real PostgreSQL.
class StateStoreIT {

  private final StateDatabase database = new StateDatabase();

  @Test
  void aFirstCommitThatIsRolledBackCanBeTriedAgain() {
    PartitionClaim claim = database.store.claim(0, "me");
    var engine = new VpinEngine(StateDatabase.PARAMETERS);
    engine.accept(1, 1, 1, 10);
    var metric = new Metric(0, 0, "A", engine.epoch(), engine.parameters(), engine.reading());
    var pairs = List.of(PairState.of("A", 0, true, engine));
    var advance = List.of(new PartitionAdvance(0, claim.ownerEpoch(), 1, 1));

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
                    0, claim.ownerEpoch(), engine.trades(), claim.nextMetric() + metrics.size())),
            List.of(PairState.of("A", 0, true, engine)),
            metrics),
        () -> {});
  }
}
