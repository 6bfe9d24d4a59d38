package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.feed.Verdict.Taken;
import dev.tradewitness.vpin.reading.SavedEngine;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.PartitionAdvance;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.state.PollCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairBookTest {

  private static final VpinParameters PARAMETERS =
      new VpinParameters(10, 2, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);

  private static final PairBounds BOUNDS = new PairBounds(2, Duration.ofMinutes(1));

  private final List<String> askedFor = new ArrayList<>();
  private final Map<String, PairHomes.Home> at = new HashMap<>();
  private final Map<String, PairState.Stored> stored = new HashMap<>();
  private final Map<String, Integer> keyed = new HashMap<>();
  private int partitions = 8;
  private final PairHomes homes =
      new PairHomes() {
        @Override
        public void begin() {}

        @Override
        public Home find(String pair, OwnedPartition from, long sent) {
          askedFor.add(pair);
          return at.getOrDefault(pair, new Home.Unknown());
        }

        @Override
        public Optional<PairState.Stored> load(String pair) {
          return Optional.ofNullable(stored.get(pair));
        }

        @Override
        public int partitions() {
          return partitions;
        }

        @Override
        public int keyed(String pair, int among) {
          return keyed.getOrDefault(pair, -1);
        }

        @Override
        public void forget() {}
      };
  private final PairBook book = new PairBook(PARAMETERS, BOUNDS, homes);

  private OwnedPartition open(int partition, long offset, long nextMetric) {
    return book.open(new PartitionClaim(partition, 3, offset, nextMetric, null), offset, List.of());
  }

  private Verdict accept(OwnedPartition from, Trade trade) {
    return book.accept(from, trade, 0);
  }

  private static Trade trade(String pair, double notional) {
    return new Trade(pair, 1, 1, 1, notional * 2, notional);
  }

  @Test
  void aPollGivesTheTouchedPairsTheirMetricsAndTheOffsetsTheyReach() {
    OwnedPartition page = open(0, 100, 40);
    open(1, 0, 0);
    assertThat(accept(page, trade("A", 10))).isEqualTo(Taken.COUNTED);
    page.passed(100);
    assertThat(accept(page, trade("A", 10))).isEqualTo(Taken.COUNTED);
    page.passed(105);
    PollCommit pending = book.pending();
    assertThat(pending.partitions()).containsExactly(new PartitionAdvance(0, 3, 100, 106, 40, 42));
    assertThat(pending.pairs()).extracting(PairState::pair).containsExactly("A");
    assertThat(pending.metrics()).extracting(Metric::number).containsExactly(40L, 41L);
    assertThat(pending.metrics())
        .extracting(metric -> metric.reading().sequence())
        .containsExactly(0L, 1L);
    book.committed();
    assertThat(book.pending().isEmpty()).isTrue();
  }

  @Test
  void onlyWhatClosedSinceTheLastCommitIsStored() {
    OwnedPartition page = open(0, 0, 0);
    accept(page, trade("A", 3));
    assertThat(book.pending().pairs().getFirst().begins()).isTrue();
    assertThat(book.pending().pairs().getFirst().chunks()).as("none closed").isEmpty();
    page.passed(0);
    book.committed();
    accept(page, trade("A", 7));
    assertThat(book.pending().pairs().getFirst().begins()).isFalse();
    assertThat(book.pending().pairs().getFirst().chunks()).as("one closed").hasSize(1);
    book.committed();
    accept(page, trade("A", 3));
    assertThat(book.pending().pairs().getFirst().chunks()).as("still open").isEmpty();
  }

  @Test
  void refusedMessagesMoveTheOffsetToo() {
    OwnedPartition page = open(0, 5, 0);
    page.passed(5);
    assertThat(book.pending().partitions()).containsExactly(new PartitionAdvance(0, 3, 5, 6, 0, 0));
    assertThat(book.pending().pairs()).isEmpty();
  }

  @Test
  void aPartitionHasRoomForSoManyPairsAndNoMore() {
    OwnedPartition page = open(0, 0, 0);
    assertThat(accept(page, trade("A", 1))).isEqualTo(Taken.COUNTED);
    assertThat(accept(page, trade("B", 1))).isEqualTo(Taken.COUNTED);
    assertThat(accept(page, trade("C", 1))).isEqualTo(Refusal.TOO_MANY_PAIRS);
    assertThat(accept(page, trade("A", 1))).isEqualTo(Taken.COUNTED);
    assertThat(accept(open(1, 0, 0), trade("C", 1)))
        .as("another partition")
        .isEqualTo(Taken.COUNTED);
  }

  @Test
  void aTradeBeyondCountingIsRefusedAndChangesNothing() {
    OwnedPartition page = open(0, 0, 0);
    assertThat(accept(page, trade("A", 1e300))).isEqualTo(Refusal.TOO_MANY_BUCKETS);
    assertThat(book.pending().isEmpty()).isTrue();
    assertThat(page.pairs()).isZero();
  }

  @Test
  void aPairAtHomeWithAnotherConsumerIsRefusedAndAskedForOnce() {
    OwnedPartition page = open(0, 0, 0);
    at.put("ELSEWHERE", new PairHomes.Home.At(7));
    assertThat(accept(page, trade("ELSEWHERE", 1))).isEqualTo(Refusal.OTHER_PARTITION);
    assertThat(accept(page, trade("ELSEWHERE", 1))).isEqualTo(Refusal.OTHER_PARTITION);
    assertThat(askedFor).containsExactly("ELSEWHERE");
  }

  @Test
  void aPairAtHomeElsewhereIsAskedForAgainOnceTheTopicHasMorePartitions() {
    OwnedPartition page = open(0, 0, 0);
    at.put("A", new PairHomes.Home.At(7));
    book.begin(1);
    assertThat(accept(page, trade("A", 1))).isEqualTo(Refusal.OTHER_PARTITION);
    partitions = 12;
    at.put("A", new PairHomes.Home.At(0));
    book.begin(2);
    assertThat(accept(page, trade("A", 1))).isEqualTo(Taken.COUNTED);
  }

  @Test
  void aTradeFromAnotherPartitionOfTheSameConsumerGoesToThePairsHome() {
    OwnedPartition home = open(0, 0, 0);
    OwnedPartition other = open(1, 0, 0);
    accept(home, trade("A", 10));
    home.passed(0);
    accept(other, trade("A", 10));
    other.passed(0);
    PollCommit pending = book.pending();
    assertThat(pending.partitions())
        .containsExactlyInAnyOrder(
            new PartitionAdvance(0, 3, 0, 1, 0, 2), new PartitionAdvance(1, 3, 0, 1, 0, 0));
    assertThat(pending.metrics()).extracting(Metric::partition).containsOnly(0);
    assertThat(pending.pairs()).extracting(PairState::trades).containsExactly(2L);
  }

  @Test
  void theHomeOfAPairThatTradedIsFencedEvenIfOnlyAnotherPartitionMoved() {
    OwnedPartition home = open(0, 0, 0);
    OwnedPartition other = open(1, 0, 0);
    accept(home, trade("A", 1));
    home.passed(0);
    book.committed();
    accept(other, trade("A", 1));
    other.passed(0);
    assertThat(book.pending().metrics()).isEmpty();
    assertThat(book.pending().partitions())
        .containsExactlyInAnyOrder(
            new PartitionAdvance(0, 3, 1, 1, 0, 0), new PartitionAdvance(1, 3, 0, 1, 0, 0));
  }

  @Test
  void aClosedPartitionTakesItsPairsAndPendingChangesAlong() {
    OwnedPartition page = open(0, 0, 0);
    accept(page, trade("A", 10));
    page.passed(0);
    book.close(0);
    assertThat(book.partition(0)).isNull();
    assertThat(book.pending().isEmpty()).isTrue();
    assertThat(book.pending().pairs()).isEmpty();
    assertThat(book.pending().metrics()).isEmpty();
  }

  @Test
  void storedPairsGoOnWhereTheyStopped() {
    OwnedPartition page = open(0, 0, 0);
    accept(page, trade("A", 13));
    PairState saved = book.pending().pairs().getFirst();
    PairState.Stored stored = stored(saved, 0);
    book.close(0);
    OwnedPartition again = book.open(new PartitionClaim(0, 4, 1L, 1, null), 1, List.of(stored));
    assertThat(again.pairs()).isEqualTo(1);
    accept(again, trade("A", 7));
    assertThat(book.pending().metrics())
        .singleElement()
        .satisfies(metric -> {
          assertThat(metric.reading().sequence()).isEqualTo(1);
          assertThat(metric.reading().bucketCount()).isEqualTo(2);
          assertThat(metric.number()).isEqualTo(1);
        });
    assertThat(askedFor).as("a stored pair needs no look-up").containsExactly("A");
  }

  @Test
  void volumeIsCountedInTheConfiguredUnit() {
    var base =
        new PairBook(
            new VpinParameters(10, 2, 1, VolumeUnit.BASE, ClassifierKind.HALF, 5), BOUNDS, homes);
    OwnedPartition page = base.open(new PartitionClaim(0, 1, 0L, 0, null), 0, List.of());
    base.accept(page, trade("A", 5), 0);
    assertThat(base.pending().pairs()).extracting(PairState::closedBuckets).containsExactly(1L);
  }

  @Test
  void aPairUnderNewerParametersThanTheConfiguredOnesKeepsThem() {
    var others = new VpinParameters(20, 2, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);
    var engine = new VpinEngine(others);
    engine.accept(1, 1, 1, 25);
    PairState.Stored older = stored(PairState.of("A", 0, true, engine), 0);
    var newer = new PairState.Stored("B", 0, others, true, older.engine(), 0);
    OwnedPartition page =
        book.open(new PartitionClaim(0, 4, 1L, 1, null), 1, List.of(older, newer));
    accept(page, trade("A", 25));
    accept(page, trade("B", 25));
    assertThat(book.pending().pairs())
        .extracting(PairState::pair, PairState::epoch, PairState::begins, PairState::parameters)
        .containsExactly(tuple("A", 1, true, PARAMETERS), tuple("B", 0, false, others));
  }

  @Test
  void anIdlePairMakesRoomAndComesBackAsItWas() {
    OwnedPartition page = open(0, 0, 0);
    book.begin(1_000);
    accept(page, trade("A", 13));
    accept(page, trade("B", 1));
    page.passed(0);
    PairState a = book.pending().pairs().getFirst();
    book.committed();

    book.begin(60_999);
    assertThat(accept(page, trade("C", 1))).isEqualTo(Refusal.TOO_MANY_PAIRS);
    book.begin(61_001);
    accept(page, trade("B", 1));
    assertThat(accept(page, trade("C", 1))).as("A makes room").isEqualTo(Taken.COUNTED);
    assertThat(page.pairs()).isEqualTo(2);
    assertThat(accept(page, trade("D", 1))).isEqualTo(Refusal.TOO_MANY_PAIRS);
    book.committed();

    book.begin(200_000);
    at.put("A", new PairHomes.Home.At(0));
    stored.put("A", stored(a, 1_000));
    assertThat(accept(page, trade("A", 7))).isEqualTo(Taken.COUNTED);
    assertThat(page.pairs()).isEqualTo(2);
    assertThat(book.pending().metrics())
        .singleElement()
        .satisfies(metric -> {
          assertThat(metric.reading().sequence()).isEqualTo(1);
          assertThat(metric.reading().bucketCount()).isEqualTo(2);
        });
    assertThat(book.pending().pairs().getFirst().begins()).isFalse();
  }

  @Test
  void aLoweredLimitHoldsForWhatIsStoredToo() {
    OwnedPartition page =
        book.open(
            new PartitionClaim(0, 4, 1L, 1, null),
            1,
            List.of(stored("A", 0, 300), stored("B", 0, 200), stored("C", 0, 100)));
    assertThat(page.pairs()).isEqualTo(2);
    book.begin(400);
    assertThat(accept(page, trade("NEW", 1))).isEqualTo(Refusal.TOO_MANY_PAIRS);
    assertThat(page.pairs()).isEqualTo(2);
  }

  @Test
  void aTradeWhosePairIsOnItsWayHereWaits() {
    OwnedPartition page = open(0, 0, 0);
    at.put("A", new PairHomes.Home.Moving());
    assertThat(accept(page, trade("A", 1))).isEqualTo(Taken.WAITS);
    assertThat(book.pending().isEmpty()).isTrue();
    at.put("A", new PairHomes.Home.At(0));
    stored.put("A", stored("A", 0, 100));
    assertThat(accept(page, trade("A", 1))).isEqualTo(Taken.COUNTED);
  }

  @Test
  void aPairWhoseKeyNowLeadsToAnotherPartitionOfTheSameConsumerMovesThere() {
    OwnedPartition former = open(0, 0, 0);
    OwnedPartition next = open(1, 0, 0);
    keyed.put("A", 1);
    accept(former, trade("A", 13));
    assertThat(accept(next, trade("A", 7))).as("not committed").isEqualTo(Taken.WAITS);
    PairState saved = book.pending().pairs().getFirst();
    book.committed();
    at.put("A", new PairHomes.Home.Moving());
    assertThat(accept(next, trade("A", 7))).as("not read").isEqualTo(Taken.WAITS);
    at.put("A", new PairHomes.Home.At(1));
    stored.put("A", stored(saved, 1));
    assertThat(accept(next, trade("A", 7))).isEqualTo(Taken.COUNTED);
    assertThat(former.pairs()).isZero();
    assertThat(next.pairs()).isEqualTo(1);
    assertThat(book.pending().metrics()).extracting(Metric::partition).containsExactly(1);
    assertThat(book.pending().pairs()).extracting(PairState::closedBuckets).containsExactly(2L);
  }

  private static PairState.Stored stored(String pair, int partition, long tradedAt) {
    var engine = new VpinEngine(PARAMETERS);
    return stored(PairState.of(pair, partition, true, engine), tradedAt);
  }

  private static PairState.Stored stored(PairState saved, long tradedAt) {
    return new PairState.Stored(
        saved.pair(),
        saved.partition(),
        saved.parameters(),
        false,
        new SavedEngine(saved.open(), null, saved.chunks()),
        tradedAt);
  }
}
