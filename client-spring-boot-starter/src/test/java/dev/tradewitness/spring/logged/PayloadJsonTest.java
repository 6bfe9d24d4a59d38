package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.common.canonical.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PayloadJsonTest {

  @Test
  void amountsAreDecimalTextWithTheirDigits() {
    assertThat(json(new BigDecimal("185.50"))).isEqualTo("\"185.50\"");
    assertThat(json(new BigDecimal("1E+3"))).isEqualTo("\"1000\"");
    assertThat(json(new BigDecimal("0.000000000000000001"))).isEqualTo("\"0.000000000000000001\"");
    assertThat(json(new BigInteger("36893488147419103232"))).isEqualTo("\"36893488147419103232\"");
    assertThat(json(1.085)).isEqualTo("\"1.085\"");
    assertThat(json(0.1f)).isEqualTo("\"0.1\"");
    assertThat(json(1e21)).isEqualTo("\"1000000000000000000000\"");
  }

  @Test
  void integersAreNumbersUntilNumbersAreNotExact() {
    assertThat(json(42)).isEqualTo("42");
    assertThat(json((byte) -1)).isEqualTo("-1");
    assertThat(json(new AtomicLong(7))).isEqualTo("7");
    assertThat(json(9007199254740991L)).isEqualTo("9007199254740991");
    assertThat(json(9007199254740992L)).isEqualTo("\"9007199254740992\"");
    assertThat(json(Long.MIN_VALUE)).isEqualTo("\"-9223372036854775808\"");
  }

  @Test
  void namesTimesAndListsHaveTheirForms() {
    assertThat(json(TimeUnit.DAYS)).isEqualTo("\"DAYS\"");
    assertThat(json(new UUID(0, 1))).isEqualTo("\"00000000-0000-0000-0000-000000000001\"");
    assertThat(json(URI.create("http://a"))).isEqualTo("\"http://a\"");
    assertThat(json(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00Z\"");
    assertThat(json(Optional.empty())).isEqualTo("null");
    assertThat(json(Optional.of('x'))).isEqualTo("\"x\"");
    assertThat(json(List.of(true, "😀"))).isEqualTo("[true,\"😀\"]");
    assertThat(json(new Object[] {null})).isEqualTo("[null]");
    assertThat(json(Map.of(TimeUnit.DAYS, 1))).isEqualTo("{\"DAYS\":1}");
    assertThat(json(JsonObject.empty())).isEqualTo("{}");
  }

  private static String json(Object value) {
    String text = PayloadJson.of(Collections.singletonMap("v", value)).toString();
    return text.substring("{\"v\":".length(), text.length() - 1);
  }

  @Test
  void whatHasNoExactFormIsRefusedWithItsReason() {
    refused(Double.NaN, "NaN is not an amount");
    refused(Float.POSITIVE_INFINITY, "Infinity is not an amount");
    refused(new BigDecimal("1E+999999999"), "at most 400 digits");
    refused(new BigDecimal("1E-999999999"), "at most 400 digits");
    refused("\uD83D", "half a character");
    refused("\uDE00 first", "half a character");
    refused(new Object(), "a java.lang.Object has no form in JSON");
    refused(Map.of(1, 2), "a member's name is a text");
    refused(new java.util.concurrent.atomic.DoubleAdder(), "no exact form");
  }

  @Test
  void aPayloadIsAMapWithinItsBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PayloadJson.of("text"))
        .withMessageContaining("a payload is a map");
    assertThatIllegalArgumentException().isThrownBy(() -> PayloadJson.of(null));
    refused(IntStream.range(0, 10_001).boxed().toList(), "at most 10000 values");
    var self = new java.util.HashMap<String, Object>();
    self.put("self", self);
    refused(self, "at most 32 deep");
  }

  private static void refused(Object value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PayloadJson.of(Collections.singletonMap("v", value)))
        .withMessageContaining(message);
  }
}
