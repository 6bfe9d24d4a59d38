package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.testservers.Database;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A token is used once.
class RedeemIT {

  private static final int AT_ONCE = 1_000;

  private static Database database;
  private static RunningService service;

  @BeforeAll
  static void start() {
    database = RunningService.freshDatabase();
    service = start(database);
  }

  /// No wait for a commit ends by itself.
  private static RunningService start(Database database) {
    return RunningService.start(
        database,
        "tradewitness.authorize.orders.answer-deadline=2m",
        "spring.datasource.hikari.data-source-properties.socketTimeout=120");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aSecondAttemptLearnsWhenTheFirstOneWas() {
    JsonObject token = authorized("one", "a");
    Reply first = redeem(token, "gate-1");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body().toString())
        .contains("\"redeemed\":true", "\"replayed\":false", "\"redemption_id\":\"gate-1\"");
    assertThat(first.text("jti")).isEqualTo(token.string("jti"));
    for (String id : new String[] {"gate-2", null}) {
      Reply second = redeem(token, id);
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.text("code")).isEqualTo("ALREADY_REDEEMED");
      assertThat(second.text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
    }
    Reply order = service.get("/v1/orders/a?client_id=one");
    assertThat(order.text("redemption", "token_id")).isEqualTo(token.string("jti"));
    assertThat(order.text("redemption", "redemption_id")).isEqualTo("gate-1");
    assertThat(order.text("redemption", "redeemed_at")).isEqualTo(first.text("redeemed_at"));
  }

