package dev.tradewitness.vpin.feed;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TradeDecoderTest {

  private static final String EXAMPLE =
      """
      {
        "pair": "BTC-USD",
        "timestamp": 1733234567890,
        "price": 42000.50,
        "size": 0.5,
        "notional_value": 21000.25,
        "trade_direction": 1,
        "exchange_id": 23,
        "received_timestamp": 1733234567900
      }
      """;

  private static final Trade EXAMPLE_TRADE =
      new Trade("BTC-USD", 1733234567890L, 1, 42000.50, 0.5, 21000.25);

  private final TradeDecoder decoder =
      new TradeDecoder(new PairNames(64, 4), Instant.parse("2000-01-01T00:00:00Z"));

  private Decoded decode(@Nullable String json) {
    return decoder.decode(json == null ? null : json.getBytes(UTF_8));
  }

  /// The example with one member's value replaced.
  private Decoded with(String member, String value) {
    return decode(EXAMPLE.replaceAll("(\"" + member + "\": )[^,\\n]+", "$1" + value));
  }

  private Decoded without(String member) {
    return decode(EXAMPLE.replaceAll("\"" + member + "\": [^,\\n]+,\\n", ""));
  }

  @Test
  void theSourceDocumentsExampleIsATrade() {
    assertThat(decode(EXAMPLE)).isEqualTo(EXAMPLE_TRADE);
  }

  @Test
  void numbersMayStandInStrings() {
    assertThat(
            decode(
                """
                {"pair":"BTC-USD","timestamp":"1733234567890","price":"42000.50","size":"5e-1",
                 "notional_value":"21000.25","trade_direction":"1"}
                """))
        .isEqualTo(EXAMPLE_TRADE);
  }

  @Test
  void anAbsentOrNullNotionalIsPriceTimesSize() {
    assertThat(without("notional_value")).isEqualTo(EXAMPLE_TRADE);
    assertThat(with("notional_value", "null")).isEqualTo(EXAMPLE_TRADE);
  }

  @Test
  void anAbsentOrNullDirectionIsUnknown() {
    assertThat(without("trade_direction"))
        .isInstanceOfSatisfying(Trade.class, trade -> assertThat(trade.direction()).isZero());
    assertThat(with("trade_direction", "null"))
        .isInstanceOfSatisfying(Trade.class, trade -> assertThat(trade.direction()).isZero());
  }

  @Test
  void membersItDoesNotKnowAreSkippedWhateverTheyHold() {
    assertThat(with("exchange_id", "{\"pair\":[1,{\"price\":\"x\"}],\"s\":\"\\\\ud83d\\\\ude00\"}"))
        .isEqualTo(EXAMPLE_TRADE);
  }

  @Test
  void aWholeNumberThatIsTooLongForADoubleIsTakenAsTheNearest() {
    assertThat(with("price", "9007199254740993"))
        .isInstanceOfSatisfying(
            Trade.class, trade -> assertThat(trade.price()).isEqualTo(9007199254740992.0));
  }

  @Test
  void namesThatDoNotFitTheTableStillDecode() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20; i++) {
        String pair = "P" + i;
        assertThat(with("pair", "\"" + pair + "\""))
            .isInstanceOfSatisfying(Trade.class, trade -> assertThat(trade.pair()).isEqualTo(pair));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"pair\":",
        "not json",
        "{\"pair\":\"A\",}",
        "{'pair':'A'}",
        "{} {}",
        "{}x",
        "[1",
        "NaN",
        "// x\n{}",
        "{\"price\":NaN}",
        "{\"price\":+1}",
        "{\"price\":01}",
        "{\"price\":.5}",
        "{\"price\":1.}",
        "{\"price\":Infinity}",
        "\"\\x\"",
        "{\"a\":\"\t\"}"
      })
  void whatIsNotOneJsonTextIsBrokenJson(String text) {
    assertThat(decode(text)).isEqualTo(Refusal.BROKEN_JSON);
  }

  @Test
  void nothingAtAllIsBrokenJson() {
    assertThat(decode(null)).isEqualTo(Refusal.BROKEN_JSON);
  }

  @Test
  void anotherEncodingThanUtf8IsBrokenJson() {
    assertThat(decoder.decode(EXAMPLE.getBytes(UTF_16))).isEqualTo(Refusal.BROKEN_JSON);
    byte[] cut = "{\"pair\":\"é\"}".getBytes(UTF_8);
    cut[10] = '"';
    assertThat(decoder.decode(cut)).isEqualTo(Refusal.BROKEN_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"pair\":\"A\"}]", "1", "\"text\"", "null", "true"})
  void jsonThatIsNoObjectIsNotAnObject(String text) {
    assertThat(decode(text)).isEqualTo(Refusal.NOT_AN_OBJECT);
  }

  @Test
  void aMemberThatOccursTwiceIsRefused() {
    assertThat(decode(EXAMPLE.replace("\"exchange_id\": 23", "\"price\": 1")))
        .isEqualTo(Refusal.DUPLICATE_MEMBER);
  }

  @Test
  void nestingAndNumbersBeyondAllMeasureAreRefused() {
    assertThat(with("exchange_id", "[".repeat(100_000))).isEqualTo(Refusal.BEYOND_LIMITS);
    assertThat(with("price", "1".repeat(10_000))).isEqualTo(Refusal.BEYOND_LIMITS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\" \"", "null", "\"\\\\u2003\""})
  void aBlankPairIsNoPair(String value) {
    assertThat(with("pair", value)).isEqualTo(Refusal.NO_PAIR);
  }

  @Test
  void anAbsentPairIsNoPair() {
    assertThat(without("pair")).isEqualTo(Refusal.NO_PAIR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "{}", "[]", "true", "\"A\\\\u0000B\"", "\"A\\\\nB\"", "\"\\\\ud800\""})
  void aPairThatCannotBeANameIsRefused(String value) {
    assertThat(with("pair", value)).isEqualTo(Refusal.BAD_PAIR);
  }

  @Test
  void aPairMayHaveSixtyFourCharactersAndNoMore() {
    assertThat(with("pair", "\"" + "A".repeat(64) + "\"")).isInstanceOf(Trade.class);
    assertThat(with("pair", "\"" + "A".repeat(65) + "\"")).isEqualTo(Refusal.BAD_PAIR);
  }

  @ParameterizedTest
  @CsvSource({"price,BAD_PRICE", "size,BAD_SIZE", "notional_value,BAD_NOTIONAL"})
  void amountsMustBePositiveAndInDoubleRange(String member, Refusal refusal) {
    for (String value :
        new String[] {
          "0", "-1", "-0.0", "1e999", "-1e999", "1e-999", "\"NaN\"", "\"Infinity\"", "\"\"",
          "\" 1\"", "\"1 \"", "\"1,5\"", "\"0x1p3\"", "\"1d\"", "\"+1\"", "\"1e999\"", "true", "[]",
          "[1]", "{}", "{\"a\":1}", "\"" + "1".repeat(1001) + "\""
        }) {
      assertThat(with(member, value)).as(value).isEqualTo(refusal);
    }
  }

  @Test
  void priceAndSizeMustBeThere() {
    assertThat(without("price")).isEqualTo(Refusal.BAD_PRICE);
    assertThat(with("price", "null")).isEqualTo(Refusal.BAD_PRICE);
    assertThat(without("size")).isEqualTo(Refusal.BAD_SIZE);
  }

  @Test
  void aProductBeyondDoubleRangeIsRefused() {
    String huge = EXAMPLE.replace("42000.50", "1e200").replace("0.5,", "1e200,");
    assertThat(decode(huge.replace("\"notional_value\": 21000.25,", "")))
        .isEqualTo(Refusal.BAD_NOTIONAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0",
        "1.5",
        "1733234567",
        "1733234567.891",
        "\"1733234567\"",
        "946684799999",
        "1733234567890.5",
        "null",
        "\"now\"",
        "1733234567890123",
        "1e300",
        "true"
      })
  void aTimestampThatIsNotUnixMillisecondsIsRefused(String value) {
    assertThat(with("timestamp", value)).isEqualTo(Refusal.BAD_TIMESTAMP);
  }

  @Test
  void theEarliestTradeCounts() {
    assertThat(with("timestamp", "946684800000")).isInstanceOf(Trade.class);
  }

  @Test
  void anAbsentTimestampIsRefused() {
    assertThat(without("timestamp")).isEqualTo(Refusal.BAD_TIMESTAMP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "257", "-2", "0.5", "1.7", "\"buy\"", "true", "1e999", "[]"})
  void aDirectionOtherThanTheThreeIsRefused(String value) {
    assertThat(with("trade_direction", value)).isEqualTo(Refusal.BAD_DIRECTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "\"1\"", "1e0"})
  void aDirectionMayBeWrittenAsAnyNumber(String value) {
    assertThat(with("trade_direction", value)).isEqualTo(EXAMPLE_TRADE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noBytesMakeItThrowOrRememberAnything(long seed) {
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    byte[] example = EXAMPLE.getBytes(UTF_8);
    for (int i = 0; i < 50_000; i++) {
      byte[] damaged = example.clone();
      for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThat(decoder.decode(damaged)).isNotNull();
    }
    assertThat(decode(EXAMPLE)).isEqualTo(EXAMPLE_TRADE);
  }
}
