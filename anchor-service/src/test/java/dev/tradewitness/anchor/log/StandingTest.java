package dev.tradewitness.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.crypto.Hash;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Instant BEFORE = Instant.parse("2026-11-29T12:00:00Z");
  private static final Instant NOW = BEFORE.plusSeconds(60);
  private static final Standing OPEN = new Standing(LogState.OPEN, "", BEFORE, -1, -1);

  private static Leaf leaf(long sequence) {
    return Leaf.of(sequence, new UUID(0, sequence), Hash.of(new byte[] {(byte) sequence}), 0);
  }

  private static ArrivalPlan plan(
      List<Leaf> next, long firstMissing, long highest, boolean isUnconfirmed) {
    return new ArrivalPlan(next, "", List.of(), null, firstMissing, highest, isUnconfirmed);
  }

  @Test
  void aLeafThatNobodyVouchedForMakesItUnconfirmedUntilAllThatCameIsIn() {
    Standing waiting = OPEN.after(plan(List.of(leaf(5)), 6, 8, true), 6, NOW);
    assertThat(waiting.state()).isEqualTo(LogState.UNCONFIRMED);
    assertThat(waiting.awaitedTo()).isEqualTo(8);
    assertThat(waiting.detail()).contains("6 to 8");

    // Later messages do not bring sequence 6 again.
    Standing still = waiting.after(plan(List.of(), 6, 9, false), 6, NOW.plusSeconds(1));
    assertThat(still.state()).isEqualTo(LogState.UNCONFIRMED);
    assertThat(still.since()).isEqualTo(NOW);
    assertThat(still.awaitedTo()).isEqualTo(9);

    Standing moving =
        still.after(plan(List.of(leaf(6), leaf(7)), -1, -1, false), 8, NOW.plusSeconds(2));
    assertThat(moving.state()).isEqualTo(LogState.UNCONFIRMED);
    assertThat(moving.since()).isEqualTo(NOW.plusSeconds(2));

    Standing done =
        moving.after(plan(List.of(leaf(8), leaf(9)), -1, -1, false), 10, NOW.plusSeconds(3));
    assertThat(done).isEqualTo(new Standing(LogState.OPEN, "", NOW.plusSeconds(3), -1, -1));
  }

  @Test
  void aMissingLeafIsAGapAlsoBehindUnconfirmedOnes() {
    assertThat(OPEN.after(plan(List.of(), 5, 7, false), 5, NOW).state()).isEqualTo(LogState.GAP);
    Standing unconfirmed = OPEN.after(plan(List.of(), 5, 5, true), 5, NOW);
    assertThat(unconfirmed.after(plan(List.of(leaf(5)), 6, 9, false), 6, NOW).state())
        .isEqualTo(LogState.GAP);
  }

  @Test
  void anOpenLogThatTakesAllStaysAsItIs() {
    assertThat(OPEN.after(plan(List.of(leaf(5)), -1, -1, false), 6, NOW)).isSameAs(OPEN);
  }

  @Test
  void aConflictInALogThatIsAheadLeavesTheComparisonToBeMade() {
    Standing ahead = OPEN.ahead(20, 15, 10, NOW);
    Standing conflict = ahead.conflict(new Contradiction(leaf(5), Hash.of(new byte[1])), NOW);
    assertThat(conflict.state()).isEqualTo(LogState.CONFLICT);
    assertThat(conflict.conflictSequence()).isEqualTo(5);
    assertThat(conflict.conflict(new Contradiction(leaf(7), null), NOW)).isSameAs(conflict);

    Standing resolved = conflict.resolved(20, NOW);
    assertThat(resolved.state()).isEqualTo(LogState.AHEAD);
    assertThat(resolved.commonSize()).isEqualTo(10);
    assertThat(resolved.comparedTo(20).resolved(20, NOW).state()).isEqualTo(LogState.OPEN);
  }

  @Test
  void aLogInConflictThatIsFoundAheadStaysInConflict() {
    Standing conflict = OPEN.conflict(new Contradiction(leaf(5), Hash.of(new byte[1])), NOW);
    Standing both = conflict.ahead(20, 15, 10, NOW);
    assertThat(both.state()).isEqualTo(LogState.CONFLICT);
    assertThat(both.commonSize()).isEqualTo(10);
    assertThat(both.ahead(20, 8, 3, NOW).commonSize()).isEqualTo(3);
    assertThat(both.ahead(20, 18, 17, NOW).commonSize()).isEqualTo(10);
  }

  @Test
  void whatIsAcceptedStaysAcceptedAndWhatIsAwaitedIsAGap() {
    Standing accepted = OPEN.ahead(20, 15, 10, NOW).awaiting(22).accepted(20, NOW);
    assertThat(accepted.state()).isEqualTo(LogState.GAP);
    assertThat(accepted.acceptedSize()).isEqualTo(20);
    assertThat(accepted.commonSize()).isEqualTo(-1);
    Standing grown =
        accepted.after(plan(List.of(leaf(20), leaf(21), leaf(22)), -1, -1, false), 23, NOW);
    assertThat(grown.state()).isEqualTo(LogState.OPEN);
    assertThat(grown.acceptedSize()).isEqualTo(20);
  }
}
