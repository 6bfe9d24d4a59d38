package dev.tradewitness.common.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                          | EMPTY             | ``
          `   `                       | EMPTY             | ``
          {"a":NaN}                   | NOT_JSON          | ``
          {"a":Infinity}              | NOT_JSON          | ``
          {"a":01}                    | NOT_JSON          | ``
          {"a":1.}                    | NOT_JSON          | ``
          {"a":+1}                    | NOT_JSON          | ``
          {'a':1}                     | NOT_JSON          | ``
          {"a":1,}                    | NOT_JSON          | ``
          {"a":1                      | NOT_JSON          | ``
          {"a":1} x                   | TRAILING_TEXT     | ``
          {"a":1}{"a":1}              | TRAILING_TEXT     | ``
          {"a":{"b":1,"b":2}}         | DUPLICATE_MEMBER  | /a/b
          {"b":1,"\\u0062":2}         | DUPLICATE_MEMBER  | /b
          {"a":["\\ud800"]}           | LONE_SURROGATE    | /a/0
          {"a":"\\udc00\\ud800"}      | LONE_SURROGATE    | /a
          {"\\ud800":1}               | LONE_SURROGATE    | ``
          {"\\udc00\\ud800":1}         | LONE_SURROGATE    | ``
          {"a":1,"h":{"b":1,"\\ud800":1}} | LONE_SURROGATE | /h
          {"a":[1,{"\\ud800x":1}]}    | LONE_SURROGATE    | /a/1
          [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]] | TOO_DEEP | /0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0
          {"q":12345678901234567890123456789012345678901} | NUMBER_TOO_LONG | /q
          {"q":1e19}                  | NUMBER_RANGE      | /q
          {"q":1E-999999999}          | NUMBER_RANGE      | /q
          """)
  void whatIsNotStrictJsonIsRefusedWithItsPlaceAndReason(String text, Code code, String pointer) {
    var refused =
        catchThrowableOfType(
            JsonRefusedException.class,
            () -> Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER));

    assertThat(refused).as(text).isNotNull();
    assertThat(refused.code()).as(text).isEqualTo(code);
    assertThat(refused.pointer()).as(text).isEqualTo(pointer);
  }

  // The exponent as written counts, not the number's value.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0e401",
        "0E-401",
        "0e500",
        "-0.0e+401",
        "1e401",
        "1e-401",
        "0.1e401",
        "10e-401",
        "1e0000401",
        "1e99999999999999999999"
      })
  void anEventsExponentBeyond400IsRefusedWhateverItsDigits(String number) {
    var refused =
        catchThrowableOfType(JsonRefusedException.class, () -> eventNumber("[" + number + "]"));

    assertThat(refused).as(number).isNotNull();
    assertThat(refused.code()).as(number).isEqualTo(Code.NUMBER_RANGE);
    assertThat(refused.pointer()).as(number).isEqualTo("/0");
  }

  @ParameterizedTest
  @CsvSource({
    "0e400, 0",
    "0e-400, 0",
    "-0.0E+400, 0",
    "1e-400, 0",
    "-1e-400, 0",
    "1e-0000400, 0",
    "0.00001e313, 1e+308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2e-324, 0",
    "3e-324, 5e-324"
  })
  void anEventsExponentUpTo400KeepsItsTextAndHashesAsTheNearestDouble(
      String number, String canonical) throws Exception {
    JsonValue value = eventNumber("[" + number + "]");

    assertThat(CanonicalJson.asReceived(value)).asString().isEqualTo("[" + number + "]");
    assertThat(CanonicalJson.bytes(value)).asString().isEqualTo("[" + canonical + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e309", "1.7976931348623159e308"})
  void anEventsNumberBeyondADoubleIsReadAndHasNoCanonicalForm(String number) throws Exception {
    JsonValue value = eventNumber("[" + number + "]");

    var refused =
        catchThrowableOfType(JsonRefusedException.class, () -> CanonicalJson.bytes(value));

    assertThat(refused).as(number).isNotNull();
    assertThat(refused.code()).as(number).isEqualTo(Code.NUMBER_RANGE);
  }

  private static JsonValue eventNumber(String text) throws JsonRefusedException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }

  @Test
  void whatIsStrictJsonKeepsOrderAndTheExactTextOfNumbers() throws Exception {
    JsonObject order =
        Json.parseObject(
            "{\"qty\":100.00,\"price\":1.85e2,\"big\":9007199254740993,\"s\":\"\\ud83d\\ude02\"}"
                .getBytes(StandardCharsets.UTF_8),
            JsonLimits.ORDER);

    assertThat(order.members().keySet()).containsExactly("qty", "price", "big", "s");
    assertThat(order.text("qty")).isEqualTo("100.00");
    assertThat(order.text("price")).isEqualTo("1.85e2");
    assertThat(order.string("s")).isEqualTo("😂");
    assertThat(order.get("big"))
        .isInstanceOfSatisfying(
            JsonValue.JsonNumber.class, n -> assertThat(n.beyondDoubleInteger()).isTrue());
  }

  @Test
  void otherEncodingsAndInvalidUtf8AreRefused() {
    for (byte[] text :
        new byte[][] {
          "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
          "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
          "\ufeff{\"a\":1}".getBytes(StandardCharsets.UTF_8),
          {'"', (byte) 0xC3, '"'},
          {'"', (byte) 0xC0, (byte) 0x80, '"'},
          {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
          {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'}
        }) {
      assertThatThrownBy(() -> Json.parse(text, JsonLimits.EVENT))
          .as(Arrays.toString(text))
          .isInstanceOfSatisfying(
              JsonRefusedException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_UTF8));
    }
  }

  @Test
  void anyBytesAreEitherAValueOrARefusalAndNothingElse() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int values = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] text = RandomJson.object(random, 3).getBytes(StandardCharsets.UTF_8);
      for (int flips = random.nextInt(3); flips > 0; flips--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      try {
        JsonValue value = Json.parse(text, JsonLimits.EVENT);
        assertThat(CanonicalJson.asReceived(value)).as("seed %d, case %d", seed, i).isNotEmpty();
        values++;
      } catch (JsonRefusedException e) {
        assertThat(e.getMessage()).as("seed %d, case %d", seed, i).isNotBlank();
      }
    }
    assertThat(values).isBetween(1, 19_999);
  }
}
