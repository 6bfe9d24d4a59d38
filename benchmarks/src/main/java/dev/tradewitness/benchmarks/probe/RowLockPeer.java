package dev.tradewitness.benchmarks.probe;

import dev.tradewitness.benchmarks.load.Tally;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// What a user would write instead of authorize-service: one PostgreSQL transaction per order that
/// locks the account's row, checks its limit, updates it and inserts the decision. Everything
/// happens in a schema of its own, which is dropped on close.
public final class RowLockPeer implements AutoCloseable {
  private static final String SCHEMA = "bench_row_lock";
  private static final BigDecimal ORDER_VALUE = new BigDecimal("185.50");
  private static final BigDecimal LIMIT = new BigDecimal("1000000000");

  private final String url;
  private final Properties login = new Properties();
  private final int accounts;

  /// @param superuserPassword the schema is made and dropped by the superuser
  public RowLockPeer(String url, String superuserPassword, int accounts) throws SQLException {
    this.url = url;
    this.accounts = accounts;
    login.setProperty("user", "postgres");
    login.setProperty("password", superuserPassword);
    login.setProperty("currentSchema", SCHEMA);
    login.setProperty("ApplicationName", "tradewitness-bench");
    login.setProperty("socketTimeout", "30");
    execute(
        List.of(
            "DROP SCHEMA IF EXISTS %s CASCADE".formatted(SCHEMA),
            "CREATE SCHEMA " + SCHEMA,
            "CREATE TABLE account (id int PRIMARY KEY, exposure numeric NOT NULL)"
                + " WITH (fillfactor = 50)",
            "CREATE TABLE decision (client int, order_id uuid, status text NOT NULL,"
                + " symbol text NOT NULL, qty numeric NOT NULL, price numeric NOT NULL,"
                + " decided_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (client, order_id))",
            "INSERT INTO account SELECT i, 0 FROM generate_series(0, %d) i"
                .formatted(accounts - 1)));
  }

  /// Decides orders over so many connections, each as soon as the one before is committed.
  public void run(int connections, Duration time, Tally tally)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    var number = new AtomicLong();
    try (var executor = Executors.newFixedThreadPool(connections)) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < connections; i++) {
        running.add(
            executor.submit(() -> {
              decideUntil(end, number, tally);
              return null;
            }));
      }
      for (var one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("a connection of the row-lock peer failed", e.getCause());
    }
  }

  private void decideUntil(long endNanos, AtomicLong number, Tally tally) throws SQLException {
    try (var connection = DriverManager.getConnection(url, login)) {
      connection.setAutoCommit(false);
      try (var lock =
              connection.prepareStatement("SELECT exposure FROM account WHERE id = ? FOR UPDATE");
          var update = connection.prepareStatement("UPDATE account SET exposure = ? WHERE id = ?");
          var insert =
              connection.prepareStatement(
                  "INSERT INTO decision (client, order_id, status, symbol, qty, price)"
                      + " VALUES (?, ?, ?, 'AAPL', 1, ?)")) {
        while (System.nanoTime() < endNanos) {
          long start = System.nanoTime();
          decide((int) (number.getAndIncrement() % accounts), lock, update, insert);
          connection.commit();
          tally.answered(System.nanoTime() - start);
        }
      }
    }
  }

  private static void decide(
      int account, PreparedStatement lock, PreparedStatement update, PreparedStatement insert)
      throws SQLException {
    lock.setInt(1, account);
    BigDecimal after;
    try (var rows = lock.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("account " + account + " is missing");
      }
      after = rows.getBigDecimal(1).add(ORDER_VALUE);
    }
    boolean authorized = after.compareTo(LIMIT) <= 0;
    if (authorized) {
      update.setBigDecimal(1, after);
      update.setInt(2, account);
      update.executeUpdate();
    }
    insert.setInt(1, account);
    insert.setObject(2, UUID.randomUUID());
    insert.setString(3, authorized ? "AUTHORIZED" : "BLOCKED");
    insert.setBigDecimal(4, ORDER_VALUE);
    insert.executeUpdate();
  }

  private void execute(List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, login);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    execute(List.of("DROP SCHEMA IF EXISTS %s CASCADE".formatted(SCHEMA)));
  }
}
