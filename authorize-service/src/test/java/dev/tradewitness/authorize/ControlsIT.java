package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What people and market data set of instruments, prices, positions and permissions, over HTTP.
class ControlsIT {

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
  void anInstrumentsTermsAreInForceWithTheAnswerAndCountInEverything() {
    Reply asked =
        instrument(
            "fut",
            "\"status\":\"TRADABLE\",\"tick_size\":0.25,\"lot_size\":\"1\",\"min_qty\":2,"
                + "\"multiplier\":50,\"currency\":\"USD\"");
    assertThat(asked.status()).as("another multiplier than 1").isEqualTo(202);
    service.approved(asked);
    assertThat(service.get("/v1/instruments").body().toString())
        .contains("\"symbol\":\"FUT\"")
        .contains("\"multiplier\":\"50\"");
    reload();
    assertThat(codes("fut", "FUT", "BUY", "3", "100.25")).isEmpty();
    assertThat(codes("fut", "FUT", "BUY", "3", "100.2")).isEqualTo("TICK_SIZE");
    assertThat(codes("fut", "FUT", "BUY", "2.5", "100")).isEqualTo("LOT_SIZE");
    assertThat(codes("fut", "FUT", "BUY", "1", "100")).isEqualTo("MIN_QTY");
    assertThat(codes("fut", "FUT", "BUY", "20", "100.25")).isEqualTo("MAX_ORDER_VALUE");
    assertThat(gross("fut")).isEqualByComparingTo("15037.5"); // 3 × 100.25 × 50

    service.authorize("fut", "f-1", "FUT", "BUY", "2", "100");
    event("fut", "f-1", "\"type\":\"FILL\",\"qty\":1,\"price\":99,\"exec_id\":\"e1\"");
    event("fut", "f-1", "\"type\":\"CANCEL\"");
    assertThat(gross("fut")).isEqualByComparingTo("19987.5"); // and 1 × 99 × 50
    Reply order = service.get("/v1/orders/f-1?client_id=fut");
    assertThat(order.body().toString()).contains("\"multiplier\":\"50\"");

    Reply late = event("fut", "f-1", "\"type\":\"FILL\",\"qty\":1,\"price\":98,\"exec_id\":\"e2\"");
    assertThat(late.body().toString()).contains("LATE_FILL");
    assertThat(gross("fut")).isEqualByComparingTo("24887.5"); // and 1 × 98 × 50
  }

