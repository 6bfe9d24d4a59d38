package dev.tradewitness.system.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clients at all doors of a stack: what they did and were told.
public record Load(Receipts receipts, OrderClient orders) {

  private static final Duration UNDISTURBED = Duration.ofSeconds(3);

  /// What happens to the stack meanwhile.
  @FunctionalInterface
  public interface Disturbance {
    void happen() throws Exception;
  }

  /// Loads all doors before, during and after a disturbance. Every client repeats what is not
  /// answered, so everything it sent is acknowledged in the end.
  public static Load during(RunningStack stack, long seed, Table table, Disturbance disturbance)
      throws Exception {
    var pace = new Pace();
    var receipts = new Receipts();
    var events = new EventClient(stack.http("capture"), pace, receipts);
    try (var messages = new Messages(Topic.producer(stack.kafka()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var orders = new OrderClient(stack.http("authorize"), messages, pace);
      var taps = new TapClient(messages, pace);
      List<Callable<Void>> clients =
          List.of(
              client(() -> events.singles(seed, 6_000, Duration.ofMillis(40))),
              client(() -> events.singles(seed + 1, 6_000, Duration.ofMillis(40))),
              client(() -> events.batches(seed + 2, 400, Duration.ofMillis(600))),
              client(() -> orders.orders(seed + 3, "A", 4_000, Duration.ofMillis(60))),
              client(() -> orders.orders(seed + 4, "B", 4_000, Duration.ofMillis(60))),
              client(() -> taps.ordersAndErrors(seed + 5, 4_000, Duration.ofMillis(80))),
              client(() -> taps.trades(seed + 6, 40_000, 20, Duration.ofMillis(50))));
      long began = System.nanoTime();
      List<Future<Void>> running = clients.stream().map(threads::submit).toList();
      try {
        Thread.sleep(UNDISTURBED);
        disturbance.happen();
        Thread.sleep(UNDISTURBED);
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
