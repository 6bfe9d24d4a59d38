package dev.tradewitness.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The client's reader and the services' reader accept the same texts and read the same values.
class JsonTextTest {

  private static final int CHANGED_TEXTS = 200_000;
  private static final String SAMPLE =
      "{\"a\":[1,-0.5e+3,true,false,null,{}],\"bé€😀\":\"x\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"
          + "\\ud83d\\ude00\",\"\":[ ] , \"n\" : 0E-0,\"d\":{\"d\":{\"d\":[[]]}}}";

  /// Bytes at which grammars part.
  private static final byte[] TELLING =
      "{}[]\",:\\/bfnrtu0123456789aAdDeE+-. \n\t\0".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "0",
        "-0",
        "1e5",
        "1E+05",
        "0.10",
        "\"\"",
        "null",
        " [1 , 2]\r\n\t",
        "\"\\ud83d\\ude00\"",
        "\"\u007f\"",
        "{\"a\":{\"a\":1}}",
        "[\"\\u0000\"]",
        "123456789012345"
      })
  void acceptsWhatTheServicesAcceptWithTheSameValue(String text) throws JsonRefusedException {
    byte[] bytes = bytes(text);
    assertThat(JsonText.parse(bytes, JsonLimits.EVENT))
        .isEqualTo(Json.parse(bytes, JsonLimits.EVENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|EMPTY",
        "'  '|EMPTY",
        "{} x|TRAILING_TEXT",
        "1 2|TRAILING_TEXT",
        "{\"a\":1,\"a\":2}|DUPLICATE_MEMBER",
        "{\"a\":1,\"\\u0061\":2}|DUPLICATE_MEMBER",
        "\"\\ud83d\"|LONE_SURROGATE",
        "\"\\ude00\\ud83d\"|LONE_SURROGATE",
        "{\"\\ud83d\":1}|LONE_SURROGATE",
        "1e401|NUMBER_RANGE",
        "1E-0401|NUMBER_RANGE",
        "{'a':1}|NOT_JSON",
        "[1,]|NOT_JSON",
        "{\"a\":1,}|NOT_JSON",
        "[1 2]|NOT_JSON",
        "-|NOT_JSON",
        "1.|NOT_JSON",
        "1e|NOT_JSON",
        ".5|NOT_JSON",
        "+1|NOT_JSON",
        "NaN|NOT_JSON",
        "nul|NOT_JSON",
        "\"a|NOT_JSON",
        "\"\\x\"|NOT_JSON",
        "\"\\u12g4\"|NOT_JSON",
        "\"\\|NOT_JSON",
        "[|NOT_JSON",
        "{\"a\"|NOT_JSON",
        "// x|NOT_JSON",
        "[\"\t\"]|NOT_JSON"
      })
  void refusesWhatTheServicesRefuseForTheSameReason(String text, Code code) {
    assertRefused(bytes(text), code);
  }

  @Test
  void refusesBytesThatAreNotUtf8AndByteOrderMarks() {
    assertRefused(new byte[] {'"', (byte) 0xC3, '"'}, Code.NOT_UTF8);
    assertRefused(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, Code.NOT_UTF8);
    assertRefused(bytes("\uFEFF{}"), Code.NOT_UTF8);
  }

  @Test
  void holdsTheLimits() throws JsonRefusedException {
    assertThat(JsonText.parse(nested(64), JsonLimits.EVENT))
        .isEqualTo(Json.parse(nested(64), JsonLimits.EVENT));
    assertRefused(nested(65), Code.TOO_DEEP);
    assertRefused(nested(1_000_000), Code.TOO_DEEP);
    assertThat(JsonText.parse(bytes("1".repeat(1000)), JsonLimits.EVENT))
        .isEqualTo(new JsonValue.JsonNumber("1".repeat(1000)));
    assertRefused(bytes("1".repeat(1001)), Code.NUMBER_TOO_LONG);
  }

  @Test
  void readsChangedTextsAsTheServicesDo() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    int accepted = 0;
    for (int i = 0; i < CHANGED_TEXTS; i++) {
      byte[] text = changed(random);
      Optional<JsonValue> ours = read(() -> JsonText.parse(text, JsonLimits.EVENT));
      Optional<JsonValue> theirs = read(() -> Json.parse(text, JsonLimits.EVENT));
      assertThat(ours).as("%s", new String(text, StandardCharsets.UTF_8)).isEqualTo(theirs);
      accepted += ours.isPresent() ? 1 : 0;
    }
    assertThat(accepted).as("both kinds are met").isBetween(CHANGED_TEXTS / 100, CHANGED_TEXTS / 2);
  }

  private static byte[] changed(SplittableRandom random) {
    List<Byte> text = new ArrayList<>();
    for (byte b : bytes(SAMPLE)) {
      text.add(b);
    }
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.size());
      byte telling = TELLING[random.nextInt(TELLING.length)];
      switch (random.nextInt(4)) {
        case 0 -> text.set(at, telling);
        case 1 -> text.add(at, telling);
        case 2 -> text.remove(at);
        default -> text.set(at, (byte) (text.get(at) ^ 1 << random.nextInt(8)));
      }
    }
    byte[] bytes = new byte[text.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = text.get(i);
    }
    return bytes;
  }

  private interface Reading {
    JsonValue value() throws JsonRefusedException;
  }

  private static Optional<JsonValue> read(Reading reading) {
    try {
      return Optional.of(reading.value());
    } catch (JsonRefusedException e) {
      return Optional.empty();
    }
  }

  private static void assertRefused(byte[] text, Code code) {
    for (Reading reading :
        List.<Reading>of(
            () -> JsonText.parse(text, JsonLimits.EVENT),
            () -> Json.parse(text, JsonLimits.EVENT))) {
      assertThatThrownBy(reading::value)
          .isInstanceOfSatisfying(
              JsonRefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  private static byte[] nested(int depth) {
    return bytes("[".repeat(depth) + "]".repeat(depth));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
