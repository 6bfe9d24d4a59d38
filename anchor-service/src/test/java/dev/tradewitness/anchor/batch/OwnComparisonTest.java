package dev.tradewitness.anchor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.tradewitness.anchor.batch.NewestSigned.Newest;
import dev.tradewitness.anchor.checkpoint.SignedMemory;
import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningHold.Memory;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

class OwnComparisonTest {

  private static final PolicyId LOG = new PolicyId("test:a");
  private static final PolicyId OTHER = new PolicyId("test:b");
  private static final long ROUND = 3;

  private final NewestSigned newest = mock(NewestSigned.class);
  private final ForgottenSignatures forgotten = mock(ForgottenSignatures.class);
  private final SignedMemory memory = new SignedMemory();
  private final SigningHold hold = mock(SigningHold.class);
  private final OwnComparison comparison =
      new OwnComparison(
          newest, forgotten, memory, hold, TransactionOperations.withoutTransaction());

  @BeforeEach
  void inARound() {
    when(hold.round()).thenReturn(ROUND);
    when(hold.outstanding()).thenReturn(Set.of(Memory.OWN));
  }

  private static TreeHead head(long size) {
    return new TreeHead(size, Hash.of(new byte[] {(byte) size}));
  }

  private static KnownBatch batch(long last) {
    return new KnownBatch(
        new UUID(0, last), 0, last, Hash.of(new byte[] {(byte) last}), head(last + 1));
  }

  @Test
  void whatOthersHaveIsComparedFirst() {
    when(hold.outstanding()).thenReturn(Set.of(Memory.OWN, Memory.CAPTURE));
    comparison.compare();
    when(hold.outstanding()).thenReturn(Set.of());
    comparison.compare();
    verify(newest, never()).all();
    verify(hold, never()).compared(any(), eq(ROUND));
  }

  @Test
  void afterAStartItKnowsWhatTheDatabaseHas() {
    when(newest.all())
        .thenReturn(Map.of(LOG, new Newest(head(8), batch(6)), OTHER, new Newest(head(2), null)));
    comparison.compare();
    assertThat(memory.of(LOG)).isEqualTo(new Known(null, head(8), batch(6), false, false));
    assertThat(memory.of(OTHER)).isEqualTo(new Known(null, head(2), null, false, false));
    verify(hold).compared(Memory.OWN, ROUND);
  }

  @Test
  void whatIsLostIsLookedForAndTheOlderStateIsNotTakenOver() {
    memory.stored(LOG, head(8));
    memory.stored(LOG, batch(6));
    memory.stored(OTHER, head(2));
    when(newest.all())
        .thenReturn(Map.of(LOG, new Newest(head(5), batch(4)), OTHER, new Newest(head(2), null)));
    when(forgotten.find(LOG, memory.of(LOG)))
        .thenReturn(new Known(null, head(8), batch(6), true, true));

    comparison.compare();

    assertThat(memory.of(LOG)).isEqualTo(new Known(null, head(8), batch(6), true, true));
    verify(forgotten, never()).find(eq(OTHER), any());
    var order = inOrder(hold, forgotten);
    // What is stored is read in the round, and so is what is lost.
    order.verify(hold, times(2)).requireRound(ROUND);
    order.verify(forgotten).find(eq(LOG), any());
    order.verify(hold).compared(Memory.OWN, ROUND);
  }

  @Test
  void aLogThatIsGoneIsLookedForToo() {
    memory.stored(LOG, head(8));
    when(newest.all()).thenReturn(Map.of());
    when(forgotten.find(LOG, memory.of(LOG)))
        .thenReturn(new Known(null, head(8), null, true, false));
    comparison.compare();
    assertThat(memory.of(LOG).isHeadTold()).isTrue();
  }

  @Test
  void aNewerDatabaseIsTakenOver() {
    memory.stored(LOG, head(8));
    when(newest.all()).thenReturn(Map.of(LOG, new Newest(head(12), batch(11))));
    when(forgotten.find(LOG, memory.of(LOG)))
        .thenReturn(new Known(null, head(8), null, false, false));
    comparison.compare();
    assertThat(memory.of(LOG)).isEqualTo(new Known(null, head(12), batch(11), false, false));
  }
}
