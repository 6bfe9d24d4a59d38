package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The owner of the lanes stands still under load (SIGSTOP) for longer than its lease; the other
/// instance takes the lanes; then the former owner wakes up with what it was about to answer.
class FrozenOwnerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// As in production, so that a machine that stands still for a second or two costs no lease.
  private static final String LEASE = "tradewitness.authorize.journal.lease-life=5000ms";

  private static final int CALLERS = 8;
  private static final int ORDERS_EACH = 300;

  /// Who answered an order with 200, by client and order.
  private final Map<String, ServiceProcess> answered = new ConcurrentHashMap<>();

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicInteger refusedAfterWaking = new AtomicInteger();
  private volatile boolean woken;

  @Test
  void whoWakesUpWithoutItsLanesAnswersNothingThatTheJournalDoesNotHave() throws Exception {
    Database database = RunningService.freshDatabase();
    try (ServiceProcess owner = ServiceProcess.start(database, LEASE);
        ServiceProcess other = ServiceProcess.launch(database, LEASE);
        var callers = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = () -> stopped.set(true)) {
      await().atMost(PATIENCE).until(() -> other.health() == 503);
      var calls = new ArrayList<Future<Void>>();
      for (int caller = 0; caller < CALLERS; caller++) {
        calls.add(callers.submit(new Caller("o" + caller, owner)));
        calls.add(callers.submit(new Caller("s" + caller, other)));
      }
      await().atMost(PATIENCE).until(() -> by(owner) >= ORDERS_EACH);
      FrozenProcesses.freeze(owner.handle());
      long began = System.nanoTime();
      await().atMost(PATIENCE).until(() -> by(other) >= ORDERS_EACH);
      long gap = System.nanoTime() - began;
      int byOwner = by(owner);
      FrozenProcesses.thaw(List.of(owner.handle()));
      woken = true;
      await().atMost(PATIENCE).until(() -> owner.health() == 503);
      await().atMost(PATIENCE).until(() -> refusedAfterWaking.get() >= CALLERS);
      int last = by(other);
      await().atMost(PATIENCE).until(() -> by(other) >= last + ORDERS_EACH);
      stopped.set(true);
      for (Future<Void> call : calls) {
        call.get();
      }

      JournalAudit audit = JournalAudit.of(database);
      assertThat(audit.faults()).isEmpty();
      assertThat(audit.statuses().keySet()).containsAll(answered.keySet());
      assertThat(column(database, "select distinct epoch from journal"))
          .as("one takeover")
          .hasSize(2);
      assertThat(column(database, LATE_ROWS)).as("rows of the one that slept").isEmpty();
      int records = new LanesOnTopic(database).requireComplete();
      System.out.printf(
          "authorize, owner of two frozen under load: %d orders answered by it before, %d as it woke"
              + " up, %d by the other, each journalled once; %d ms until the other had answered %d;"
              + " %d refusals by the one that woke up; %d records on the topic, no gap%n",
          byOwner,
          by(owner) - byOwner,
          by(other),
          gap / 1_000_000,
          ORDERS_EACH,
          refusedAfterWaking.get(),
          records);
    }
  }

  /// Rows under the former epoch that were written after one under the new epoch.
  private static final String LATE_ROWS =
      """
      select lane || ' ' || sequence from journal
      where epoch = (select min(epoch) from journal)
        and recorded_at > (select min(recorded_at) from journal
                           where epoch = (select max(epoch) from journal))
      """;

  private int by(ServiceProcess service) {
    return (int) answered.values().stream().filter(by -> by == service).count();
  }

  /// Sends one order after the other to one instance, whatever it answers.
  private final class Caller implements Callable<Void> {
    private final String client;
    private final ServiceProcess asked;

    Caller(String client, ServiceProcess asked) {
      this.client = client;
      this.asked = asked;
    }

    @Override
    public Void call() throws InterruptedException {
      for (int i = 0; !stopped.get(); i++) {
        String order = client + "-" + i;
        boolean sentAwake = woken;
        int status = ask(order);
        if (status == 200) {
          assertThat(answered.put(client + "/" + order, asked)).isNull();
        } else {
          assertThat(status).isEqualTo(503);
          refusedAfterWaking.addAndGet(sentAwake && client.startsWith("o") ? 1 : 0);
          Thread.sleep(20);
        }
      }
      return null;
    }

    /// 503 also for who stands still for longer than a caller waits.
    private int ask(String order) {
      try {
        return asked.authorize(client, order, "AAPL", "BUY", "2", "10").status();
      } catch (UncheckedIOException e) {
        assertThat(woken).as("who does not answer: %s", e).isFalse();
        return 503;
      }
    }
  }

  private static List<String> column(Database database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    }
  }
}
