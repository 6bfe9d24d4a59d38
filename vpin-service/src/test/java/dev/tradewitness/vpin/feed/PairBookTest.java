package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.feed.PairBook.Page;
import dev.tradewitness.vpin.reading.SavedEngine;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.PartitionAdvance;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.state.PollCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairBookTest {

  private static final VpinParameters PARAMETERS =
      new VpinParameters(10, 2, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);

  private final List<String> askedFor = new ArrayList<>();
  private final PairBook book = new PairBook(PARAMETERS, 2, this::home);

  private Optional<Integer> home(String pair) {
    askedFor.add(pair);
    return pair.equals("ELSEWHERE") ? Optional.of(7) : Optional.empty();
  }

  private Page open(int partition, long offset, long nextMetric) {
    return book.open(new PartitionClaim(partition, 3, offset, nextMetric, null), offset, List.of());
  }

  private static Trade trade(String pair, double notional) {
    return new Trade(pair, 1, 1, 1, notional * 2, notional);
  }

  @Test
  void aPollGivesTheTouchedPairsTheirMetricsAndTheOffsetsTheyReach() {
    Page page = open(0, 100, 40);
    open(1, 0, 0);
    assertThat(book.accept(page, trade("A", 10))).isNull();
    page.passed(100);
    assertThat(book.accept(page, trade("A", 10))).isNull();
    page.passed(105);
    PollCommit pending = book.pending();
    assertThat(pending.partitions()).containsExactly(new PartitionAdvance(0, 3, 106, 42));
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
    Page page = open(0, 0, 0);
    book.accept(page, trade("A", 3));
    assertThat(book.pending().pairs().getFirst().begins()).isTrue();
    assertThat(book.pending().pairs().getFirst().chunks()).as("none closed").isEmpty();
    page.passed(0);
    book.committed();
    book.accept(page, trade("A", 7));
    assertThat(book.pending().pairs().getFirst().begins()).isFalse();
    assertThat(book.pending().pairs().getFirst().chunks()).as("one closed").hasSize(1);
    book.committed();
    book.accept(page, trade("A", 3));
    assertThat(book.pending().pairs().getFirst().chunks()).as("still open").isEmpty();
  }

  @Test
  void refusedMessagesMoveTheOffsetToo() {
    Page page = open(0, 5, 0);
    page.passed(5);
    assertThat(book.pending().partitions()).containsExactly(new PartitionAdvance(0, 3, 6, 0));
    assertThat(book.pending().pairs()).isEmpty();
  }

  @Test
  void aPartitionHasRoomForSoManyPairsAndNoMore() {
    Page page = open(0, 0, 0);
    assertThat(book.accept(page, trade("A", 1))).isNull();
    assertThat(book.accept(page, trade("B", 1))).isNull();
    assertThat(book.accept(page, trade("C", 1))).isEqualTo(Refusal.TOO_MANY_PAIRS);
    assertThat(book.accept(page, trade("A", 1))).isNull();
    assertThat(book.accept(open(1, 0, 0), trade("C", 1))).as("another partition").isNull();
  }

  @Test
  void aTradeBeyondCountingIsRefusedAndChangesNothing() {
    Page page = open(0, 0, 0);
    assertThat(book.accept(page, trade("A", 1e300))).isEqualTo(Refusal.TOO_MANY_BUCKETS);
    assertThat(book.pending().isEmpty()).isTrue();
    assertThat(page.pairs()).isZero();
  }

  @Test
  void aPairAtHomeWithAnotherConsumerIsRefusedAndAskedForOnce() {
    Page page = open(0, 0, 0);
    assertThat(book.accept(page, trade("ELSEWHERE", 1))).isEqualTo(Refusal.OTHER_PARTITION);
    assertThat(book.accept(page, trade("ELSEWHERE", 1))).isEqualTo(Refusal.OTHER_PARTITION);
    assertThat(askedFor).containsExactly("ELSEWHERE");
  }

  @Test
  void aTradeFromAnotherPartitionOfTheSameConsumerGoesToThePairsHome() {
    Page home = open(0, 0, 0);
    Page other = open(1, 0, 0);
    book.accept(home, trade("A", 10));
    home.passed(0);
    book.accept(other, trade("A", 10));
    other.passed(0);
    PollCommit pending = book.pending();
    assertThat(pending.partitions())
        .containsExactlyInAnyOrder(
            new PartitionAdvance(0, 3, 1, 2), new PartitionAdvance(1, 3, 1, 0));
    assertThat(pending.metrics()).extracting(Metric::partition).containsOnly(0);
    assertThat(pending.pairs()).extracting(PairState::trades).containsExactly(2L);
  }

  @Test
  void theHomeOfAPairThatTradedIsFencedEvenIfOnlyAnotherPartitionMoved() {
    Page home = open(0, 0, 0);
    Page other = open(1, 0, 0);
    book.accept(home, trade("A", 1));
    home.passed(0);
    book.committed();
    book.accept(other, trade("A", 1));
    other.passed(0);
    assertThat(book.pending().metrics()).isEmpty();
    assertThat(book.pending().partitions())
        .containsExactlyInAnyOrder(
            new PartitionAdvance(0, 3, 1, 0), new PartitionAdvance(1, 3, 1, 0));
  }

  @Test
  void aClosedPartitionTakesItsPairsAndPendingChangesAlong() {
    Page page = open(0, 0, 0);
    book.accept(page, trade("A", 10));
    page.passed(0);
    book.close(0);
    assertThat(book.page(0)).isNull();
    assertThat(book.pending().isEmpty()).isTrue();
    assertThat(book.pending().pairs()).isEmpty();
    assertThat(book.pending().metrics()).isEmpty();
  }

  @Test
  void storedPairsGoOnWhereTheyStopped() {
    Page page = open(0, 0, 0);
    book.accept(page, trade("A", 13));
    PairState saved = book.pending().pairs().getFirst();
    var stored =
        new PairState.Stored(
            "A", 0, PARAMETERS, new SavedEngine(saved.open(), null, saved.chunks()));
    book.close(0);
    Page again = book.open(new PartitionClaim(0, 4, 1L, 1, null), 1, List.of(stored));
    assertThat(again.pairs()).isEqualTo(1);
    book.accept(again, trade("A", 7));
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
            new VpinParameters(10, 2, 1, VolumeUnit.BASE, ClassifierKind.HALF, 5), 2, this::home);
    Page page = base.open(new PartitionClaim(0, 1, 0L, 0, null), 0, List.of());
    base.accept(page, trade("A", 5));
    assertThat(base.pending().pairs()).extracting(PairState::closedBuckets).containsExactly(1L);
  }
}
