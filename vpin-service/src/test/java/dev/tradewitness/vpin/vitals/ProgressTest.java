package dev.tradewitness.vpin.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.vpin.vitals.Progress.PartitionProgress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private long now = 1_000_000;
  private long set;
  private final Progress progress =
      new Progress(() -> Instant.ofEpochMilli(now + set), () -> now * 1_000_000);

  @Test
  void untilKafkaHasSaidWhatIsAssignedTheLagIsUnknown() {
    assertThat(progress.lag()).isNull();
    assertThat(progress.lagSeconds()).isNull();
    progress.assigned(List.of());
    assertThat(progress.lag()).isZero();
    assertThat(progress.lagSeconds()).isZero();
  }

  @Test
  void whatWasNeverClaimedHasAnUnknownLagAndSoHasTheSum() {
    progress.assigned(List.of(0, 1));
    progress.claimed(0, 1, 10, 15);
    assertThat(progress.lag()).isNull();
    progress.elsewhere(1, 100);
    progress.end(1, 107);
    assertThat(progress.lag()).isEqualTo(12);
  }

  @Test
  void whatIsFetchedCountsUntilItIsCommitted() {
    claimed(0, 10, 10);
    progress.fetched(0, 999_000, 25);
    assertThat(progress.lag()).isEqualTo(15);
    assertThat(progress.lagSeconds()).isEqualTo(1.0);

    progress.committed(0, 20, 999_600);
    assertThat(progress.lag()).isEqualTo(5);
    assertThat(progress.lagSeconds()).as("the next is no older than the last").isEqualTo(0.4);

    progress.committed(0, 25, 999_900);
    assertThat(progress.lag()).isZero();
    assertThat(progress.lagSeconds()).isZero();
  }

  @Test
  void lagGrowsInMessagesAndInTimeWhileNothingCanBeCommitted() {
    claimed(0, 10, 10);
    progress.fetched(0, 999_000, 11);
    progress.stands(0, Standing.WAITING);
    now += 60_000;
    progress.end(0, 500);
    assertThat(progress.lag()).isEqualTo(490);
    assertThat(progress.lagSeconds()).isEqualTo(61.0);
    assertThat(progress.partitions())
        .extracting(PartitionProgress::standing)
        .containsExactly(Standing.WAITING);
  }

  @Test
  void aMessageThatWasNotFetchedAgesFromWhenItWasSeen() {
    claimed(0, 10, 10);
    progress.end(0, 11);
    now += 3_000;
    progress.end(0, 12);
    assertThat(progress.lagSeconds()).isEqualTo(3.0);
  }

  @Test
  void whatWaitsGoesOnAgeingWhenTheClockIsSet() {
    claimed(0, 10, 10);
    progress.end(0, 11);
    now += 3_000;
    set = -90_000_000;
    assertThat(progress.lagSeconds()).isEqualTo(3.0);
    set = 90_000_000;
    assertThat(progress.lagSeconds()).isEqualTo(3.0);
    progress.fetched(0, now - 500, 11);
    assertThat(progress.lagSeconds()).as("by its time and the clock").isEqualTo(90_000.5);
    progress.committed(0, 11, now);
    assertThat(progress.lagSeconds()).isZero();
  }

  @Test
  void aFencedPartitionIsAsFarAsItsOwnerBringsIt() {
    claimed(0, 10, 20);
    progress.stands(0, Standing.FENCED);
    assertThat(progress.lag()).isEqualTo(10);
    progress.elsewhere(0, 20);
    assertThat(progress.lag()).isZero();
  }

  @Test
  void anOwnedPartitionIsNotMovedByWhatTheTableSays() {
    claimed(0, 10, 20);
    progress.elsewhere(0, 20);
    assertThat(progress.lag()).isEqualTo(10);
  }

  @Test
  void whatKafkaTakesAwayIsNoLongerThisProcesssLag() {
    claimed(0, 10, 20);
    progress.revoked(0);
    assertThat(progress.lag()).isZero();
    assertThat(progress.partitions()).isEmpty();
  }

  private void claimed(int partition, long position, long end) {
    progress.assigned(List.of(partition));
    progress.claimed(partition, 1, position, end);
  }
}
