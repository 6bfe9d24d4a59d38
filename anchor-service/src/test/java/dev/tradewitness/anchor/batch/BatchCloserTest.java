package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
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
import org.junit.jupiter.api.Test;
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
    return new LogHead(
        1,
        new PolicyId(policyId),
        Tier.SILVER,
        1,
        3,
        List.of(),
        new OpenRange(2, 0, List.of(), before, before),
        new Standing(LogState.OPEN, "", before, -1, -1));
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
