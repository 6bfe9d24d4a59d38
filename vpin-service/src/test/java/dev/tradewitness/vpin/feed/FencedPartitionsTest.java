package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FencedPartitionsTest {

  private static final TopicPartition PARTITION = new TopicPartition("trades", 3);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos;
  private final Progress progress = new Progress(() -> now, () -> nanos);
  private final FencedPartitions fenced =
      new FencedPartitions(progress, new SteadyTime(() -> now, () -> nanos), Duration.ofMinutes(1));

  private void fence(long end) {
    progress.assigned(List.of(3));
    progress.claimed(3, 1, 100, end);
    progress.stands(3, Standing.FENCED);
    fenced.add(PARTITION);
    assertThat(fenced.takeAbandoned()).isEmpty();
  }

  private List<TopicPartition> takeAfter(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
    return fenced.takeAbandoned();
  }

  @Test
  void aPartitionWhoseMessagesWaitUnreadIsAbandoned() {
    fence(200);
    assertThat(takeAfter(Duration.ofSeconds(59))).isEmpty();
    assertThat(fenced.all()).containsExactly(PARTITION);
    assertThat(takeAfter(Duration.ofSeconds(1))).containsExactly(PARTITION);
    assertThat(fenced.isEmpty()).isTrue();
  }

  @Test
  void aPartitionThatItsOwnerReadsHoweverSlowlyIsLeftToIt() {
    fence(200);
    for (long position = 101; position < 105; position++) {
      progress.elsewhere(3, position);
      assertThat(takeAfter(Duration.ofSeconds(50))).isEmpty();
    }
    assertThat(takeAfter(Duration.ofSeconds(60))).containsExactly(PARTITION);
  }

  @Test
  void aPartitionWithoutUnreadMessagesIsNotAbandonedAndItsPatienceStartsWithTheNextOne() {
    fence(100);
    assertThat(takeAfter(Duration.ofHours(1))).isEmpty();
    progress.end(3, 101);
    assertThat(takeAfter(Duration.ofSeconds(59))).isEmpty();
    assertThat(takeAfter(Duration.ofSeconds(1))).containsExactly(PARTITION);
  }

  @Test
  void aClockThatIsSetAbandonsNothingAndKeepsNothingWaiting() {
    fence(200);
    now = now.plus(Duration.ofHours(25));
    assertThat(fenced.takeAbandoned()).isEmpty();
    now = now.minus(Duration.ofHours(50));
    assertThat(takeAfter(Duration.ofMinutes(1))).containsExactly(PARTITION);
  }

  @Test
  void aPartitionThatKafkaAssignsToAnotherConsumerIsForgotten() {
    fence(200);
    fenced.removeAll(List.of(PARTITION));
    assertThat(takeAfter(Duration.ofHours(1))).isEmpty();
    assertThat(fenced.all()).isEmpty();
  }
}
