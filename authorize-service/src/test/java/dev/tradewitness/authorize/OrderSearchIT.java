package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.journal.IndexKeyStore;
import dev.tradewitness.testservers.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Orders that memory remembers only in part, or not any more.
class OrderSearchIT {

  private static final int DAYS_AGO = 10;

  @Test
  void anIdThatAnotherAccountUsedBeforeTheWindowIsAmbiguous() throws SQLException {
    Database database = RunningService.freshDatabase();
    try (RunningService service = RunningService.start(database)) {
      service.authorize("old-account", "same", "AAPL", "BUY", "1", "1");
      event(service, "{\"type\":\"CANCEL\",\"client_id\":\"old-account\"}");
      service.authorize("old-account", "alone", "AAPL", "BUY", "1", "1");
      service.authorize("old-account", "done", "AAPL", "BUY", "1", "1");
      service.post("/v1/orders/done/events", "{\"type\":\"CANCEL\"}");
    }
    makeOld(database);
    try (RunningService service = RunningService.start(database)) {
      service.authorize("new-account", "same", "AAPL", "BUY", "2", "1");
      assertThat(event(service, "{\"type\":\"CANCEL\"}").text("code")).isEqualTo("AMBIGUOUS_ORDER");
      assertThat(service.get("/v1/orders/same").text("code")).isEqualTo("AMBIGUOUS_ORDER");
      assertThat(service.get("/v1/orders/same?client_id=old-account").status()).isEqualTo(200);
      assertThat(service.get("/v1/orders/same?client_id=new-account").status()).isEqualTo(200);
      assertThat(service.get("/v1/orders/alone").status()).isEqualTo(200);
      // Open orders are known by their ids, however old they are.
      assertThat(
              service.authorize("old-account", "alone", "AAPL", "BUY", "1", "1").body().toString())
          .contains("\"replayed\":true");
      requireDecidedAnew(service, database);
    }
    // The next start reads the journal again, by a longer window.
    execute(database, "delete from snapshot");
    try (RunningService service =
        RunningService.start(database, "tradewitness.authorize.journal.idempotency-window=12d")) {
      assertThat(
              service.authorize("old-account", "done", "AAPL", "BUY", "1", "1").body().toString())
          .as("closed ten days ago, inside a window of twelve")
          .contains("\"replayed\":true", "\"order_status\":\"CANCELLED\"");
    }
  }

