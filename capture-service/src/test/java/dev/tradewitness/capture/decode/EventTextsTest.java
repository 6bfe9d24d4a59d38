package dev.tradewitness.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTextsTest {

  @Test
  void linesAreCutAsTheyAreAndBlankOnesDoNotCount() {
    assertThat(cut("{\"a\":1}\r\n\n  \n{\"b\": 2}\nbroken"))
        .containsExactly("{\"a\":1}", "{\"b\": 2}", "broken");
  }

  @Test
  void elementsOfAnArrayAreCutAsTheyAreWhateverTheyHold() {
    assertThat(cut(" [ {\"a\":\"],[{\\\"\"} , [1,{}] ,x, \"s\\\\\"] "))
        .containsExactly("{\"a\":\"],[{\\\"\"}", "[1,{}]", "x", "\"s\\\\\"");
  }

  @Test
  void aMissingElementIsATextOfItsOwn() {
    assertThat(cut("[1,,2]")).containsExactly("1", "", "2");
    assertThat(cut("[1,]")).containsExactly("1", "");
  }

  @Test
  void anEmptyBatchHasNoTexts() {
    assertThat(cut("")).isEmpty();
    assertThat(cut(" \n ")).isEmpty();
    assertThat(cut("[ ]")).isEmpty();
  }

  @Test
  void anArrayThatDoesNotEndWhereTheTextEndsIsNone() {
    assertThat(EventTexts.cut(bytes("[1,2"), 10)).isNull();
    assertThat(EventTexts.cut(bytes("[1] 2"), 10)).isNull();
    assertThat(EventTexts.cut(bytes("[\"1]"), 10)).isNull();
  }

  @Test
  void noMoreThanOneTextBeyondTheBoundIsCut() {
    assertThat(EventTexts.cut(bytes("1\n2\n3\n4\n5"), 2)).hasSize(3);
    assertThat(EventTexts.cut(bytes("[1,2,3,4,5]"), 2)).hasSize(3);
  }

  private static List<String> cut(String batch) {
    @Nullable List<byte[]> texts = EventTexts.cut(bytes(batch), 100);
    assertThat(texts).isNotNull();
    return texts.stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
