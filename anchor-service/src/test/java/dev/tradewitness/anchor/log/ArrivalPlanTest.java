package dev.tradewitness.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalPlanTest {

  private static Leaf leaf(long sequence, String content) {
    return Leaf.of(
        sequence,
        new UUID(0, sequence),
        new Hash(NaiveTree.sha256(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        0);
  }

  private static List<Leaf> leaves(long... sequences) {
    return Arrays.stream(sequences).mapToObj(n -> leaf(n, "event " + n)).toList();
  }

  private static Arrivals arrivals(List<Leaf> leaves, Arrivals.Vouchers vouchers) {
    return new Arrivals(leaves, Collections.nCopies(leaves.size(), "GOLD"), vouchers);
  }

  private static ArrivalPlan plan(long size, List<Leaf> leaves) {
    return ArrivalPlan.of(size, arrivals(leaves, index -> true));
  }

  @Test
  void whatFollowsTheLogIsNext() {
    ArrivalPlan plan = plan(5, leaves(5, 6, 7));
    assertThat(plan)
        .isEqualTo(new ArrivalPlan(leaves(5, 6, 7), "GOLD", List.of(), null, -1, -1, false));
  }

  @Test
  void whatIsInAlreadyIsARepeat() {
    ArrivalPlan plan = plan(5, leaves(3, 4, 5, 4));
    assertThat(plan)
        .isEqualTo(new ArrivalPlan(leaves(5), "GOLD", leaves(3, 4, 4), null, -1, -1, false));
  }

  @Test
  void aHoleEndsWhatIsTakenAndNamesTheFirstThatIsMissing() {
    ArrivalPlan plan = plan(5, leaves(5, 8, 9, 6));
    assertThat(plan).isEqualTo(new ArrivalPlan(leaves(5, 6), "GOLD", List.of(), null, 7, 9, false));
  }

  @Test
  void whatCameTooEarlyAndThenAgainInItsPlaceLeavesNoGap() {
    ArrivalPlan plan = plan(0, leaves(1, 0, 1));
    assertThat(plan)
        .isEqualTo(new ArrivalPlan(leaves(0, 1), "GOLD", List.of(), null, -1, -1, false));
  }

  @Test
  void twoContentsForOneSequenceClashAndTheSameContentTwiceDoesNot() {
    Leaf other = leaf(6, "something else");
    var arrivals = new ArrayList<>(leaves(5, 6, 6));
    assertThat(plan(5, arrivals).clash()).isNull();
    arrivals.add(other);
    assertThat(plan(5, arrivals).clash()).isEqualTo(other);
  }

  @Test
  void aLeafThatNobodyVouchesForIsNotNextAndNothingBehindItIs() {
    ArrivalPlan plan = ArrivalPlan.of(5, arrivals(leaves(5, 6, 7, 8), index -> index != 1));
    assertThat(plan).isEqualTo(new ArrivalPlan(leaves(5), "GOLD", List.of(), null, 6, 8, true));
  }

  @Test
  void aForgedLeafIsPassedOverForTheOneThatIsVouchedFor() {
    var arrivals = List.of(leaf(5, "forged"), leaf(5, "event 5"), leaf(6, "event 6"));
    ArrivalPlan plan = ArrivalPlan.of(5, arrivals(arrivals, index -> index > 0));
    assertThat(plan)
        .isEqualTo(new ArrivalPlan(leaves(5, 6), "GOLD", List.of(), null, -1, -1, false));
  }

  @Test
  void theTierIsTheStrictestOfWhatIsNextAndNobodyElseDecidesIt() {
    var tiers = List.of("SILVER", "GOLD", "PLATINUM", "PLATINUM", "PLATINUM");
    ArrivalPlan plan =
        ArrivalPlan.of(5, new Arrivals(leaves(5, 6, 7, 9, 3), tiers, index -> index != 2));
    assertThat(plan.next()).isEqualTo(leaves(5, 6));
    assertThat(plan.tier()).isEqualTo("GOLD");
  }

  @Test
  void aMissingLeafIsNotTakenForAnUnconfirmedOne() {
    ArrivalPlan plan = ArrivalPlan.of(5, arrivals(leaves(6, 7), index -> false));
    assertThat(plan).isEqualTo(new ArrivalPlan(List.of(), "", List.of(), null, 5, 7, false));
  }

  @Test
  void aVoucherIsAskedForOnlyForALeafThatWouldBeAppended() {
    ArrivalPlan.of(
        5,
        arrivals(
            leaves(3, 4, 7),
            index -> {
              throw new AssertionError("leaf " + index + " would not be appended");
            }));
  }

  @Test
  void ofAStoppedLogOnlyWhatIsInIsLookedAt() {
    ArrivalPlan plan = ArrivalPlan.ofStopped(5, arrivals(leaves(4, 5, 6, 0), index -> true));
    assertThat(plan).isEqualTo(new ArrivalPlan(List.of(), "", leaves(4, 0), null, -1, -1, false));
  }

  @Test
  void nothingPlansNothing() {
    assertThat(plan(9, List.of()))
        .isEqualTo(new ArrivalPlan(List.of(), "", List.of(), null, -1, -1, false));
  }

  /// However a relay resends, shuffles or loses: the log gets each sequence once, in order.
  @Test
  void pollAfterPollEverySequenceIsTakenOnceWhateverTheOrder() {
    long seed = System.nanoTime();
    System.out.println("ArrivalPlanTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(40);
      var log = new ArrayList<Leaf>();
      while (log.size() < count) {
        var poll = new ArrayList<>(leaves(LongStream.range(0, count).toArray()));
        if (random.nextBoolean()) {
          Collections.shuffle(poll, random);
        }
        poll.subList(random.nextInt(poll.size()), poll.size()).clear();
        poll.addAll(leaves(log.size()));
        long size = log.size();
        ArrivalPlan plan = plan(size, poll);
        assertThat(plan.next())
            .as("from %d of %d", size, count)
            .isEqualTo(leaves(LongStream.range(size, size + plan.next().size()).toArray()));
        assertThat(plan.clash()).isNull();
        assertThat(plan.repeats())
            .allSatisfy(leaf -> assertThat(leaf.sequence()).isLessThan(size + plan.next().size()));
        assertGapIsTrue(plan, size + plan.next().size(), poll);
        log.addAll(plan.next());
      }
      assertThat(log).isEqualTo(leaves(LongStream.range(0, count).toArray()));
    }
  }

  private static void assertGapIsTrue(ArrivalPlan plan, long reached, List<Leaf> poll) {
    var beyond = new TreeMap<Long, Leaf>();
    poll.forEach(leaf -> beyond.put(leaf.sequence(), leaf));
    beyond.headMap(reached).clear();
    assertThat(plan.firstMissing()).isEqualTo(beyond.isEmpty() ? -1 : reached);
    assertThat(plan.highestBeyond()).isEqualTo(beyond.isEmpty() ? -1 : beyond.lastKey());
  }
}
