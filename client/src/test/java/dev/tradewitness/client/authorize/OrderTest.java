package dev.tradewitness.client.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.authorize.Order.Life;
import dev.tradewitness.client.authorize.Order.Side;
import dev.tradewitness.client.authorize.Order.TimeInForce;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {

  @Test
  void theRequestHasTheMembersThatTheServiceReads() {
    var order =
        new Order(
            "acme",
            "ord-1",
            "btc/usd",
            Side.BUY,
            new BigDecimal("100.0"),
            new BigDecimal("185.50"),
            new Life(TimeInForce.GTD, Instant.parse("2026-12-31T21:00:00Z")));
    assertThat(new String(order.request(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"context":{"client_id":"acme"},"order":{"client_order_id":"ord-1",\
            "expire_time":"2026-12-31T21:00:00.000000Z","price":"185.5","qty":"100",\
            "side":"BUY","symbol":"BTC/USD","time_in_force":"GTD","type":"LIMIT"}}\
            """);
  }

  @Test
  void aSymbolHasOneForm() {
    assertThat(Order.market("a", "b", "äpfel", Side.SELL, BigDecimal.ONE).symbol())
        .isEqualTo(Order.market("a", "b", "A\u0308PFEL", Side.SELL, BigDecimal.ONE).symbol());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a ", "a\nb", ".", ".."})
  void namesAreChecked(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Order.market(name, "o", "s", Side.BUY, BigDecimal.ONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Order.market("c", name, "s", Side.BUY, BigDecimal.ONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Order.market("c", "o", name, Side.BUY, BigDecimal.ONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1e41",
        "1e-41",
        "1e2147483647",
        "1e-2147483647",
        "12345678901234567890123456789012345678901",
        "1234567890.1234567890123456789012345678901"
      })
  void amountsAreChecked(String amount) {
    BigDecimal value = new BigDecimal(amount);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Order.market("c", "o", "s", Side.BUY, value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Order.limit("c", "o", "s", Side.BUY, BigDecimal.ONE, value));
  }

  @Test
  void amountsOf40CharactersAreTaken() {
    Order.market(
        "c", "o", "s", Side.BUY, new BigDecimal("1234567890123456789012345678901234567890"));
    Order.market("c", "o", "s", Side.BUY, new BigDecimal("1e18"));
  }

  @Test
  void onlyGtdHasAnExpireTime() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Life(TimeInForce.GTD, null));
    assertThatIllegalArgumentException().isThrownBy(() -> new Life(TimeInForce.DAY, Instant.EPOCH));
    assertThatIllegalArgumentException().isThrownBy(() -> new Life(TimeInForce.GTD, Instant.MAX));
    assertThat(new Life(TimeInForce.IOC, null).expireTime()).isNull();
  }
}
