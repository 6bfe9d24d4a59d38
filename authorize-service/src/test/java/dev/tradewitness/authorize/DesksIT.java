package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits and trading states of desks and of the firm, over HTTP.
class DesksIT {

  private static final String ASKED = ",\"reason\":\"drill\",\"actor\":\"alice\"}";

  private static Database database;
  private static RunningService service;

  @BeforeAll
  static void start() {
    Servers.postgres().start();
    Servers.kafka().start();
    database = RunningService.freshDatabase();
    service = RunningService.start(database);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void accountsOfADeskShareItsLimitsAlsoAfterARestart() {
    assertThat(assign("d-one", "\"deltas\"").status()).isEqualTo(200);
    assertThat(assign("d-two", "\"deltas\"").status()).isEqualTo(200);
    assertThat(limit("DESK", "deltas", "GROSS_EXPOSURE", "250").status()).isEqualTo(200);
    assertThat(codes("d-one", "1", "100")).isEmpty();
    assertThat(codes("d-two", "1", "100")).isEmpty();
    assertThat(codes("d-one", "1", "100")).isEqualTo("EXPOSURE_LIMIT_DESK");
    assertThat(codes("d-else", "1", "100")).isEmpty();

    service.close();
    service = RunningService.start(database);
    assertThat(codes("d-two", "1", "100")).isEqualTo("EXPOSURE_LIMIT_DESK");
    assertThat(codes("d-two", "0.5", "100")).isEmpty();
    Reply desk = service.get("/v1/desks/deltas");
    assertThat(desk.text("gross")).isEqualTo("250");
    assertThat(desk.text("open_orders")).isEqualTo("3");
    assertThat(desk.body().toString())
        .contains("\"accounts\":[\"d-one\",\"d-two\"]")
        .contains("\"limit\":\"250\",\"percent\":\"100.00\"");
    assertThat(service.get("/v1/exposures/d-one").body().toString())
        .contains("\"desk\":\"deltas\"")
        .contains("\"scope\":\"DESK\",\"subject\":\"deltas\",\"figure\":\"250\"");
  }

  @Test
  void anAccountLeavesItsDeskByTwoAndBringsWhatItHas() {
    assertThat(assign("m-one", "\"metals\"").status()).isEqualTo(200);
    assertThat(codes("m-one", "1", "100")).isEmpty();
    assertThat(service.get("/v1/desks/metals").text("gross")).isEqualTo("100");
    Reply moved = assign("m-one", "\"energy\"");
    assertThat(moved.status()).isEqualTo(202);
    assertThat(service.get("/v1/desks/metals").text("gross")).isEqualTo("100");
    service.approved(moved);
    assertThat(service.get("/v1/desks/metals").text("gross")).isEqualTo("0");
    assertThat(service.get("/v1/desks/energy").text("gross")).isEqualTo("100");
    Reply taken = assign("m-one", "null");
    assertThat(taken.status()).isEqualTo(202);
    service.approved(taken);
    assertThat(service.get("/v1/desks/energy").text("gross")).isEqualTo("0");
    assertThat(service.get("/v1/exposures/m-one").body().toString()).contains("\"desk\":null");
    assertThat(service.get("/v1/changes?limit=200").body().toString())
        .contains("\"kind\":\"DESK\"")
        .contains("\"before\":\"metals\",\"after\":\"energy\"");
  }

  @Test
  void anAccountJoinsADeskWithANetLimitByTwo() {
    assertThat(limit("DESK", "nets", "NET_EXPOSURE", "100").status()).isEqualTo(200);
    Reply joined = assign("n-one", "\"nets\"");
    assertThat(joined.status()).isEqualTo(202);
    service.approved(joined);
    assertThat(codes("n-one", "1", "100")).isEmpty();
    assertThat(codes("n-one", "1", "0.01")).isEqualTo("EXPOSURE_LIMIT_DESK");
    assertThat(assign("n-one", "\"nets\"").status()).as("the same again").isEqualTo(200);
  }

  @Test
  void aDeskIsHaltedByOneAndResumedByTwo() {
    assertThat(assign("h-one", "\"halts\"").status()).isEqualTo(200);
    assertThat(
            service.put("/v1/trading-state/desk/halts", "{\"state\":\"HALTED\"" + ASKED).status())
        .isEqualTo(200);
    assertThat(codes("h-one", "1", "1")).isEqualTo("KILL_SWITCH");
    assertThat(codes("h-two", "1", "1")).isEmpty();
    Reply resumed = service.put("/v1/trading-state/desk/halts", "{\"state\":\"ACTIVE\"" + ASKED);
    assertThat(resumed.status()).isEqualTo(202);
    service.approved(resumed);
    assertThat(codes("h-one", "1", "1")).isEmpty();
  }

  /// On top of what the other tests have open.
  @Test
  void aThousandOrdersOfManyAccountsAtOnceExceedNoLimitOfTheFirm() throws Exception {
    BigDecimal before = firmGross();
    String limit = before.add(new BigDecimal(49_000)).toPlainString();
    try {
      assertThat(limit("FIRM", "all", "GROSS_EXPOSURE", limit).status()).isEqualTo(200);
      assertThat(limit("FIRM", "all", "MAX_ORDER_VALUE", "1000").status()).isEqualTo(200);
      assertThat(codes("big", "11", "100")).isEqualTo("MAX_ORDER_VALUE");
      var calls = new ArrayList<Callable<String>>();
      for (int i = 0; i < 1000; i++) {
        String account = "f-" + i % 100;
        calls.add(() -> codes(account, "1", "100"));
      }
      int passed = 0;
      try (var callers = Executors.newFixedThreadPool(32)) {
        for (Future<String> call : callers.invokeAll(calls)) {
          String codes = call.get();
          assertThat(codes).isIn("", "EXPOSURE_LIMIT_FIRM");
          passed += codes.isEmpty() ? 1 : 0;
        }
      }
      assertThat(passed).isEqualTo(490);
      assertThat(firmGross()).isEqualByComparingTo(limit);
      assertThat(limit("FIRM", "all", "GROSS_EXPOSURE", "1" + limit).status())
          .as("wider")
          .isEqualTo(202);
      assertThat(limit("FIRM", "all", "MAX_OPEN_ORDERS", "490").status()).isEqualTo(200);
      assertThat(codes("f-1", "0.000001", "1")).isEqualTo("EXPOSURE_LIMIT_FIRM MAX_OPEN_ORDERS");
    } finally {
      for (String control : List.of("GROSS_EXPOSURE", "MAX_ORDER_VALUE", "MAX_OPEN_ORDERS")) {
        service.approved(limit("FIRM", "all", control, "null"));
      }
    }
  }

  /// Of accounts in many lanes. The time of a decision is in its id, in milliseconds.
  @Test
  void noMoreOrdersOfADeskPassInASecondThanItsRateAllows() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(assign("r-" + i, "\"rates\"").status()).isEqualTo(200);
    }
    assertThat(limit("DESK", "rates", "MESSAGE_RATE", "20").status()).isEqualTo(200);
    assertThat(limit("ACCOUNT", "r-0", "MESSAGE_RATE", "0").status()).isEqualTo(200);
    assertThat(codes("r-0", "1", "1")).isEqualTo("MESSAGE_RATE");
    var calls = new ArrayList<Callable<Reply>>();
    for (int i = 0; i < 300; i++) {
      String account = "r-" + (1 + i % 9);
      calls.add(
          () -> service.authorize(account, UUID.randomUUID().toString(), "AAPL", "BUY", "1", "1"));
    }
    var passed = new ArrayList<Long>();
    try (var callers = Executors.newFixedThreadPool(16)) {
      for (Future<Reply> call : callers.invokeAll(calls)) {
        Reply reply = call.get();
        if (Objects.requireNonNull(reply.body().array("reasons")).elements().isEmpty()) {
          passed.add(
              UUID.fromString(reply.text("decision_token", "jti")).getMostSignificantBits() >>> 16);
        } else {
          assertThat(reply.body().toString())
              .contains("\"code\":\"MESSAGE_RATE\"", "\"scope\":\"DESK\"", "orders/s");
        }
      }
    }
    assertThat(passed).hasSizeBetween(20, 299);
    passed.sort(null);
    for (int i = 20; i < passed.size(); i++) {
      assertThat(passed.get(i) - passed.get(i - 20)).as("21 orders").isGreaterThanOrEqualTo(1_000);
    }
    assertThat(limit("DESK", "rates", "MESSAGE_RATE", "21").status()).as("wider").isEqualTo(202);
  }

  private static BigDecimal firmGross() {
    JsonObject firm = service.get("/v1/desks").body().object("firm");
    return new BigDecimal(Objects.requireNonNull(Objects.requireNonNull(firm).string("gross")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"scope\":\"FIRM\",\"subject\":\"acme\",\"control\":\"GROSS_EXPOSURE\"|INVALID_SUBJECT",
        "{\"scope\":\"DESK\",\"subject\":\"a\\u0001b\",\"control\":\"GROSS_EXPOSURE\"|/subject",
        "{\"scope\":\"DESK\",\"subject\":\"x\",\"control\":\"PRICE_COLLAR_PERCENT\"|/control",
        "{\"scope\":\"FIRM\",\"subject\":\"all\",\"control\":\"POSITION_LONG\"|/control",
        "{\"scope\":\"SYMBOL\",\"subject\":\"A\",\"control\":\"MESSAGE_RATE\"|/control",
        "{\"scope\":\"FIRM\",\"subject\":\"all\",\"symbol\":\"A\",\"control\":\"MAX_OPEN_ORDERS\"|/control",
      })
  void aLimitThatNobodyCanHaveIsRefused(String limit, String named) {
    Reply reply =
        service.post("/v1/limits", limit + ",\"amount\":1,\"reason\":\"r\",\"author\":\"a\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).contains(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"desk\":\"a\\u0001b\"|/desk", "{\"desk\":7|/desk", "{\"dsk\":\"x\"|/desk"})
  void aDeskThatCannotBeReadChangesNothing(String body, String named) {
    Reply reply = service.put("/v1/accounts/unread/desk", body + ASKED);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).contains(named);
    assertThat(service.get("/v1/exposures/unread").body().toString()).contains("\"desk\":null");
  }

  private static Reply assign(String account, String desk) {
    return service.put("/v1/accounts/" + account + "/desk", "{\"desk\":" + desk + ASKED);
  }

  private static Reply limit(String scope, String subject, String control, String amount) {
    return service.post(
        "/v1/limits",
        """
        {"scope":"%s","subject":"%s","control":"%s","amount":%s,"reason":"drill","author":"alice"}\
        """
            .formatted(scope, subject, control, amount));
  }

  /// The codes of the reasons, in their order; empty when the order was authorized.
  private static String codes(String client, String qty, String price) {
    Reply reply =
        service.authorize(client, UUID.randomUUID().toString(), "AAPL", "BUY", qty, price);
    return Objects.requireNonNull(reply.body().array("reasons")).elements().stream()
        .map(reason -> Objects.requireNonNull(((JsonObject) reason).string("code")))
        .collect(Collectors.joining(" "));
  }
}
