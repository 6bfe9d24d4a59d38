package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.anchor.batch.AnchorDelay.Finding;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.OpenRange;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.event.PolicyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorDelayTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<Trust> EXTERNAL = List.of(Trust.EXTERNAL);

  private static LogHead log(Instant firstEventAt) {
    return new LogHead(
        1,
        new PolicyId("test:delay"),
        Tier.GOLD,
        1,
        0,
        List.of(),
        new OpenRange(2, 0, List.of(), firstEventAt, firstEventAt),
        new Standing(LogState.OPEN, "", NOW, -1, -1));
  }

  private static BatchStore.Summary pendingSince(Instant oldest) {
    return new BatchStore.Summary(3, NOW, null, oldest == null ? 0 : 1, oldest, null);
  }

  private static AnchorDelay since(Duration age, Duration limit) {
    return AnchorDelay.of(log(NOW.minus(age)), null, EXTERNAL, limit, NOW);
  }

  @Test
  void aStreamWithoutAnUnanchoredEventIsOnTime() {
    AnchorDelay delay = AnchorDelay.of(log(null), pendingSince(null), EXTERNAL, HOUR, NOW);
    assertThat(delay)
        .isEqualTo(new AnchorDelay(null, Duration.ZERO, HOUR, Trust.EXTERNAL, Finding.OK));
  }

  // An hour's grace is a minute, at most; a short limit's is a tenth.
  @ParameterizedTest
  @CsvSource({
    "PT1H, PT59M, OK",
    "PT1H, PT1H1M, OK",
    "PT1H, PT1H1M0.001S, WARNING",
    "PT1H, PT2H, WARNING",
    "PT1H, PT2H0.001S, VIOLATION",
    "PT10M, PT11M, OK",
    "PT10M, PT11M0.001S, WARNING",
    "PT10S, PT11S, OK",
    "PT10S, PT11.001S, WARNING",
    "PT10S, PT20.001S, VIOLATION",
    "PT24H, PT24H1M, OK",
    "PT24H, PT24H1M0.001S, WARNING",
    "PT24H, PT240H, VIOLATION"
  })
  void theLimitWarnsAndTwiceTheLimitViolates(Duration limit, Duration age, Finding finding) {
    AnchorDelay delay = since(age, limit);
    assertThat(delay.finding()).isEqualTo(finding);
    assertThat(delay.age()).isEqualTo(age);
    assertThat(delay.limit()).isEqualTo(limit);
  }

  @Test
  void aBatchThatWaitsForItsAnchorCountsFromItsFirstEventNotFromTheOpenOnes() {
    Instant closedBatch = NOW.minus(Duration.ofHours(3));
    AnchorDelay delay =
        AnchorDelay.of(log(NOW.minusSeconds(5)), pendingSince(closedBatch), EXTERNAL, HOUR, NOW);
    assertThat(delay.oldest()).isEqualTo(closedBatch);
    assertThat(delay.finding()).isEqualTo(Finding.VIOLATION);
  }

  @Test
  void aLocalAnchorIsNoneWhereAnExternalOneIsAwaited() {
    Instant closedBatch = NOW.minus(Duration.ofHours(3));
    var locallyAnchored = new BatchStore.Summary(3, NOW, NOW, 0, null, closedBatch);
    for (List<Trust> targets : List.of(EXTERNAL, List.of(Trust.LOCAL, Trust.EXTERNAL))) {
      AnchorDelay delay = AnchorDelay.of(log(null), locallyAnchored, targets, HOUR, NOW);
      assertThat(delay.oldest()).isEqualTo(closedBatch);
      assertThat(delay.counted()).isEqualTo(Trust.EXTERNAL);
      assertThat(delay.finding()).isEqualTo(Finding.VIOLATION);
    }
  }

  @Test
  void whereEveryTargetIsLocalTheFindingSaysSo() {
    List<Trust> local = List.of(Trust.LOCAL);
    AnchorDelay inTime = AnchorDelay.of(log(NOW), pendingSince(null), local, HOUR, NOW);
    assertThat(inTime.finding()).isEqualTo(Finding.LOCAL_ONLY);
    assertThat(inTime.finding().isLate()).isFalse();
    AnchorDelay late =
        AnchorDelay.of(log(NOW), pendingSince(NOW.minus(HOUR.multipliedBy(3))), local, HOUR, NOW);
    assertThat(late.finding()).isEqualTo(Finding.VIOLATION);
    assertThat(late.counted()).isEqualTo(Trust.LOCAL);
  }

  @Test
  void withoutATargetEveryBatchWaits() {
    Instant closedBatch = NOW.minus(Duration.ofHours(3));
    AnchorDelay delay = AnchorDelay.of(log(null), pendingSince(closedBatch), List.of(), HOUR, NOW);
    assertThat(delay.finding()).isEqualTo(Finding.VIOLATION);
  }

  @Test
  void anEventFromTheFutureHasNoAge() {
    AnchorDelay delay = since(Duration.ofMinutes(-5), HOUR);
    assertThat(delay.age()).isZero();
    assertThat(delay.finding()).isEqualTo(Finding.OK);
  }
}
