package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderReaderTest {

  private static final String GOOD =
      """
      {"order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":100,"price":185.50},
       "context":{"client_id":"acme"}}\
      """;

  @Test
  void theOrderMayStandUnderOrderOrBeTheBody() {
    OrderRequest wrapped = understood(GOOD);
    OrderRequest bare =
        understood(
            """
            {"clientOrderId":"o-1","symbol":"AAPL","side":"BUY","qty":"100","price":"1855E-1",
             "context":{"clientId":"acme"},"unknown":[1,2]}\
            """);
    assertThat(bare).isEqualTo(wrapped);
    assertThat(bare.order().hash()).isEqualTo(wrapped.order().hash());
  }

  @Test
  void amountsKeepEveryDigit() {
    Order order =
        understood(
                """
                {"client_order_id":"o","symbol":"X","side":"SELL","qty":9007199254740993,
                 "price":0.1000000000000000055511151231257827}\
                """)
            .order();
    assertThat(order.qty()).hasToString("9007199254740993");
    assertThat(order.price()).hasToString("0.1000000000000000055511151231257827");
  }

  @Test
  void anOrderThatSaysMarketHasNoPrice() {
    Order order =
        understood(
                """
                {"client_order_id":"o","symbol":"X","side":"BUY","qty":1,"type":"MARKET"}\
                """)
            .order();
    assertThat(order.type()).isEqualTo(OrderType.MARKET);
    assertThat(order.json()).doesNotContain("price");
  }

  @Test
  void theHashIsOverRfc8785OfTheOrderWithAmountsAsStrings() {
    // printf '%s'
    // '{"client_order_id":"o-1","price":"185.5","qty":"100","side":"BUY","symbol":"AAPL","type":"LIMIT"}'
    //   | sha256sum
    assertThat(understood(GOOD).order().hash().hex())
        .isEqualTo("9b94d7406abd5a0874a140381709d98949ea17e2b69487b672923845162c5bc5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DAY", "GTC", "IOC", "FOK"})
  void anOrderMaySayHowLongItIsInForce(String word) {
    Order order = understood(with("\"time_in_force\":\"" + word + "\"")).order();
    assertThat(order.timeInForce()).isEqualTo(TimeInForce.valueOf(word));
    assertThat(order.expireTime()).isNull();
    assertThat(order.json())
        .isEqualTo(
            """
            {"client_order_id":"o-1","price":"185.5","qty":"100","side":"BUY","symbol":"AAPL",\
            "time_in_force":"%s","type":"LIMIT"}\
            """
                .formatted(word));
    assertThat(order.hash()).isNotEqualTo(understood(GOOD).order().hash());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-12-31T23:59:59Z",
        "2026-12-31T23:59:59.0Z",
        "2026-12-31T23:59:59.000000Z",
      })
  void anExpireTimeIsOneTimeHoweverItIsWritten(String text) {
    String gtd = "\"time_in_force\":\"GTD\",\"expire_time\":\"" + text + "\"";
    Order order = understood(with(gtd)).order();
    assertThat(order.expireTime()).isEqualTo("2026-12-31T23:59:59Z");
    // printf '%s'
    // '{"client_order_id":"o-1","expire_time":"2026-12-31T23:59:59.000000Z","price":"185.5","qty":"100","side":"BUY","symbol":"AAPL","time_in_force":"GTD","type":"LIMIT"}'
    //   | sha256sum
    assertThat(order.hash().hex())
        .isEqualTo("d38e9fa27e85d4652623e2c3a78c344c1761c7feb74f731a3cb00e79f5cdb8ef");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'time_in_force':'day' | time_in_force | UNKNOWN_VALUE",
        "'time_in_force':1 | time_in_force | WRONG_TYPE",
        "'time_in_force':'OPG','expire_time':'2026-12-31T00:00:00Z' | time_in_force | UNKNOWN_VALUE",
        "'time_in_force':'GTD' | expire_time | MISSING",
        "'time_in_force':'GTD','expire_time':null | expire_time | MISSING",
        "'time_in_force':'GTC','expire_time':'2026-12-31T00:00:00Z' | expire_time | EXPIRE_TIME_NOT_ALLOWED",
        "'expire_time':'2026-12-31T00:00:00Z' | expire_time | EXPIRE_TIME_NOT_ALLOWED",
        "'time_in_force':'GTD','expire_time':1767225600 | expire_time | WRONG_TYPE",
        "'time_in_force':'GTD','expire_time':'' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'2026-12-31' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'2026-12-31T00:00:00' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'2026-12-31T00:00:00+01:00' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'2026-12-31T00:00:00.0000001Z' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'2026-02-30T00:00:00Z' | expire_time | NOT_A_TIME",
        "'time_in_force':'GTD','expire_time':'0000-01-01T00:00:00Z' | expire_time | NOT_A_TIME",
      })
  void aTimeInForceAtFaultIsNamedWithItsPointer(String members, String member, String code) {
    assertThat(malformed(with(members.replace('\'', '"'))))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("/order/" + member, code));
  }

  private static String with(String members) {
    return GOOD.replace("\"price\":185.50", "\"price\":185.50," + members);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|EMPTY|",
        "{|NOT_JSON|",
        "[]|NOT_JSON|",
        "{\"order\":{}} x|TRAILING_TEXT|",
        "{\"order\":{\"qty\":NaN}}|NOT_JSON|",
        "{\"order\":{\"qty\":Infinity}}|NOT_JSON|",
        "{\"order\":{\"qty\":1,\"qty\":2}}|DUPLICATE_MEMBER|/order/qty",
        "{\"qty\":11111111111111111111111111111111111111111}|NUMBER_TOO_LONG|/qty",
        "{\"qty\":1e19}|NUMBER_RANGE|/qty",
        "{\"qty\":1e-999999999}|NUMBER_RANGE|/qty",
        "{\"symbol\":\"\\ud800\"}|LONE_SURROGATE|/symbol",
        "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]|TOO_DEEP|",
        "{\"order\":7}|WRONG_TYPE|/order",
      })
  void whatIsNotStrictJsonIsRefusedAsAWhole(String body, String code, String pointer) {
    assertThat(malformed(body)).extracting(Violation::code).contains(code);
    if (pointer != null) {
      assertThat(malformed(body)).extracting(Violation::pointer).contains(pointer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "client_order_id|null|MISSING",
        "client_order_id|7|WRONG_TYPE",
        "client_order_id|\"\"|EMPTY",
        "client_order_id|\"x\\u0007\"|NOT_PRINTABLE",
        "client_order_id|\"01234567890123456789012345678901234567890123456789012345678901234\"|TOO_LONG",
        "symbol|null|MISSING",
        "symbol|\"\"|EMPTY",
        "symbol|{}|WRONG_TYPE",
        "side|null|MISSING",
        "side|\"buy\"|UNKNOWN_VALUE",
        "side|1|WRONG_TYPE",
        "qty|null|MISSING",
        "qty|0|NOT_POSITIVE",
        "qty|-1|NOT_POSITIVE",
        "qty|-0.0|NOT_POSITIVE",
        "qty|true|WRONG_TYPE",
        "qty|\"\"|NOT_A_NUMBER",
        "qty|\"1,000\"|NOT_A_NUMBER",
        "qty|\"+1\"|NOT_A_NUMBER",
        "qty|\"01\"|NOT_A_NUMBER",
        "qty|\" 1\"|NOT_A_NUMBER",
        "qty|\"0x1F\"|NOT_A_NUMBER",
        "qty|\"NaN\"|NOT_A_NUMBER",
        "qty|\"1e19\"|NUMBER_RANGE",
        "qty|\"11111111111111111111111111111111111111111\"|NUMBER_TOO_LONG",
        "price|0|NOT_POSITIVE",
        "price|-185.5|NOT_POSITIVE",
        "price|[]|WRONG_TYPE",
        "type|\"STOP\"|UNKNOWN_VALUE",
        "type|\"MARKET\"|PRICE_NOT_ALLOWED",
      })
  void aMemberAtFaultIsNamedWithItsPointer(String member, String value, String code) {
    String body = replaced(member, value);
    String pointer = code.equals("PRICE_NOT_ALLOWED") ? "price" : member;
    assertThat(malformed(body))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("/order/" + pointer, code));
  }

  @Test
  void everythingAtFaultIsReportedAtOnce() {
    assertThat(malformed("{\"order\":{\"side\":\"X\",\"qty\":-1}}"))
        .extracting(Violation::pointer)
        .containsExactly(
            "/order/client_order_id", "/order/symbol", "/order/side", "/order/qty", "/order/price");
  }

  @Test
  void aTimeInForceBesideTheOrderIsRefused() {
    String order =
        """
        {"client_order_id":"o","symbol":"X","side":"BUY","qty":1,"price":10}\
        """;
    assertThat(malformed("{\"order\":" + order + ",\"time_in_force\":\"GTC\"}"))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("/time_in_force", "UNKNOWN_MEMBER"));
    assertThat(malformed("{\"order\":" + order + ",\"goodTill\":\"2030-01-01\"}"))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("/goodTill", "UNKNOWN_MEMBER"));
  }

  @Test
  void aLimitOrderNeedsAPrice() {
    assertThat(
            malformed(
                """
                {"client_order_id":"o","symbol":"X","side":"BUY","qty":1,"type":"LIMIT"}\
                """))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("/price", "MISSING"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"client_id\":\"a\",\"clientId\":\"b\"", "\"client_id\":\"\""})
  void aClientThatCannotBeToldIsRefused(String context) {
    assertThat(malformed(GOOD.replace("\"client_id\":\"acme\"", context))).hasSize(1);
  }

  private static String replaced(String member, String value) {
    String order =
        """
        {"order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":100,"price":185.50,"type":"LIMIT"}}\
        """;
    return order.replaceFirst(
        "\"" + member + "\":[^,}]+",
        java.util.regex.Matcher.quoteReplacement("\"" + member + "\":" + value));
  }

  private static OrderRequest understood(String body) {
    Reading reading = OrderReader.read(body.getBytes(StandardCharsets.UTF_8));
    assertThat(reading).isInstanceOf(Reading.Understood.class);
    return ((Reading.Understood) reading).request();
  }

  private static List<Violation> malformed(String body) {
    Reading reading = OrderReader.read(body.getBytes(StandardCharsets.UTF_8));
    assertThat(reading).isInstanceOf(Reading.Malformed.class);
    return ((Reading.Malformed) reading).violations();
  }
}
