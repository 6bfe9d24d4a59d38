package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A decision whose answer leaves after the world has changed.
class ReplayIT {

  private static Database database;
  private static RunningService service;

  @BeforeAll
  static void start() {
    database = RunningService.freshDatabase();
    // Two decisions are kept in memory for each lane, so that some repetitions read the journal.
    // No wait for a commit ends by itself.
    service =
        RunningService.start(
            database,
            "tradewitness.authorize.orders.recent-orders=1",
            "tradewitness.authorize.orders.answer-deadline=2m",
            "tradewitness.authorize.journal.lanes=1",
            "spring.datasource.hikari.data-source-properties.socketTimeout=120");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource({
    "firm,all,HALTED",
    "account,ha,HALTED",
    "symbol,AAPL,HALTED",
    "account,ha,REDUCE_ONLY"
  })
  void anAuthorizationThatIsAskedForAgainUnderARestrictionCarriesNoUsableToken(
      String scope, String subject, String state) {
    String id = scope + state;
    JsonObject first = token(service.authorize("ha", id, "AAPL", "BUY", "1", "1"));
    assertThat(isValid(first)).isTrue();
    set(scope, subject, state);
    try {
      Reply again = service.authorize("ha", id, "AAPL", "BUY", "1", "1");
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.text("status")).isEqualTo("AUTHORIZED");
      assertThat(again.body().toString())
          .contains("\"replayed\":true", "TOKEN_WITHHELD_TRADING_RESTRICTED");
      assertThat(again.text("order_status")).isEqualTo("RESERVED");
      assertThat(again.text("decision_token", "jti")).isEqualTo(first.string("jti"));
      assertThat(token(again).has("signature")).isFalse();
      assertThat(isValid(token(again))).isFalse();
    } finally {
      set(scope, subject, "ACTIVE");
    }
    assertThat(token(service.authorize("ha", id, "AAPL", "BUY", "1", "1"))).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({"HALTED,false", "REDUCE_ONLY,false", "ACTIVE,true"})
  void aFirstAnswerAfterTheTradingStateChangedCarriesAUsableTokenOnlyIfTradingIsActive(
      String state, boolean usable) throws Exception {
    var client = new ClientId("first-" + state.toLowerCase(Locale.ROOT));
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table journal in exclusive mode");
      Future<Reply> first =
          callers.submit(() -> service.authorize(client.value(), "o", "AAPL", "BUY", "1", "1"));
      await().until(() -> service.metric("authorize_journal_queue_rows") > 0);
      Future<?> change = callers.submit(() -> set("account", client.value(), state));
      var controls = service.bean(ControlAdmin.class);
      var symbol = new Symbol("AAPL");
      await()
          .until(() -> controls.get().tradingState(client, symbol) == TradingState.valueOf(state));
      blocker.rollback();
      Reply reply = first.get();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
      assertThat(isValid(token(reply))).isEqualTo(usable);
      assertThat(token(reply).has("signature")).isEqualTo(usable);
      assertThat(reply.body().toString().contains("TOKEN_WITHHELD_TRADING_RESTRICTED"))
          .isEqualTo(!usable);
      change.get();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAuthorizationOfAnOrderThatIsClosedCarriesNoUsableToken(boolean inMemory) {
    String id = "closed-" + inMemory;
    JsonObject first = token(service.authorize("cl", id, "AAPL", "BUY", "1", "1"));
    service.post("/v1/orders/" + id + "/events", "{\"type\":\"CANCEL\",\"client_id\":\"cl\"}");
    if (!inMemory) {
      push();
    }
    Reply again = service.authorize("cl", id, "AAPL", "BUY", "1", "1");
    assertThat(again.body().toString())
        .contains("\"replayed\":true", "TOKEN_WITHHELD_ORDER_CLOSED");
    assertThat(again.text("order_status")).isEqualTo("CANCELLED");
    assertThat(again.text("decision_token", "jti")).isEqualTo(first.string("jti"));
    assertThat(isValid(token(again))).isFalse();
  }

  @Test
  void anOpenOrderThatOnlyTheJournalRemembersGetsItsTokenAgain() {
    JsonObject first = token(service.authorize("op", "open", "AAPL", "BUY", "1", "1"));
    push();
    Reply again = service.authorize("op", "open", "AAPL", "BUY", "1", "1");
    assertThat(again.text("order_status")).isEqualTo("RESERVED");
    assertThat(token(again)).isEqualTo(first);
  }

  @Test
  void aWarningThatOnlyTheJournalRemembersIsGivenAgain() {
    Reply first = service.authorize("wa", "low", "TSLA", "SELL", "1000", "1.00");
    service.post("/v1/orders/low/events", "{\"type\":\"CANCEL\",\"client_id\":\"wa\"}");
    push();
    Reply again = service.authorize("wa", "low", "TSLA", "SELL", "1000", "1.00");
    assertThat(again.text("order_status")).isEqualTo("CANCELLED");
    assertThat(first.body().toString()).contains("SELL_VALUED_AT_LIMIT");
    assertThat(again.body().toString()).contains("SELL_VALUED_AT_LIMIT");
  }

  @Test
  void aBlockedOrderStaysBlockedAndSaysSo() {
    JsonObject first = token(service.authorize("bl", "b", "GME", "BUY", "500", "20"));
    Reply again = service.authorize("bl", "b", "GME", "BUY", "500", "20");
    assertThat(again.text("status")).isEqualTo("BLOCKED");
    assertThat(again.text("order_status")).isEqualTo("BLOCKED");
    assertThat(token(again)).isEqualTo(first);
  }

  @Test
  void anExecutionIdWithOtherContentIsRefusedAndCountsNothing() {
    service.authorize("ex", "e", "AAPL", "BUY", "10", "1");
    String fill =
        "{\"type\":\"FILL\",\"qty\":%s,\"price\":%s,\"exec_id\":\"e-1\",\"client_id\":\"ex\"}";
    assertThat(service.post("/v1/orders/e/events", fill.formatted("1", "1")).status())
        .isEqualTo(200);
    double conflicts = service.metric("authorize_execution_reports_total{outcome=\"conflict\"}");
    Reply other = service.post("/v1/orders/e/events", fill.formatted("2", "1"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("code")).isEqualTo("EXEC_ID_REUSED");
    assertThat(service.post("/v1/orders/e/events", fill.formatted("1", "1.0")).body().toString())
        .contains("\"duplicate\":true");
    assertThat(service.metric("authorize_execution_reports_total{outcome=\"conflict\"}"))
        .isEqualTo(conflicts + 1);
    assertThat(service.get("/v1/orders/e?client_id=ex").text("order", "filled_qty")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({"MSFT,BUY,SYMBOL_MISMATCH", "AAPL,SELL,SIDE_MISMATCH"})
  void aReportAboutAnotherOrderThanItsIdNamesIsRefusedAndCountsNothing(
      String symbol, String side, String code) {
    String id = "m-" + code;
    service.authorize("mm", id, "AAPL", "BUY", "10", "1");
    String outcome =
        "authorize_execution_reports_total{outcome=\"%s\"}"
            .formatted(code.toLowerCase(Locale.ROOT));
    double refused = service.metric(outcome);
    String fill =
        "{\"type\":\"FILL\",\"qty\":1,\"price\":1,\"exec_id\":\"e\",\"client_id\":\"mm\","
            + "\"symbol\":\"%s\",\"side\":\"%s\"}";
    Reply reply = service.post("/v1/orders/" + id + "/events", fill.formatted(symbol, side));
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("code")).isEqualTo(code);
    assertThat(service.metric(outcome)).isEqualTo(refused + 1);
    assertThat(service.get("/v1/orders/" + id + "?client_id=mm").text("order", "filled_qty"))
        .isEqualTo("0");
    assertThat(
            service
                .post("/v1/orders/" + id + "/events", fill.formatted("aapl", "BUY"))
                .text("order", "filled_qty"))
        .isEqualTo("1");
  }

  private static void push() {
    for (int i = 0; i < 40; i++) {
      String id = "push-" + System.nanoTime();
      service.authorize("pu", id, "AAPL", "BUY", "1", "1");
      service.post("/v1/orders/" + id + "/events", "{\"type\":\"CANCEL\",\"client_id\":\"pu\"}");
    }
  }

  private static void set(String scope, String subject, String state) {
    assertThat(service.setState("/v1/trading-state/" + scope + "/" + subject, state).status())
        .isEqualTo(200);
  }

  private static boolean isValid(JsonObject token) {
    return service
        .post("/v1/tokens/verify", token.toString())
        .body()
        .toString()
        .contains("\"valid\":true");
  }

  private static JsonObject token(Reply reply) {
    return Objects.requireNonNull(reply.body().object("decision_token"));
  }
}
