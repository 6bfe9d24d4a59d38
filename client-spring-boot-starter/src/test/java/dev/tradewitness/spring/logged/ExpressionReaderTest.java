package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionReaderTest {

  private final ExpressionReader reader = new ExpressionReader(List.of("order", "legs"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{trade_data: {order_id: #order.id, 'a b': #order.side.name()}}",
        "{qty: #order.qty * 2, first: #legs[0].qty, ids: #legs.![id + #this.name], big: #legs.?[qty"
            + " > 1]}",
        "#result != null && #exception == null",
        "#order['symbol'].substring(0, #legs.size())",
        "#order[symbol]",
        "#order.price?.negate() ?: 0",
        "{1, 'two', null, true}"
      })
  void readsExpressionsOverArgumentsResultAndException(String text) {
    assertThatCode(() -> reader.read(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{a: #order.id | EL1",
        "#odrer.id | there is no #odrer, only [#exception, #legs, #order, #result]",
        "order.id | order names nothing; an argument is written with #",
        "{a: size()} | size() names nothing",
        "#this | there is no #this",
        "#legs.![#leg.id] | there is no #leg,",
        "#legs.![#root.qty] | there is no #root,",
        "#order.with(other) | other names nothing",
        "T(java.lang.Runtime).getRuntime() | T(java.lang.Runtime) is not allowed",
        "new java.io.File('/') | is not allowed",
        "@dataSource | @dataSource is not allowed",
        "#helper(1) | is not allowed",
        "#order.id = 1 | is not allowed",
        "#order.class.name | class is not allowed",
        "#order.count++ | is not allowed",
        "{a: {b: #legs.?[T(System).exit(1)]}} | is not allowed"
      })
  void refusesWhatCannotWorkAndSaysWhy(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.read(text))
        .withMessageContaining(message)
        .withMessageContaining("`" + text + "`");
  }
}