  @Test
  void theSameAttemptMayBeRepeatedAfterALostAnswer() {
    JsonObject token = authorized("same", "a");
    Reply first = redeem(token, "gate-1");
    Reply again = redeem(token, "gate-1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().toString()).contains("\"replayed\":true");
    assertThat(again.text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
    JsonObject nameless = authorized("same", "b");
    assertThat(redeem(nameless, null).status()).isEqualTo(200);
    assertThat(redeem(nameless, null).text("code"))
        .as("an attempt without a name cannot be told from another")
        .isEqualTo("ALREADY_REDEEMED");
  }

  @Test
  void bothFormsAreOneToken() {
    String order = RunningService.order("forms", "a", "AAPL", "BUY", "1", "10");
    String jws = service.post("/v1/authorize?token=jws", order).text("decision_token");
    JsonObject object = token(service.post("/v1/authorize", order));
    String body = "{\"token\":\"%s\"}".formatted(jws);
    assertThat(service.post("/v1/tokens/redeem", body).status()).isEqualTo(200);
    assertThat(redeem(object, "gate-1").text("code")).isEqualTo("ALREADY_REDEEMED");
  }

  @Test
  void anOrderShownWithTheTokenHasToBeItsOwn() {
    JsonObject token = authorized("shown", "a");
    String body =
        "{\"token\":%s,\"order\":{\"client_order_id\":\"a\",\"symbol\":\"AAPL\",\"side\":\"BUY\","
            + "\"qty\":%s,\"price\":10}}";
    Reply other = service.post("/v1/tokens/redeem", body.formatted(token, "2"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("code")).isEqualTo("TOKEN_INVALID");
    assertThat(other.body().toString()).contains("the token is for another order");
    assertThat(service.post("/v1/tokens/redeem", body.formatted(token, "1")).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCEL", "REJECT", "EXPIRE"})
  void theTokenOfAClosedOrderIsNotRedeemed(String close) {
    JsonObject token = authorized("closed", close);
    report("closed", close, "\"type\":\"" + close + "\"");
    Reply refused = redeem(token, "gate-1");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("ORDER_CLOSED");
    assertThat(refused.body().has("redeemed_at")).isFalse();
  }

  @Test
  void aClosedOrderTellsWhetherItsTokenWasRedeemed() {
    JsonObject token = authorized("filled", "a");
    Reply first = redeem(token, "gate-1");
    report("filled", "a", "\"type\":\"FILL\",\"exec_id\":\"e\",\"qty\":1,\"price\":10");
    Reply own = redeem(token, "gate-1");
    assertThat(own.text("code")).isEqualTo("ORDER_CLOSED");
    assertThat(own.text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
    Reply other = redeem(token, "gate-2");
    assertThat(other.text("code")).isEqualTo("ALREADY_REDEEMED");
    assertThat(other.text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
  }

  @ParameterizedTest
  @CsvSource({
    "firm,all,HALTED",
    "account,halt,HALTED",
    "symbol,AAPL,HALTED",
    "account,halt,REDUCE_ONLY"
  })
  void whileTradingIsRestrictedNoTokenIsRedeemed(String scope, String subject, String state) {
    JsonObject token = authorized("halt", scope + state);
    JsonObject redeemed = authorized("halt", "r" + scope + state);
    assertThat(redeem(redeemed, "gate-1").status()).isEqualTo(200);
    String path = "/v1/trading-state/" + scope + "/" + subject;
    service.setState(path, state);
    try {
      Reply refused = redeem(token, "gate-1");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("code")).isEqualTo("TRADING_RESTRICTED");
      assertThat(refused.text("trading_state")).isEqualTo(state);
      assertThat(refused.body().has("redeemed_at")).isFalse();
      Reply repeated = redeem(redeemed, "gate-1");
      assertThat(repeated.text("code"))
          .as("a repetition lets no order go either")
          .isEqualTo("TRADING_RESTRICTED");
      assertThat(repeated.body().has("redeemed_at")).isTrue();
    } finally {
      service.setState(path, "ACTIVE");
    }
    assertThat(redeem(token, "gate-1").status()).isEqualTo(200);
    assertThat(redeem(redeemed, "gate-1").status()).isEqualTo(200);
  }

  @Test
  void underReduceOnlyTheTokenOfAnOrderThatReducesIsRedeemed() {
    authorized("reduce", "bought");
    report("reduce", "bought", "\"type\":\"FILL\",\"exec_id\":\"e\",\"qty\":1,\"price\":10");
    JsonObject larger = authorized("reduce", "more");
    String path = "/v1/trading-state/account/reduce";
    service.setState(path, "REDUCE_ONLY");
    JsonObject reducing = token(service.authorize("reduce", "out", "AAPL", "SELL", "1", "10"));
    assertThat(redeem(reducing, "gate-1").status()).isEqualTo(200);
    assertThat(redeem(reducing, "gate-1").body().toString()).contains("\"replayed\":true");
    assertThat(redeem(larger, "gate-1").text("code")).isEqualTo("TRADING_RESTRICTED");
    service.setState(path, "HALTED");
    assertThat(redeem(reducing, "gate-1").text("trading_state")).isEqualTo("HALTED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HALTED", "REDUCE_ONLY"})
  void whatComesInForceWhileARedemptionIsCommittedCountsForIt(String state) throws Exception {
    var client = new ClientId("while-" + state);
    JsonObject token = authorized(client.value(), "a");
    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table journal in exclusive mode");
      Future<Reply> first = callers.submit(() -> redeem(token, "gate-1"));
      await().until(() -> service.metric("authorize_journal_queue_rows") > 0);
      Future<?> change =
          callers.submit(
              () -> service.setState("/v1/trading-state/account/" + client.value(), state));
      var controls = service.bean(ControlAdmin.class);
      var symbol = new Symbol("AAPL");
      await()
          .until(() -> controls.get().tradingState(client, symbol) == TradingState.valueOf(state));
      blocker.rollback();
      assertThat(first.get().text("code")).isEqualTo("TRADING_RESTRICTED");
      assertThat(first.get().text("trading_state")).isEqualTo(state);
      assertThat(first.get().body().has("redeemed_at")).isTrue();
      change.get();
    }
  }

  @Test
  void whatIsNotGoodIsNamed() throws Exception {
    JsonObject token = authorized("bad", "a");
    Reply forged = redeem(token.with("qty", JsonValue.of("2")), "gate-1");
    assertThat(forged.status()).isEqualTo(422);
    assertThat(forged.text("code")).isEqualTo("TOKEN_INVALID");
    assertThat(forged.body().toString()).contains("\"name\":\"signature\",\"outcome\":\"FAIL\"");
    Reply blocked =
        redeem(token(service.authorize("bad", "b", "AAPL", "BUY", "5000", "10")), "gate-1");
    assertThat(blocked.status()).isEqualTo(422);
    assertThat(blocked.body().toString()).contains("\"name\":\"status\",\"outcome\":\"FAIL\"");
    long now = Instant.now().getEpochSecond();
    Reply expired =
        redeem(
            signed(token.with("iat", JsonValue.of(now - 310)).with("exp", JsonValue.of(now - 10))),
            "gate-1");
    assertThat(expired.status()).isEqualTo(409);
    assertThat(expired.text("code")).isEqualTo("TOKEN_EXPIRED");
    Reply unknown =
        redeem(
            signed(token.with("jti", JsonValue.of("019c2d4e-5f60-7abc-8def-0123456789ab"))),
            "gate-1");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("code")).isEqualTo("UNKNOWN_TOKEN");
    assertThat(redeem(signed(token.with("client_order_id", JsonValue.of("none"))), "g").status())
        .isEqualTo(404);
    assertThat(redeem(token, "gate-1").status()).as("nothing of that used it up").isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"redemption_id\":\"gate-1\"}",
        "{\"token\":5}",
        "{\"token\":{},\"redemption_id\":\"\"}",
        "{\"token\":{},\"redemption_id\":[]}",
        "{\"token\":{},\"order\":5}",
        "{\"token\":{},\"token\":{}}",
        "[]"
      })
  void whatIsNoRequestIsRefused(String body) {
    Reply reply = service.post("/v1/tokens/redeem", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("code")).isEqualTo("INVALID_TOKEN_SCHEMA");
    assertThat(reply.body().array("violations")).isNotNull();
  }

  @Test
  void ofAThousandAttemptsAtOnceOneIsAccepted() throws Exception {
    JsonObject token = authorized("crowd", "a");
    var start = new CountDownLatch(1);
    var replies = new ArrayList<Future<Reply>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        String id = "gate-" + i;
        replies.add(
            threads.submit(() -> {
              start.await();
              return await()
                  .atMost(Duration.ofMinutes(1))
                  .until(() -> redeem(token, id), reply -> reply.status() != 503);
            }));
      }
      start.countDown();
      int accepted = 0;
      for (Future<Reply> future : replies) {
        Reply reply = future.get();
        if (reply.status() == 200) {
          accepted++;
        } else {
          assertThat(reply.text("code")).isEqualTo("ALREADY_REDEEMED");
        }
      }
      assertThat(accepted).isEqualTo(1);
    }
    assertThat(rowsOf("crowd")).isEqualTo(1);
  }

