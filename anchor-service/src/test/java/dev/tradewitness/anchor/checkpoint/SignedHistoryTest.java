package dev.tradewitness.anchor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.OpenRange;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.TreeHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What this instance remembers beside a database that has forgotten some of it.
class SignedHistoryTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final PolicyId LOG = new PolicyId("test:a");
  private static final int LOG_NO = 1;

  private final CheckpointStore store = mock(CheckpointStore.class);
  private final SignedMemory memory = new SignedMemory();
  private final SigningHold hold = mock(SigningHold.class);
  private final TreeReader trees = mock(TreeReader.class);
  private final SignedHistory history = new SignedHistory(store, memory, hold, trees, () -> NOW);

  @BeforeEach
  void treeAndHold() {
    when(hold.distrusted(any())).thenReturn(new SigningHeldException("held"));
    when(store.at(anyInt(), eq(0L))).thenReturn(Optional.empty());
    for (long size = 1; size <= 30; size++) {
      when(trees.root(any(), eq(size))).thenReturn(head(size).root());
      when(store.at(LOG_NO, size)).thenReturn(Optional.empty());
    }
  }

  private static TreeHead head(long leaves) {
    return log(leaves).head();
  }

  private static LogHead log(long leaves) {
    var tree = new Frontier();
    for (long i = 0; i < leaves; i++) {
      tree.append(Hash.of(new byte[] {(byte) i}));
    }
    return new LogHead(
        LOG_NO,
        LOG,
        Tier.GOLD,
        1,
        leaves,
        tree.peaks(),
        new OpenRange(2, 0, List.of(), NOW, NOW),
        new Standing(LogState.OPEN, "", NOW, -1, -1));
  }

  @Test
  void theNewestSignedHeadIsTheOneThatIsRemembered() {
    memory.signed(LOG, head(10));
    assertThatCode(() -> history.requireRemembered(log(12), memory.of(LOG), head(10)))
        .doesNotThrowAnyException();
    assertThatCode(() -> history.requireFollowsSigned(log(12), head(10)))
        .doesNotThrowAnyException();
  }

  @Test
  void anOlderNewestHeadHoldsSigning() {
    memory.signed(LOG, head(10));
    assertThatThrownBy(() -> history.requireRemembered(log(12), memory.of(LOG), head(7)))
        .isInstanceOf(SigningHeldException.class);
    verify(hold)
        .distrusted("log test:a was signed at size 10, the database has it signed at size 7");
    assertThatThrownBy(() -> history.requireRemembered(log(12), memory.of(LOG), null))
        .isInstanceOf(SigningHeldException.class);
  }

  @Test
  void aHeadThatAnotherInstanceSignedSinceIsTakenOver() {
    memory.signed(LOG, head(10));
    when(store.has(LOG_NO, head(10))).thenReturn(true);
    when(store.has(LOG_NO, head(15))).thenReturn(true);
    history.requireRemembered(log(20), memory.of(LOG), head(15));
    assertThat(memory.of(LOG).stored()).isEqualTo(head(15));
    verify(hold, never()).distrusted(any());
  }

  @Test
  void aLargerHeadWithoutTheOneThatIsRememberedHoldsSigning() {
    memory.signed(LOG, head(10));
    assertThatThrownBy(() -> history.requireRemembered(log(20), memory.of(LOG), head(15)))
        .isInstanceOf(SigningHeldException.class);
  }

  @Test
  void afterAPersonHasSettledItOnlyALogThatLeadsToWhatWasSignedIsSigned() {
    memory.signed(LOG, head(10));
    memory.told(LOG, new Known(null, head(10), null, true, false));

    assertThatCode(() -> history.requireRemembered(log(12), memory.of(LOG), head(7)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> history.requireRemembered(log(9), memory.of(LOG), head(7)))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("its 9 leaves do not lead to it");
    when(trees.root(any(), eq(10L))).thenReturn(Hash.of(new byte[1]));
    assertThatThrownBy(() -> history.requireRemembered(log(12), memory.of(LOG), head(7)))
        .isInstanceOf(CheckpointRefusedException.class);
    verify(hold, never()).distrusted(any());
  }

  @Test
  void aNewLossIsNewsAlsoAfterOneThatWasSettled() {
    memory.signed(LOG, head(10));
    memory.told(LOG, new Known(null, head(10), null, true, false));
    memory.signed(LOG, head(12));
    assertThatThrownBy(() -> history.requireRemembered(log(14), memory.of(LOG), head(7)))
        .isInstanceOf(SigningHeldException.class);
  }

  @Test
  void nothingSmallerThanWhatThisInstanceHasSignedIsEverSigned() {
    memory.signed(LOG, head(10));
    assertThatThrownBy(() -> history.requireFollowsSigned(log(9), head(7)))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("this instance has signed 10 leaves");
  }

  @Test
  void noOtherRootThanWhatThisInstanceHasSignedIsEverSigned() {
    memory.signed(LOG, head(10));
    assertThatCode(() -> history.requireFollowsSigned(log(12), head(7))).doesNotThrowAnyException();
    when(trees.root(any(), eq(10L))).thenReturn(Hash.of(new byte[1]));
    assertThatThrownBy(() -> history.requireFollowsSigned(log(12), head(7)))
        .isInstanceOfSatisfying(
            CheckpointRefusedException.class,
            e -> assertThat(e.found().stop().published()).isEqualTo(head(10)));
  }

  @Test
  void aLogIsKeptWhenItsNewestHeadIsOrFollowsTheOneThatIsRemembered() {
    when(store.has(LOG_NO, head(10))).thenReturn(true);
    newest(head(10));
    assertThat(history.isKept(log(12), head(10))).isTrue();
    newest(head(12));
    assertThat(history.isKept(log(12), head(10))).isTrue();
    newest(head(9));
    assertThat(history.isKept(log(12), head(10))).isFalse();
    newest(new TreeHead(10, Hash.of(new byte[1])));
    assertThat(history.isKept(log(12), head(10))).isFalse();
    newest(null);
    assertThat(history.isKept(log(12), head(10))).isFalse();
  }

  private void newest(TreeHead head) {
    when(store.signed(LOG_NO))
        .thenReturn(new CheckpointStore.Signed(head, "origin", null, "database"));
  }
}
