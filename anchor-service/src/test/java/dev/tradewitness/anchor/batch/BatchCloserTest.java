package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.LogSigner;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.checkpoint.SignedMemory;
import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.OpenRange;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionOperations;

class BatchCloserTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final StreamLog logs = mock(StreamLog.class);
  private final BatchProperties settings = mock(BatchProperties.class);
  private final TreeReader trees = mock(TreeReader.class);
  private final Checkpoints checkpoints = mock(Checkpoints.class);
  private final KeyRing keys = mock(KeyRing.class);
  private final LogSigner signer = mock(LogSigner.class);
  private final BatchStore batches = mock(BatchStore.class);
  private final SignedMemory memory = new SignedMemory();
  private final SigningHold hold = mock(SigningHold.class);
  private final BatchCloser closer =
      new BatchCloser(
          logs,
          trees,
          checkpoints,
          keys,
          batches,
          new BatchChain(batches, memory, hold),
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
    "2, -3600, 0, 2", // but not longer than the interval
    "60, 50, 59, 110", // the clock of another instance is a little ahead
    "60, 90000, 90000, 0" // the clock was set back by 25 h
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

  @Test
  void whatAnotherInstanceClosedMeanwhileIsNotClosedAgain() {
    when(settings.interval(any())).thenReturn(Duration.ofSeconds(60));
    when(settings.catchUp()).thenReturn(Duration.ofSeconds(10));
    when(logs.all()).thenReturn(List.of(due("test:a")));
    // Under the lock: the batch was closed, and another was opened a second ago.
    when(logs.lock(new PolicyId("test:a")))
        .thenReturn(Optional.of(log("test:a", NOW.minusSeconds(1), NOW.minusSeconds(1))));

    closer.closeDue();

    verify(checkpoints, never()).signLocked(any());
    verify(batches, never()).insert(any());
  }

  /// In seconds after now: the close of the batch before it, the beginning of the key, this close.
  @ParameterizedTest
  @CsvSource({
    "1, -3600, 1",
    "0, -3600, 0",
    "-1, -3600, 0",
    "-1, 3600, 3600", // another key since, made current while the clock was ahead
    "3601, 3600, 3601", // and a batch since by that key
    "7, 3, 7"
  })
  void aBatchClosesNeitherBeforeTheOneBeforeItNorBeforeItsKeyBegan(
      int previous, int notBefore, int closed) {
    LogHead head = lockedAt(3, NOW.plusSeconds(previous), NOW.plusSeconds(notBefore));

    Batch batch = closer.close(head.policyId()).orElseThrow();

    assertThat(batch.closedAt()).isEqualTo(NOW.plusSeconds(closed));
    assertThat(batch.immutable().string("closed_at"))
        .isEqualTo(Rfc3339.text(NOW.plusSeconds(closed)));
    assertThat(batch.immutable().string("previous_batch_hash"))
        .isEqualTo(
            closed(growing(head.policyId(), 0), NOW.plusSeconds(previous)).batchHash().hex());
    verify(batches).insert(batch);
  }

  @Test
  void timesNeverRunBackwardsAlongAChainWhoseKeyBeganAhead() {
    LogHead second = lockedAt(3, NOW, NOW.plus(Duration.ofHours(1)));
    Batch ahead = closer.close(second.policyId()).orElseThrow();
    assertThat(ahead.closedAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    // The key was replaced by one that began when the clock was right again.
    LogHead third = lockedAt(6, NOW, NOW.plusSeconds(1));
    when(batches.last(1)).thenReturn(Optional.of(ahead));

    Batch batch = closer.close(third.policyId()).orElseThrow();

    assertThat(batch.closedAt()).isEqualTo(ahead.closedAt());
    assertThat(batch.immutable().string("previous_batch_hash")).isEqualTo(ahead.batchHash().hex());
  }

  @Test
  void aBatchThatWouldNotFollowTheLastOneThatWasSignedIsNeverSigned() {
    LogHead head = lockedAt(3, NOW, NOW);
    Batch first = closer.close(head.policyId()).orElseThrow();
    verify(batches).insert(first);
    // The database is put back: the batch that was just closed is not in it, its range is open.
    when(hold.distrusted(any())).thenThrow(held());

    assertThatThrownBy(() -> closer.close(head.policyId()))
        .isInstanceOf(SigningHeldException.class);

    verify(hold, times(2)).distrusted(contains(first.batchId().toString()));
    verify(batches, times(1)).insert(any());
  }

  @Test
  void aBatchFollowsTheOneThatAnotherInstanceClosedSince() {
    Batch own = closer.close(lockedAt(3, NOW, NOW).policyId()).orElseThrow();
    when(batches.find(own.batchId())).thenReturn(Optional.of(own));
    LogHead head = lockedAt(9, NOW.plusSeconds(1), NOW);

    Batch batch = closer.close(head.policyId()).orElseThrow();

    assertThat(batch.firstSequence()).isEqualTo(9);
    assertThat(memory.of(head.policyId()).batch().batchId()).isEqualTo(batch.batchId());
    verify(hold, never()).distrusted(any());
  }

  @Test
  void afterAPersonHasSettledALossTheChainGoesOnFromWhatIsStored() {
    LogHead head = lockedAt(3, NOW, NOW);
    var lost = new KnownBatch(new UUID(5, 5), 3, 5, Hash.of(new byte[5]), head.head());
    memory.stored(head.policyId(), lost);
    memory.told(head.policyId(), new SignedMemory.Known(null, null, lost, false, true));

    Batch batch = closer.close(head.policyId()).orElseThrow();

    assertThat(memory.of(head.policyId()).batch().batchHash()).isEqualTo(batch.batchHash());
    assertThat(memory.of(head.policyId()).isBatchTold()).isFalse();
  }

  private static SigningHeldException held() {
    return mock(SigningHeldException.class);
  }

  /// A log whose open batch begins at a sequence and follows one, under a key.
  private LogHead lockedAt(long first, Instant previousClosedAt, Instant keyNotBefore) {
    PolicyId policyId = new PolicyId("test:a");
    LogHead head = growing(policyId, first);
    Batch previous = closed(growing(policyId, first - 3), previousClosedAt);
    when(logs.lock(policyId)).thenReturn(Optional.of(head));
    when(batches.last(1)).thenReturn(Optional.of(previous));
    when(checkpoints.signLocked(head))
        .thenReturn(new SignedCheckpoint(head.head(), "note", "key", NOW));
    when(trees.leaves(anyInt(), anyLong(), anyLong())).thenReturn(List.of(LEAF));
    when(keys.signer()).thenReturn(signer);
    when(signer.keyId()).thenReturn("key");
    when(signer.notBefore()).thenReturn(keyNotBefore);
    when(signer.sign(any())).thenReturn(new byte[64]);
    return head;
  }

  private static final Leaf LEAF = Leaf.of(0, new UUID(0, 7), Hash.of(new byte[1]), 0);

  /// A log whose open batch begins at a sequence and has three leaves.
  private static LogHead growing(PolicyId policyId, long first) {
    var tree = new Frontier();
    var open = new Frontier();
    for (long sequence = 0; sequence < first + 3; sequence++) {
      tree.append(LEAF.leafHash());
      if (sequence >= first) {
        open.append(LEAF.leafHash());
      }
    }
    return new LogHead(
        1,
        policyId,
        Tier.GOLD,
        1,
        first + 3,
        tree.peaks(),
        new OpenRange(2, first, open.peaks(), NOW, NOW),
        new Standing(LogState.OPEN, "", NOW, -1, -1));
  }

  private static Batch closed(LogHead head, Instant closedAt) {
    return new Batch(
        new Batch.Place(
            new UUID(1, 2),
            head.policyId(),
            head.tier(),
            head.openTree(),
            head.openHead(),
            NOW,
            closedAt),
        JsonObject.builder().put("batch_id", "1").build(),
        Hash.of(new byte[2]),
        new Batch.Signatures("", ""));
  }
}