  @Test
  void aRedemptionSurvivesARestartFromTheSnapshotAndFromTheJournalAlone() throws Exception {
    JsonObject token = authorized("restart", "a");
    JsonObject unused = authorized("restart", "b");
    Reply first = redeem(token, "gate-1");
    service.close(); // leaves snapshots
    service = start(database);
    assertThat(redeem(token, "gate-2").text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
    assertThat(redeem(token, "gate-1").body().toString()).contains("\"replayed\":true");
    service.close();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from snapshot");
    }
    service = start(database);
    assertThat(redeem(token, "gate-2").text("redeemed_at")).isEqualTo(first.text("redeemed_at"));
    assertThat(redeem(unused, "gate-2").status()).isEqualTo(200);
    assertThat(JournalAudit.of(database).faults()).isEmpty();
  }

  private static JsonObject authorized(String client, String id) {
    return token(service.authorize(client, id, "AAPL", "BUY", "1", "10"));
  }

  private static JsonObject token(Reply reply) {
    return Objects.requireNonNull(reply.body().object("decision_token"));
  }

  private static Reply redeem(JsonObject token, @Nullable String id) {
    JsonObject.Builder body = JsonObject.builder().put("token", token);
    return service.post(
        "/v1/tokens/redeem", body.putIfPresent("redemption_id", id).build().toString());
  }

  private static void report(String client, String id, String event) {
    String body = "{%s,\"client_id\":\"%s\"}".formatted(event, client);
    assertThat(service.post("/v1/orders/" + id + "/events", body).status()).isEqualTo(200);
  }

  private static int rowsOf(String client) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        var rs =
            statement.executeQuery(
                "select count(*) from journal where kind = 'REDEEM' and client_id = '"
                    + client
                    + "'")) {
      rs.next();
      return rs.getInt(1);
    }
  }

  /// Signed as whoever shares the key can.
  private static JsonObject signed(JsonObject token) throws Exception {
    List<String> names =
        token.members().keySet().stream().filter(name -> !name.equals("signature")).toList();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(RunningService.SECRET), "HmacSHA256"));
    byte[] code = mac.doFinal(CanonicalJson.bytes(token.only(names)));
    return token.with(
        "signature", JsonValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(code)));
  }
}
