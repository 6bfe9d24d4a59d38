package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.testservers.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A few accounts send many times more orders than memory remembers.
class IdWindowIT {

  private static final int ACCOUNTS = 8;
  private static final int ROUNDS = 6;
  private static final int ORDERS_PER_ROUND = 400;
  private static final String[] SMALL = {
    "tradewitness.authorize.orders.orders-remembered-max=2000",
    "tradewitness.authorize.orders.orders-forgotten-max=40000",
    "tradewitness.authorize.orders.recent-orders=1"
  };

  private final Database database = RunningService.freshDatabase();

  @Test
  void aFullWindowCostsNewOrdersNeitherErrorsNorRateAndNoRepetitionIsDecidedAnew()
      throws Exception {
    int orders = ROUNDS * ACCOUNTS * ORDERS_PER_ROUND;
    try (RunningService service = RunningService.start(database, SMALL)) {
      var perSecond = new ArrayList<Double>();
      for (int round = 0; round < ROUNDS; round++) {
        perSecond.add(round(service, round));
      }
      System.out.printf(
          "id window: orders a second by round %s, %.0f of %d looked up, %.0f bytes of filters%n",
          perSecond.stream().map(Math::round).toList(),
          lookedUp(service),
          orders,
          service.metric("authorize_ids_filter_bytes"));
      assertThat(service.metric("authorize_ids_forgotten_early_total")).isGreaterThan(15_000);
      assertThat(lookedUp(service)).isLessThan(0.01 * orders);
      assertThat(service.metric("authorize_ids_look_up_refused_total")).isZero();
      // Memory is full from the second round on.
      assertThat(perSecond.getLast())
          .as("orders a second by round: %s", perSecond)
          .isGreaterThan(perSecond.get(1) / 2);
      requireRepeated(service);
    }
    try (RunningService service = RunningService.start(database, SMALL)) {
      requireRepeated(service);
      double before = lookedUp(service);
      round(service, ROUNDS);
      assertThat(lookedUp(service) - before)
          .as("looked up after a restart")
          .isLessThan(0.01 * ACCOUNTS * ORDERS_PER_ROUND);
    }
    assertThat(JournalAudit.of(database).faults()).isEmpty();
  }

  /// @return orders a second
  private static double round(RunningService service, int round) throws Exception {
    long start = System.nanoTime();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int account = 0; account < ACCOUNTS; account++) {
        String client = "account-" + account;
        running.add(
            callers.submit(() -> {
              for (int i = 0; i < ORDERS_PER_ROUND; i++) {
                Reply reply = blocked(service, client, round, i);
                assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
                assertThat(reply.body().toString()).contains("\"replayed\":false");
              }
            }));
      }
      await(running);
    }
    return ACCOUNTS * ORDERS_PER_ROUND * 1e9 / (System.nanoTime() - start);
  }

  private static void await(List<Future<?>> running)
      throws ExecutionException, InterruptedException {
    for (Future<?> one : running) {
      one.get();
    }
  }

  /// An order that never opens, so that only its id tells that it was decided.
  private static Reply blocked(RunningService service, String client, int round, int i) {
    return service.authorize(client, "o-" + round + "-" + i, "AAPL", "BUY", "2000", "1");
  }

  private static void requireRepeated(RunningService service) {
    for (int i = 0; i < ORDERS_PER_ROUND; i += 7) {
      for (int round = 0; round < ROUNDS; round++) {
        Reply again = blocked(service, "account-" + i % ACCOUNTS, round, i);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().toString()).contains("\"replayed\":true");
      }
    }
  }

  private static double lookedUp(RunningService service) {
    return service.metric("authorize_ids_looked_up_total");
  }
}