  /// The window is the contract: an order that was closed before it is new when it is sent again.
  private static void requireDecidedAnew(RunningService service, Database database)
      throws SQLException {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> service.metric("authorize_orders_remembered") <= 1);
    Reply anew = service.authorize("old-account", "same", "AAPL", "BUY", "1", "1");
    assertThat(anew.text("status")).isEqualTo("AUTHORIZED");
    assertThat(anew.body().toString()).contains("\"replayed\":false");
    assertThat(service.get("/v1/orders/same?client_id=old-account").text("trace_id"))
        .as("the newest order under the id is meant")
        .isEqualTo(anew.text("trace_id"));
    assertThat(
            count(
                database,
                "select count(*) from journal where kind = 'DECISION' and client_order_id = 'same'"
                    + " and client_id = 'old-account'"))
        .as("the first decision stays in the journal")
        .isEqualTo(2);
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Has everything happen ten days earlier, and lets the next start read it from the journal.
  private static void makeOld(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // The test may have begun before midnight.
      for (int daysAgo = DAYS_AGO; daysAgo <= DAYS_AGO + 1; daysAgo++) {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(daysAgo);
        statement.execute(
            "create table journal_%s partition of journal for values from ('%s') to ('%s')"
                .formatted(DateTimeFormatter.BASIC_ISO_DATE.format(day), day, day.plusDays(1)));
      }
      statement.execute(
          "update journal set day = day - %1$d, recorded_at = recorded_at - interval '%1$d days'"
              .formatted(DAYS_AGO));
      statement.execute("delete from snapshot");
    }
  }

  @Test
  void aRepetitionIsRecognizedInsideTheWindowAlsoWhenMemoryIsFull() {
    try (RunningService service =
        RunningService.start(
            RunningService.freshDatabase(),
            "tradewitness.authorize.journal.lanes=1",
            "tradewitness.authorize.orders.orders-remembered-max=160",
            "tradewitness.authorize.orders.recent-orders=1")) {
      for (int i = 0; i < 10; i++) {
        service.authorize("modest", "m" + i, "AAPL", "BUY", "1", "1");
      }
      Reply first = service.authorize("greedy", "same", "AAPL", "BUY", "1", "1");
      event(service, "{\"type\":\"CANCEL\",\"client_id\":\"greedy\"}");
      for (int i = 0; i < 300; i++) {
        Reply reply = service.authorize("greedy", "g" + i, "AAPL", "BUY", "1", "1");
        assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
        assertThat(reply.body().toString()).contains("\"replayed\":false");
      }
      Awaitility.await().until(() -> service.metric("authorize_ids_forgotten_early_total") > 100);
      Reply again = service.authorize("greedy", "same", "AAPL", "BUY", "1", "1");
      assertThat(again.body().toString()).contains("\"replayed\":true");
      assertThat(again.text("trace_id")).isEqualTo(first.text("trace_id"));
      assertThat(again.text("order_status")).isEqualTo("CANCELLED");
      assertThat(service.authorize("greedy", "same", "AAPL", "BUY", "2", "1").status())
          .isEqualTo(409);
      double lookedUp = service.metric("authorize_ids_looked_up_total");
      assertThat(lookedUp).as("the repetitions, and hardly any new order").isBetween(2.0, 5.0);
      for (int i = 0; i < 10; i++) {
        assertThat(service.authorize("modest", "m" + i, "AAPL", "BUY", "1", "1").body().toString())
            .contains("\"replayed\":true");
        service.authorize("modest", "new" + i, "AAPL", "BUY", "1", "1");
      }
      assertThat(service.metric("authorize_ids_looked_up_total")).isEqualTo(lookedUp);
      Awaitility.await().until(() -> service.metric("authorize_orders_remembered") <= 160);
    }
  }

  @Test
  void anOrderWhoseIdHasTheHashOfAnotherOneInTheJournalIsDecided() throws SQLException {
    try (RunningService service =
        RunningService.start(
            RunningService.freshDatabase(), "tradewitness.authorize.orders.recent-orders=1")) {
      EqualHashes ids = EqualHashes.under(service.bean(IndexKeyStore.class).read());
      assertThat(cancelled(service, ids.one()).text("status")).isEqualTo("AUTHORIZED");
      // Enough that memory no longer has the first one whole.
      for (int i = 0; i < 40; i++) {
        cancelled(service, "later-" + i);
      }
      String falseHits = "authorize_index_false_hits_total";
      double before = service.metric(falseHits);
      Reply decided = service.authorize("account", ids.other(), "AAPL", "BUY", "2", "1");
      assertThat(decided.text("status")).isEqualTo("AUTHORIZED");
      assertThat(decided.body().toString()).contains("\"replayed\":false");
      assertThat(service.metric(falseHits)).isEqualTo(before + 1);
      assertThat(service.authorize("account", ids.one(), "AAPL", "BUY", "1", "1").body().toString())
          .contains("\"replayed\":true", "\"order_status\":\"CANCELLED\"");
    }
  }

  private static Reply cancelled(RunningService service, String id) {
    Reply decided = service.authorize("account", id, "AAPL", "BUY", "1", "1");
    String cancel = "{\"type\":\"CANCEL\",\"client_id\":\"account\"}";
    assertThat(service.post("/v1/orders/" + id + "/events", cancel).status()).isEqualTo(200);
    return decided;
  }

  private static Reply event(RunningService service, String body) {
    return service.post("/v1/orders/same/events", body);
  }
}
