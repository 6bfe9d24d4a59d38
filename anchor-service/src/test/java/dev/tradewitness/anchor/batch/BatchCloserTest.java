package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.OpenRange;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.event.PolicyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionOperations;

class BatchCloserTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final StreamLog logs = mock(StreamLog.class);
  private final BatchProperties settings = mock(BatchProperties.class);
  private final BatchCloser closer =
      new BatchCloser(
          logs,
          mock(TreeReader.class),
          mock(Checkpoints.class),
          mock(KeyRing.class),
          mock(BatchStore.class),
          mock(Anchoring.class),
          settings,
          TransactionOperations.withoutTransaction(),
          () -> NOW);

  private static LogHead due(String policyId) {
    Instant before = NOW.minusSeconds(60);
    return log(policyId, before, before);
  }

  private static LogHead log(
      String policyId, @Nullable Instant firstEventAt, @Nullable Instant openedAt) {
    return new LogHead(
        1,
        new PolicyId(policyId),
        Tier.GOLD,
        1,
        3,
        List.of(),
        new OpenRange(2, 0, List.of(), firstEventAt, openedAt),
        new Standing(LogState.OPEN, "", NOW, -1, -1));
  }

  @ParameterizedTest
  @CsvSource({
    // interval, first event received, first leaf here, due; in seconds before and after now
    "60, -10, -9, 50", // counts from the first event
    "60, -60, -50, 0",
    "60, -3600, 0, 10", // a backlog waits for more of itself
    "2, -3600, 0, 2" // but not longer than the interval
  })
  void aBatchIsDueWhenItsFirstEventIsAsOldAsTheTierSays(
      int interval, int firstEvent, int opened, int due) {
    when(settings.interval(Tier.GOLD)).thenReturn(Duration.ofSeconds(interval));
    when(settings.catchUp()).thenReturn(Duration.ofSeconds(10));

    assertThat(closer.dueAt(log("test:a", NOW.plusSeconds(firstEvent), NOW.plusSeconds(opened))))
        .contains(NOW.plusSeconds(due));
  }

  @Test
  void anEmptyBatchIsNeverDue() {
    assertThat(closer.dueAt(log("test:a", null, null))).isEmpty();
  }

  @Test
  void whatIsNotDueStaysOpen() {
    when(settings.interval(Tier.GOLD)).thenReturn(Duration.ofSeconds(61));
    when(settings.catchUp()).thenReturn(Duration.ofSeconds(1));
    when(logs.all()).thenReturn(List.of(due("test:a")));

    closer.closeDue();

    verify(logs, never()).lock(any());
  }

  @Test
  void aLogThatCannotBeClosedDoesNotKeepLaterOnesWaiting() {
    when(settings.interval(any())).thenReturn(Duration.ofSeconds(1));
    when(settings.catchUp()).thenReturn(Duration.ofSeconds(1));
    when(logs.all()).thenReturn(List.of(due("test:a"), due("test:b")));
    when(logs.lock(new PolicyId("test:a"))).thenThrow(new IllegalStateException("bad log"));
    when(logs.lock(new PolicyId("test:b"))).thenReturn(Optional.empty());

    assertThatThrownBy(closer::closeDue).hasMessage("bad log");

    verify(logs).lock(new PolicyId("test:b"));
  }
}
