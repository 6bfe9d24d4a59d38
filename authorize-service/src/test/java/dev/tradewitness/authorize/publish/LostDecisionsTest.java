package dev.tradewitness.authorize.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LostDecisionsTest {

  private final LostDecisions lost = new LostDecisions();

  @Test
  void aDecisionThatWasPublishedTwiceCountsOnce() {
    lost.add(3, 10, 10, "a");
    lost.add(3, 10, 11, "b");
    lost.add(3, 10, 10, "a");
    assertThat(lost.count()).isEqualTo(2);
    assertThat(lost.detail())
        .startsWith(
            "2 published decisions are not in the journal (first of each lane: lane 3: decision 10"
                + " (a)); code ");
  }

  @Test
  void messagesThatKafkaDeletedAreNamedAlsoWhenNothingElseIsLost() {
    assertThat(lost.isEmpty()).isTrue();
    lost.addDeleted(5, 40, 52);
    assertThat(lost.isEmpty()).isFalse();
    assertThat(lost.detail())
        .isEqualTo(
            "partition 5: offsets 40 to 51 were deleted before they were compared; code "
                + lost.code());
  }

  @Test
  void theCodeIsOfAllThatIsNamed() {
    lost.add(3, 10, 10, "a");
    String before = lost.code();
    lost.addDeleted(5, 40, 52);
    assertThat(lost.code()).isNotEqualTo(before);
  }
}
