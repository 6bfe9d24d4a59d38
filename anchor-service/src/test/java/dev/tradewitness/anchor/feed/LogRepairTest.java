package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.capture.CapturedStream;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.OpenRange;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

class LogRepairTest {

  private static final PolicyId FIRST = new PolicyId("test:a");
  private static final PolicyId SECOND = new PolicyId("test:b");

  private final StreamLog logs = mock(StreamLog.class);
  private final CaptureClient capture = mock(CaptureClient.class);
  private final Ownership ownership = new Ownership();
  private final LogRepair repair =
      new LogRepair(
          logs,
          mock(TreeReader.class),
          capture,
          ownership,
          new FeedReport(new SimpleMeterRegistry()),
          TransactionOperations.withoutTransaction());

  @BeforeEach
  void holdAllPartitions() {
    for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
      ownership.hold(partition, 1, this);
    }
  }

  private static LogHead gap(PolicyId policyId, long size, long awaitedTo) {
    return new LogHead(
        1,
        policyId,
        Tier.SILVER,
        1,
        size,
        List.of(),
        new OpenRange(2, 0, List.of(), null, null),
        new Standing(LogState.GAP, "", Instant.EPOCH, awaitedTo, -1));
  }

  @Test
  void aLogThatCannotBeRepairedDoesNotKeepLaterOnesWaiting() {
    when(logs.notOpen()).thenReturn(List.of(gap(FIRST, 3, 9), gap(SECOND, 4, 9)));
    when(capture.events(eq(FIRST), anyLong(), anyLong()))
        .thenThrow(new IllegalStateException("bad log"));

    assertThatThrownBy(repair::repairAll).hasMessage("bad log");

    verify(capture).events(SECOND, 4, 6);
  }

  @Test
  void whateverIsAwaitedAtLeastOneAndNeverLessIsAskedFor() {
    when(logs.notOpen()).thenReturn(List.of(gap(FIRST, 0, Long.MAX_VALUE)));

    repair.repairAll();

    verify(capture).events(FIRST, 0, Long.MAX_VALUE);
  }

  @Test
  void aLogOpensWhenCaptureHasNothingMoreWhateverIsAwaited() {
    LogHead head = gap(FIRST, 5, Long.MAX_VALUE);
    when(logs.notOpen()).thenReturn(List.of(head));
    when(logs.lock(FIRST)).thenReturn(Optional.of(head));
    when(capture.streams()).thenReturn(List.of(new CapturedStream(FIRST, 5)));

    repair.repairAll();

    verify(logs).mark(FIRST, LogState.OPEN, "", -1);
  }

  @Test
  void aLogStaysClosedWhileCapturesHeadIsAnotherOrTheLogHasChanged() {
    LogHead first = gap(FIRST, 5, 9);
    LogHead second = gap(SECOND, 5, 9);
    when(logs.notOpen()).thenReturn(List.of(first, second));
    when(logs.lock(FIRST)).thenReturn(Optional.of(first));
    when(logs.lock(SECOND)).thenReturn(Optional.of(gap(SECOND, 5, 12)));
    when(capture.streams())
        .thenReturn(List.of(new CapturedStream(FIRST, 6), new CapturedStream(SECOND, 5)));

    repair.repairAll();

    verify(logs, never()).mark(any(), any(), any(), anyLong());
  }

  @Test
  void theRoundEndsWhenCaptureIsAway() {
    when(logs.notOpen()).thenReturn(List.of(gap(FIRST, 3, 9), gap(SECOND, 4, 9)));
    var away = mock(CaptureUnavailableException.class);
    when(capture.events(eq(FIRST), anyLong(), anyLong())).thenThrow(away);

    assertThatThrownBy(repair::repairAll).isSameAs(away);

    verify(capture, never()).events(eq(SECOND), anyLong(), anyLong());
    verify(logs, never()).appendFromCapture(any(), any());
  }

  @Test
  void whereARoundEndedTheNextBeginsBehind() {
    when(logs.notOpen()).thenReturn(List.of(gap(FIRST, 3, 9), gap(SECOND, 4, 9)));
    when(capture.events(eq(FIRST), anyLong(), anyLong()))
        .thenThrow(mock(CaptureUnavailableException.class));

    assertThatThrownBy(repair::repairAll).isInstanceOf(CaptureUnavailableException.class);
    assertThatThrownBy(repair::repairAll).isInstanceOf(CaptureUnavailableException.class);

    verify(capture).events(SECOND, 4, 6);
    verify(capture, times(2)).events(eq(FIRST), anyLong(), anyLong());
  }
}