  @Test
  void whatAChangeDoesNotNameStaysAndANullTakesItAwayByTwo() {
    service.approved(
        instrument("keep", "\"status\":\"TRADABLE\",\"tick_size\":\"0.5\",\"multiplier\":10"));
    Reply restricted = instrument("keep", "\"status\":\"RESTRICTED\"");
    assertThat(restricted.status()).isEqualTo(200);
    assertThat(restricted.text("multiplier")).isEqualTo("10");
    Reply tradable = instrument("keep", "\"status\":\"TRADABLE\"");
    assertThat(tradable.status()).isEqualTo(202);
    assertThat(service.approved(tradable).text("after"))
        .isEqualTo("{\"multiplier\":\"10\",\"status\":\"TRADABLE\",\"tick_size\":\"0.5\"}");
    assertThat(instrument("keep", "\"status\":\"TRADABLE\",\"tick_size\":1").status())
        .as("every multiple of 1 is one of 0.5")
        .isEqualTo(200);
    Reply away = instrument("keep", "\"status\":\"TRADABLE\",\"tick_size\":null");
    assertThat(away.status()).isEqualTo(202);
    assertThat(codes("keep", "KEEP", "BUY", "1", "1.5")).isEqualTo("TICK_SIZE");
    service.approved(away);
    assertThat(codes("keep", "KEEP", "BUY", "1", "1.5")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tick_size\":0|/tick_size",
        "\"tick_size\":-0.01|/tick_size",
        "\"lot_size\":\"1e400\"|/lot_size",
        "\"lot_size\":\"NaN\"|/lot_size",
        "\"min_qty\":true|/min_qty",
        "\"multiplier\":\"12345678901234567890123456789012345678901\"|/multiplier",
        "\"multiplier\":0e5|/multiplier",
        "\"currency\":\"EUR\"|CURRENCY_NOT_SUPPORTED",
        "\"currency\":7|/currency",
      })
  void termsThatCannotBeReadChangeNothing(String term, String named) {
    Reply reply = instrument("unread", "\"status\":\"TRADABLE\"," + term);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).contains("INVALID_CHANGE", named);
    assertThat(service.get("/v1/instruments").body().toString()).doesNotContain("UNREAD");
  }

  @Test
  void pricesAreInForceWithTheAnswerAndProvenByTheirRecord() throws Exception {
    String at = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    Reply sent = prices(price("prc", "100", at), price("PRC2", "5.50", at));
    assertThat(sent.status()).as("%s", sent.body()).isEqualTo(200);
    Reply market = market("prc", "PRC");
    assertThat(market.text("status")).isEqualTo("AUTHORIZED");
    assertThat(market.text("controls", "revision")).isEqualTo(sent.text("number"));
    assertThat(gross("prc")).as("with the collar of 0.05").isEqualByComparingTo("105");

    Reply batch = service.get("/v1/reference-prices/" + sent.text("number"));
    byte[] body = batch.raw().body().getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)))
        .isEqualTo(sent.text("batch_digest"));
    assertThat(service.get("/v1/changes?limit=200").body().toString())
        .contains(sent.text("batch_digest"));

    assertThat(prices(price("prc", "100", at), price("PRC2", "5.50", at)).body())
        .as("the same once more")
        .isEqualTo(sent.body());
    String before = Instant.parse(at).minusSeconds(1).toString();
    prices(price("PRC", "7", before));
    assertThat(service.get("/v1/reference-prices").body().toString())
        .as("an older price")
        .contains("\"symbol\":\"PRC\",\"price\":\"100\"", "\"symbol\":\"PRC2\",\"price\":\"5.5\"");
    reload();
    assertThat(market("prc", "PRC").text("status")).isEqualTo("AUTHORIZED");
    assertThat(gross("prc")).isEqualByComparingTo("210");
    Reply newer = prices(price("PRC", "10", Instant.parse(at).plusMillis(1).toString()));
    assertThat(newer.text("number")).isNotEqualTo(sent.text("number"));
    market("prc", "PRC");
    assertThat(gross("prc")).isEqualByComparingTo("220.5");
  }

  @Test
  void aBatchThatIsNotWhatItsRecordSaysCountsForNothing() throws Exception {
    Reply sent = prices(price("TAMPERED", "100", Instant.now().toString()));
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "update reference_batch set body = convert_to(replace("
                    + "convert_from(body, 'UTF8'), '\"100\"', '\"1\"'), 'UTF8') where number = ?")) {
      statement.setLong(1, Long.parseLong(sent.text("number")));
      assertThat(statement.executeUpdate()).isOne();
    }
    assertThat(market("tampered", "TAMPERED").text("status")).isEqualTo("AUTHORIZED");
    reload();
    assertThat(market("tampered", "TAMPERED").body().toString()).contains("NO_REFERENCE_PRICE");
    prices(price("TAMPERED", "100", Instant.now().toString()));
    assertThat(market("tampered", "TAMPERED").text("status")).isEqualTo("AUTHORIZED");
  }

  @Test
  void anOldPriceBlocksWhereAPriceIsNeeded() {
    prices(price("OLD", "100", Instant.now().minus(Duration.ofHours(2)).toString()));
    assertThat(market("old", "OLD").body().toString()).contains("STALE_REFERENCE_PRICE");
    assertThat(codes("old", "OLD", "BUY", "1", "100")).isEmpty();
  }

  @Test
  void priceBatchesThatCannotBeReadChangeNothing() {
    String now = Instant.now().toString();
    String many =
        IntStream.range(0, 501)
            .mapToObj(i -> price("M" + i, "1", now))
            .collect(Collectors.joining(","));
    String good = price("GOOD", "1", now);
    for (String wrong :
        List.of(
            "",
            "7",
            many,
            good + "," + price("good", "2", now),
            good + "," + price("A", "0", now),
            good + "," + price("A", "\"1e400\"", now),
            good + "," + price("A", "1", Instant.now().plusSeconds(90).toString()),
            good + "," + price("A", "1", "yesterday"),
            good + ",{\"symbol\":\"A\",\"price\":1,\"at\":\"" + now + "\"}")) {
      Reply reply = service.put("/v1/reference-prices", "{\"prices\":[" + wrong + "]" + ASKED);
      assertThat(reply.status()).as(wrong).isEqualTo(400);
      assertThat(reply.body().toString()).contains("INVALID_CHANGE", "/prices");
    }
    assertThat(service.get("/v1/reference-prices").body().toString()).doesNotContain("GOOD");
    assertThat(service.get("/v1/reference-prices/1").status()).isEqualTo(404);
    assertThat(service.get("/v1/reference-prices/x").status()).isEqualTo(404);
  }

  @Test
  void aCollarBlocksWhatIsTooFarFromTheReferencePriceAndWidensByTwo() {
    prices(price("COL", "100", Instant.now().toString()));
    assertThat(limit("SYMBOL", "col", null, "PRICE_COLLAR_PERCENT", "2").status()).isEqualTo(200);
    reload();
    assertThat(codes("col", "COL", "BUY", "1", "102")).isEmpty();
    assertThat(codes("col", "COL", "BUY", "1", "102.01")).isEqualTo("PRICE_COLLAR");
    assertThat(limit("ACCOUNT", "col", null, "PRICE_COLLAR_ABSOLUTE", "1").status()).isEqualTo(200);
    assertThat(codes("col", "COL", "SELL", "1", "98.9")).isEqualTo("PRICE_COLLAR");
    assertThat(codes("col", "NOPRICE", "BUY", "1", "1")).isEqualTo("NO_REFERENCE_PRICE");
    assertThat(limit("SYMBOL", "COL", null, "PRICE_COLLAR_PERCENT", "3").status()).isEqualTo(202);
    assertThat(limit("SYMBOL", "COL", null, "PRICE_COLLAR_PERCENT", "null").status())
        .isEqualTo(202);
  }

  @Test
  void positionsAndOpenOrdersAreLimitedInOneSymbolOfAnAccount() {
    assertThat(limit("ACCOUNT", "pos", "pos", "POSITION_LONG", "10").status()).isEqualTo(200);
    assertThat(limit("ACCOUNT", "pos", "POS", "POSITION_SHORT", "0").status()).isEqualTo(200);
    assertThat(limit("ACCOUNT", "pos", "POS", "MAX_OPEN_ORDERS", "3").status()).isEqualTo(200);
    assertThat(limit("ACCOUNT", "pos", null, "MAX_OPEN_ORDERS", "4").status()).isEqualTo(200);
    reload();
    assertThat(codes("pos", "POS", "SELL", "1", "1")).isEqualTo("POSITION_LIMIT");
    assertThat(codes("pos", "POS", "BUY", "4", "1")).isEmpty();
    assertThat(codes("pos", "POS", "BUY", "6", "1")).isEmpty();
    assertThat(codes("pos", "POS", "BUY", "0.1", "1")).isEqualTo("POSITION_LIMIT");
    assertThat(codes("pos", "OTHER", "BUY", "100", "1")).isEmpty();
    assertThat(codes("pos", "OTHER", "BUY", "100", "1")).isEmpty();
    assertThat(codes("pos", "OTHER", "BUY", "1", "1")).isEqualTo("MAX_OPEN_ORDERS");
    Reply wider = limit("ACCOUNT", "pos", "POS", "POSITION_LONG", "11");
    assertThat(wider.status()).isEqualTo(202);
    assertThat(wider.text("symbol")).isEqualTo("POS");
    assertThat(service.get("/v1/limits").body().toString())
        .contains("\"subject\":\"pos\",\"symbol\":\"POS\",\"control\":\"POSITION_LONG\"");
  }

  @Test
  void theSameOrderUnderAnotherIdIsADuplicate() {
    assertThat(limit("ACCOUNT", "dup", null, "DUPLICATE_ORDER", "2").status()).isEqualTo(200);
    reload();
    assertThat(codes("dup", "DUP", "BUY", "1", "10")).isEmpty();
    assertThat(codes("dup", "dup", "BUY", "1.0", "10.00")).isEmpty();
    assertThat(codes("dup", "DUP", "BUY", "1", "10")).isEqualTo("DUPLICATE_ORDER");
    assertThat(codes("dup", "DUP", "BUY", "1", "10.01")).isEmpty();
    assertThat(codes("dup2", "DUP", "BUY", "1", "10")).isEmpty();
    assertThat(limit("ACCOUNT", "dup", null, "DUPLICATE_ORDER", "3").status()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "ACCOUNT,,POSITION_LONG",
    "SYMBOL,,POSITION_SHORT",
    "SYMBOL,,MAX_OPEN_ORDERS",
    "SYMBOL,AAPL,MAX_ORDER_QTY",
    "ACCOUNT,AAPL,GROSS_EXPOSURE",
    "ACCOUNT,AAPL,PRICE_COLLAR_PERCENT",
    "ACCOUNT,AAPL,MESSAGE_RATE",
    "SYMBOL,,MESSAGE_RATE",
    "FIRM,,DUPLICATE_ORDER",
    "ACCOUNT,AAPL,DUPLICATE_ORDER",
  })
  void aLimitOfAScopeThatItDoesNotHaveIsRefused(String scope, String symbol, String control) {
    Reply reply = limit(scope, "scoped", symbol, control, "1");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toString()).contains("INVALID_CHANGE", "/control");
  }

  @Test
  void shortSalesAreForbiddenByOneAndAllowedByTwo() {
    assertThat(put("/v1/short-sale/account/short", "\"NOT_ALLOWED\"").status()).isEqualTo(200);
    reload();
    assertThat(codes("short", "SHO", "SELL", "1", "1")).isEqualTo("SHORT_SALE");
    service.authorize("short", "s-1", "SHO", "BUY", "5", "1");
    event("short", "s-1", "\"type\":\"FILL\",\"qty\":5,\"price\":1,\"exec_id\":\"e1\"");
    assertThat(codes("short", "SHO", "SELL", "3", "1")).isEmpty();
    assertThat(codes("short", "SHO", "SELL", "2.1", "1")).isEqualTo("SHORT_SALE");
    assertThat(codes("short", "SHO", "SELL", "2", "1")).isEmpty();
    assertThat(service.get("/v1/short-sale").body().toString())
        .contains("\"subject\":\"short\",\"value\":\"NOT_ALLOWED\"");
    Reply allowed = put("/v1/short-sale/account/short", "null");
    assertThat(allowed.status()).isEqualTo(202);
    assertThat(service.approved(allowed).status()).isEqualTo(200);
    assertThat(codes("short", "SHO", "SELL", "2", "1")).isEmpty();
    assertThat(service.get("/v1/short-sale").body().toString()).doesNotContain("\"short\"");
    assertThat(put("/v1/short-sale/symbol/nsh", "\"NOT_ALLOWED\"").status()).isEqualTo(200);
    assertThat(codes("anybody", "NSH", "SELL", "1", "1")).isEqualTo("SHORT_SALE");
  }

  @Test
  void anAccountsListsSayWhatItMayTrade() {
    assertThat(put("/v1/permissions/lists/deny", "\"DENIED\"").status()).isEqualTo(200);
    assertThat(codes("lists", "DENY", "BUY", "1", "1")).isEqualTo("NOT_PERMITTED");
    assertThat(codes("lists", "FREE", "BUY", "1", "1")).isEmpty();
    assertThat(put("/v1/permissions/lists/ONE", "\"ALLOWED\"").status()).isEqualTo(200);
    reload();
    assertThat(codes("lists", "FREE", "BUY", "1", "1")).isEqualTo("NOT_PERMITTED");
    assertThat(codes("lists", "ONE", "BUY", "1", "1")).isEmpty();
    Reply second = put("/v1/permissions/lists/TWO", "\"ALLOWED\"");
    assertThat(second.status()).isEqualTo(202);
    assertThat(put("/v1/permissions/lists/DENY2", "\"DENIED\"").status()).isEqualTo(200);
    Reply outdated =
        service.post(
            "/v1/changes/" + second.text("change_id") + "/approve", "{\"approver\":\"second\"}");
    assertThat(outdated.body().toString()).as("another list now").contains("CHANGE_OUTDATED");
    Reply away = put("/v1/permissions/lists/ONE", "null");
    assertThat(away.status()).as("without it every symbol passes").isEqualTo(202);
    assertThat(service.get("/v1/permissions").body().toString())
        .contains("\"subject\":\"lists\",\"symbol\":\"DENY\",\"value\":\"DENIED\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"MAYBE\"", "true", "\"\""})
  void aPermissionThatCannotBeReadChangesNothing(String value) {
    for (String path : List.of("/v1/permissions/wrong/WRONG", "/v1/short-sale/account/wrong")) {
      assertThat(put(path, value).body().toString()).contains("INVALID_CHANGE", "/value");
      assertThat(service.put(path, "{" + ASKED.substring(1)).body().toString())
          .contains("MISSING", "/value");
    }
    assertThat(put("/v1/short-sale/firm/all", "null").status()).isEqualTo(404);
  }

  private static void reload() {
    service.bean(ControlAdmin.class).reload();
  }

  private static Reply instrument(String symbol, String members) {
    return service.put("/v1/instruments/" + symbol, "{" + members + ASKED);
  }

  private static Reply put(String path, String value) {
    return service.put(path, "{\"value\":" + value + ASKED);
  }

  private static Reply prices(String... prices) {
    return service.put(
        "/v1/reference-prices", "{\"prices\":[" + String.join(",", prices) + "]" + ASKED);
  }

  private static String price(String symbol, String price, String at) {
    return """
    {"symbol":"%s","price":%s,"source":"drill feed","at":"%s"}\
    """
        .formatted(symbol, price, micros(at));
  }

  /// Java's clock may be finer than a microsecond.
  private static String micros(String at) {
    return at.replaceFirst("(\\.\\d{6})\\d+Z", "$1Z");
  }

  private static Reply limit(
      String scope, String subject, @Nullable String symbol, String control, String amount) {
    return service.post(
        "/v1/limits",
        """
        {"scope":"%s","subject":"%s",%s"control":"%s","amount":%s,"reason":"drill","author":"alice"}\
        """
            .formatted(
                scope,
                subject,
                symbol == null ? "" : "\"symbol\":\"" + symbol + "\",",
                control,
                amount));
  }

  private static Reply market(String client, String symbol) {
    return service.post(
        "/v1/authorize",
        """
        {"order":{"client_order_id":"%s","symbol":"%s","side":"BUY","qty":1,"type":"MARKET"},
         "context":{"client_id":"%s"}}\
        """
            .formatted(UUID.randomUUID(), symbol, client));
  }

  /// The codes of the reasons, in their order; empty when the order was authorized.
  private static String codes(String client, String symbol, String side, String qty, String price) {
    Reply reply = service.authorize(client, UUID.randomUUID().toString(), symbol, side, qty, price);
    return Objects.requireNonNull(reply.body().array("reasons")).elements().stream()
        .map(reason -> Objects.requireNonNull(((JsonObject) reason).string("code")))
        .collect(Collectors.joining(" "));
  }

  private static Reply event(String client, String order, String members) {
    Reply reply =
        service.post(
            "/v1/orders/" + order + "/events",
            "{\"client_id\":\"" + client + "\"," + members + "}");
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
    return reply;
  }

  private static BigDecimal gross(String client) {
    return new BigDecimal(service.get("/v1/exposures/" + client).text("gross"));
  }
}
