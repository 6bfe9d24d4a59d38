package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionPriceTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.00", "-0", "0e5", "\"0\""})
  void zeroIsAPriceOfAnExecution(String text) throws JsonRefusedException {
    ExecutionPrice price = reader(text).requiredExecutionPrice("price");
    assertThat(price).isEqualTo(new ExecutionPrice(BigDecimal.ZERO)).hasToString("0");
    assertThat(price).matches(ExecutionPrice::isZero);
  }

  @Test
  void anyPriceKeepsEveryDigit() throws JsonRefusedException {
    assertThat(reader("0.10000000000000000555").requiredExecutionPrice("price"))
        .hasToString("0.10000000000000000555");
  }

  @ParameterizedTest
  @CsvSource({"-0.01, NEGATIVE", "null, MISSING", "true, WRONG_TYPE", "'\"\"', NOT_A_NUMBER"})
  void whatIsNotAPriceIsNamed(String text, String code) throws JsonRefusedException {
    MemberReader reader = reader(text);
    assertThat(reader.requiredExecutionPrice("price")).isNull();
    assertThat(reader.violations()).extracting(Violation::code).containsExactly(code);
  }

  @Test
  void aPriceBelowZeroCannotBeMade() {
    var below = new BigDecimal("-0.01");
    assertThatThrownBy(() -> new ExecutionPrice(below))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static MemberReader reader(String price) throws JsonRefusedException {
    byte[] text = ("{\"price\":" + price + "}").getBytes(StandardCharsets.UTF_8);
    return new MemberReader(Json.parseObject(text, JsonLimits.ORDER), "");
  }
}
