package dev.tradewitness.capture.decode.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointerTest {

  // RFC 6901 section 5.
  private static final String RFC =
      """
      {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}\
      """;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      value = {
        "/foo/0,\"bar\"",
        "/,0",
        "/a~1b,1",
        "/c%d,2",
        "/e^f,3",
        "/g|h,4",
        "/i\\j,5",
        "/k\"l,6",
        "/m~0n,8"
      })
  void thePointersOfTheStandardFindTheirValues(String pointer, String value)
      throws JsonRefusedException {
    assertThat(JsonPointer.parse(pointer).of(json(RFC))).hasToString(json(value).toString());
    assertThat(JsonPointer.parse(pointer).text()).isEqualTo(pointer);
  }

  @Test
  void theEmptyPointerIsTheWholeAndASpaceIsAName() throws JsonRefusedException {
    assertThat(JsonPointer.parse("").of(json(RFC))).isEqualTo(json(RFC));
    assertThat(JsonPointer.parse("/ ").of(json(RFC))).isEqualTo(json("7"));
    assertThat(JsonPointer.parse("/foo").of(json(RFC))).isEqualTo(json("[\"bar\",\"baz\"]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/foo/2", "/foo/01", "/foo/-", "/foo/-1", "/nothing", "/a~1b/x", "/foo/0/0"})
  void whatIsNotThereIsNull(String pointer) throws JsonRefusedException {
    assertThat(JsonPointer.parse(pointer).of(json(RFC))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "#/foo", "/~", "/a~2b", "/a~"})
  void whatIsNoPointerIsRefused(String text) {
    assertThatThrownBy(() -> JsonPointer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "/a/b; {\"a\":{\"b\":1,\"c\":2}}; {\"a\":{\"c\":2}}",
        "/a/0/b; {\"a\":[{\"b\":1}]}; {\"a\":[{}]}",
        "/a/0; {\"a\":[1,2]}; {\"a\":[1,2]}",
        "/x; {\"a\":1}; {\"a\":1}"
      })
  void aMemberCanBeTakenOutAndAnElementStays(String pointer, String before, String after)
      throws JsonRefusedException {
    assertThat(JsonPointer.parse(pointer).removedFrom(json(before))).hasToString(after);
  }

  private static JsonValue json(String text) throws JsonRefusedException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }
}
