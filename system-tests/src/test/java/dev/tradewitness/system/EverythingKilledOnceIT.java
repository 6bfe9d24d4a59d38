package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.check.Bundles;
import dev.tradewitness.system.check.Decisions;
import dev.tradewitness.system.check.Leaves;
import dev.tradewitness.system.check.Readings;
import dev.tradewitness.system.check.Taps;
import dev.tradewitness.system.load.EventClient;
import dev.tradewitness.system.load.Messages;
import dev.tradewitness.system.load.OrderClient;
import dev.tradewitness.system.load.Pace;
import dev.tradewitness.system.load.Receipts;
import dev.tradewitness.system.load.TapClient;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Load over all doors; in the middle every service, Kafka and PostgreSQL is killed once with
/// SIGKILL and started again. Afterwards everything that was acknowledged is there once, and adds
/// up.
@Order(2)
class EverythingKilledOnceIT {

  private static final long SEED = Long.getLong("tradewitness.drill.seed", 20_261_121L);
  private static final List<String> VICTIMS =
      List.of("capture", "anchor", "authorize", "vpin", "kafka", "postgres");

  private final Table table = new Table("Everything killed once, seed " + SEED);

  @Test
  void whatWasAcknowledgedIsThereOnceAndAddsUp() throws Exception {
    RunningStack stack = RunningStack.up("killed-once");
    try {
      Load load = drill(stack);
      Taps.awaitTaken(stack);
      var streams = Leaves.everyEventIsInExactlyOneLeaf(stack, load.receipts(), table);
      Taps.everyTappedMessageIsOneEvent(stack, streams, table);
      Decisions.areJournalledAsAcknowledged(stack, load.orders(), streams, table);
      Decisions.andFillsSumUpToTheExposure(stack, load.orders(), table);
      Readings.areThoseOfAnUndisturbedRun(stack, table);
      Bundles.verifies(stack, streams, table);
      List<String> left = stack.downAndLeftovers();
      table.row("left after down: processes and ports", left.size());
      assertThat(left).isEmpty();
    } catch (Throwable failure) {
      RunningStack.say(stack.logTails(60));
      throw failure;
    } finally {
      table.print();
      stack.close();
    }
  }

  /// What the clients did and were told.
  private record Load(Receipts receipts, OrderClient orders) {}

  private Load drill(RunningStack stack) throws Exception {
    var pace = new Pace();
    var receipts = new Receipts();
    var events = new EventClient(stack.http("capture"), pace, receipts);
    try (var messages = new Messages(Topic.producer(stack.kafka()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var orders = new OrderClient(stack.http("authorize"), messages, pace);
      var taps = new TapClient(messages, pace);
      List<Callable<Void>> clients =
          List.of(
              client(() -> events.singles(SEED, 6_000, Duration.ofMillis(40))),
              client(() -> events.singles(SEED + 1, 6_000, Duration.ofMillis(40))),
              client(() -> events.batches(SEED + 2, 400, Duration.ofMillis(600))),
              client(() -> orders.orders(SEED + 3, "A", 4_000, Duration.ofMillis(60))),
              client(() -> orders.orders(SEED + 4, "B", 4_000, Duration.ofMillis(60))),
              client(() -> taps.ordersAndErrors(SEED + 5, 4_000, Duration.ofMillis(80))),
              client(() -> taps.trades(SEED + 6, 40_000, 20, Duration.ofMillis(50))));
      long began = System.nanoTime();
      List<Future<Void>> running = clients.stream().map(threads::submit).toList();
      try {
        Thread.sleep(3_000); // the load before the first kill
        for (String victim : VICTIMS) {
          Duration away = stack.killAndRestart(victim);
          table.row("kill -9 " + victim + ", answers again after", away.toMillis() + " ms");
        }
        Thread.sleep(3_000); // and after the last
      } finally {
        pace.enough();
      }
      for (Future<Void> client : running) {
        client.get();
      }
      messages.flush();
      int spooled = events.settle();
      table.row("load lasted", "%.1f s".formatted((System.nanoTime() - began) / 1e9));
      table.row("HTTP events acknowledged", receipts.byId().size());
      table.row("of these spooled while PostgreSQL was away", spooled);
      table.row("HTTP events sent again after their answer", events.sentAgain());
      table.row("answers to /vcp/log and /batch", events.attempts());
      table.row("answers to authorize", orders.attempts());
      table.row("decisions acknowledged", orders.decisions().size());
      table.row("Kafka messages acknowledged", messages.acknowledged());
      assertThat(receipts.contradictions()).isEmpty();
      assertThat(orders.contradictions()).isEmpty();
      assertThat(events.attempts().of("500") + orders.attempts().of("500"))
          .as("answers 500")
          .isZero();
      return new Load(receipts, orders);
    }
  }

  @FunctionalInterface
  private interface Client {
    void run() throws InterruptedException;
  }

  private static Callable<Void> client(Client client) {
    return () -> {
      client.run();
      return null;
    };
  }
}
