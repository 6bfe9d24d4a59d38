package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A limit price that got lost on the way never makes a market order.
class LostLimitTest {

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"price\":null", ",\"type\":null", ",\"type\":\"LIMIT\""})
  void anOrderWithoutAPriceIsRefusedUnlessItSaysMarket(String members) {
    assertThat(violations(members))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(Tuple.tuple("/order/price", "MISSING"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"price\":null"})
  void anOrderThatSaysMarketNeedsNoPrice(String members) {
    assertThat(violations(",\"type\":\"MARKET\"" + members)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "limit_price, 5, expected price",
    "limitPrice, 5, expected price",
    "Price, 5, expected price",
    "px, '\"5\"', expected price",
    "order_type, '\"LIMIT\"', expected type",
    "orderType, '\"LIMIT\"', expected type",
    "ordType, '\"2\"', expected type",
    "quantity, 7, expected qty",
    "OrderQty, 7, expected qty",
    "timeInForce, '\"GTC\"', expected time_in_force",
    "TIF, 1, expected time_in_force",
    "expireTime, 1, expected expire_time",
    "good_till_date, 1, expected expire_time",
    "stop_price, 5, expected no stop price: stop orders are not taken",
  })
  void aMemberUnderAnotherSystemsNameIsRefusedAndTheExpectedOneNamed(
      String name, String value, String message) {
    for (String rest : List.of(",\"price\":6", ",\"type\":\"MARKET\"")) {
      assertThat(violations(rest + ",\"" + name + "\":" + value))
          .as(rest)
          .extracting(Violation::pointer, Violation::code, Violation::message)
          .containsExactly(Tuple.tuple("/order/" + name, "UNKNOWN_MEMBER", message));
    }
  }

  @Test
  void otherUnknownMembersAreIgnored() {
    assertThat(violations(",\"price\":6,\"expiry\":\"2026-12\",\"prices\":[1]")).isEmpty();
  }

  private static List<Violation> violations(String members) {
    String body =
        """
        {"order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":1%s}}\
        """
            .formatted(members);
    return switch (OrderReader.read(body.getBytes(StandardCharsets.UTF_8))) {
      case Reading.Understood(var _) -> List.of();
      case Reading.Malformed(List<Violation> found) -> found;
    };
  }
}
