package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PendingTest {

  @Test
  void everyWaitingCallerIsToldTheOutcome() throws Exception {
    Pending row = row(Undo.NOTHING);
    var callers = new ArrayList<CompletableFuture<Pending.Outcome>>();
    for (int i = 0; i < 20; i++) {
      callers.add(waiting(row));
    }
    row.committed(1, 2);
    row.tell();
    for (CompletableFuture<Pending.Outcome> caller : callers) {
      assertThat(caller.get(10, TimeUnit.SECONDS)).isEqualTo(Pending.Outcome.COMMITTED);
    }
    assertThat(row.await()).isEqualTo(Pending.Outcome.COMMITTED);
  }

  @Test
  void aCallerThatWaitedTooLongKnowsNothingAndALaterOneKnowsTheOutcome() throws Exception {
    Pending row = row(Undo.NOTHING);
    CompletableFuture<Pending.Outcome> caller = waiting(row);
    row.giveUpWaiting();
    assertThat(caller.get(10, TimeUnit.SECONDS)).isEqualTo(Pending.Outcome.UNKNOWN);
    row.committed(1, 2);
    row.tell();
    assertThat(row.await()).isEqualTo(Pending.Outcome.COMMITTED);
  }

  /// The leak that let no decision ever go: each row's undo held the row before it.
  @Test
  void aCommittedRowHoldsNothingThatWouldTakeItBack() {
    var earlier = new byte[1 << 20];
    var gone = new WeakReference<>(earlier);
    Pending row = holding(earlier);
    earlier = null;
    row.committed(1, 2);
    await()
        .until(() -> {
          System.gc();
          return gone.get() == null;
        });
    assertThat(row.isCommitted()).isTrue();
  }

  private static Pending holding(byte[] earlier) {
    return row(() -> {
      if (earlier.length == 0) {
        throw new IllegalStateException("never empty");
      }
    });
  }

  private static CompletableFuture<Pending.Outcome> waiting(Pending row) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return row.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static Pending row(Undo undo) {
    return new Pending(
        new JournalRow.Reported(
            0,
            0,
            new OrderState.Key(0, new ClientId("c"), new ClientOrderId("o")),
            new Symbol("AAPL"),
            Side.BUY,
            BigDecimal.ONE,
            new ExecutionReport.Closed(ExecType.CANCELED),
            0,
            "test"),
        1,
        undo);
  }
}
