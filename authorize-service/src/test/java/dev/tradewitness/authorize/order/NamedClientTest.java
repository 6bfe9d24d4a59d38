package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedClientTest {

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"context\":{}", ",\"context\":null", ",\"client_id\":null"})
  void anOrderThatNamesNoClientIsRefusedWhereOneIsRequired(String rest) {
    assertThat(violations(rest, true))
        .extracting(Violation::pointer, Violation::code)
        .containsExactly(Tuple.tuple("/context/client_id", "MISSING"));
    assertThat(violations(rest, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"context\":{\"client_id\":\"a\"}",
        ",\"context\":{\"clientId\":\"a\"}",
        ",\"client_id\":\"a\""
      })
  void aClientBesideTheOrderOrInItsContextIsEnough(String rest) {
    assertThat(violations(rest, true)).isEmpty();
  }

  @Test
  void aClientThatCannotBeReadIsNotCalledMissing() {
    assertThat(violations(",\"context\":{\"client_id\":7}", true))
        .extracting(Violation::code)
        .containsExactly("WRONG_TYPE");
  }

  private static List<Violation> violations(String rest, boolean clientRequired) {
    String body =
        """
        {"order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":1,"price":1}%s}\
        """
            .formatted(rest);
    return switch (OrderReader.read(body.getBytes(StandardCharsets.UTF_8), clientRequired)) {
      case Reading.Understood(var _) -> List.of();
      case Reading.Malformed(List<Violation> found) -> found;
    };
  }
}
