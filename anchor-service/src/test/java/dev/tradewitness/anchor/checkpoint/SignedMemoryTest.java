package dev.tradewitness.anchor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class SignedMemoryTest {

  private static final PolicyId LOG = new PolicyId("test:a");

  private final SignedMemory memory = new SignedMemory();

  @AfterEach
  void endTransaction() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.clearSynchronization();
    }
  }

  private static TreeHead head(long size) {
    return new TreeHead(size, Hash.of(new byte[] {(byte) size}));
  }

  private static KnownBatch batch(long first, long last) {
    return new KnownBatch(
        new UUID(first, last), first, last, Hash.of(new byte[] {2}), head(last + 1));
  }

  @Test
  void whatIsSignedCountsAtOnceAndAsStoredAfterTheCommit() {
    TransactionSynchronizationManager.initSynchronization();
    memory.signed(LOG, head(7));
    memory.closed(LOG, batch(0, 6));
    assertThat(memory.of(LOG).signed()).isEqualTo(head(7));
    assertThat(memory.of(LOG).stored()).isNull();
    assertThat(memory.of(LOG).batch()).isNull();

    List<TransactionSynchronization> committed =
        TransactionSynchronizationManager.getSynchronizations();
    committed.forEach(TransactionSynchronization::afterCommit);

    assertThat(memory.of(LOG).stored()).isEqualTo(head(7));
    assertThat(memory.of(LOG).batch()).isEqualTo(batch(0, 6));
  }

  @Test
  void whatComesLateLowersNothing() {
    memory.signed(LOG, head(9));
    memory.stored(LOG, batch(5, 8));
    memory.stored(LOG, head(5));
    memory.signed(LOG, head(4));
    memory.stored(LOG, batch(0, 4));
    assertThat(memory.of(LOG)).isEqualTo(new Known(head(9), head(9), batch(5, 8), false, false));
  }

  @Test
  void whatIsToldIsToldOfTheLossThatWasFoundOnly() {
    memory.signed(LOG, head(9));
    memory.told(LOG, new Known(null, head(8), batch(0, 7), true, true));
    assertThat(memory.of(LOG).isHeadTold()).isFalse();
    memory.told(LOG, new Known(null, head(9), null, true, false));
    assertThat(memory.of(LOG).isHeadTold()).isTrue();
    memory.signed(LOG, head(10));
    assertThat(memory.of(LOG).isHeadTold()).isFalse();
  }
}
