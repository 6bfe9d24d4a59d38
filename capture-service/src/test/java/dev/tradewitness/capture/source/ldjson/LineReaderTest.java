package dev.tradewitness.capture.source.ldjson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static final int MAX = 8;
  private static final long SEED = 20261130;

  @Test
  void linesEndWithTheirNewlineAndMayBeEmpty() throws IOException {
    assertThat(pieces("a\n\r\nbc\r\n\nd", 100)).containsExactly("a", "", "bc", "", "rest d");
  }

  @Test
  void aLineOfTheLongestLengthIsTakenAndOneByteMoreIsNot() throws IOException {
    assertThat(pieces("12345678\n123456789\n12345678\r\nx\n", 100))
        .containsExactly("12345678", "too long", "12345678", "x");
    assertThat(pieces("1234567890123456789012345\nx\n", 100)).containsExactly("too long", "x");
  }

  @Test
  void whatIsTooLongAndUnendedIsTooLong() throws IOException {
    assertThat(pieces("123456789", 100)).containsExactly("too long");
    assertThat(pieces("12345678901234567890", 3)).containsExactly("too long");
    assertThat(pieces("12345678", 3)).containsExactly("rest 12345678");
  }

  @Test
  void anyTextCutAnyhowGivesTheSameLines() throws IOException {
    var random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.append(
            "ab\n\r".charAt(random.nextInt(100) < 80 ? random.nextInt(2) : random.nextInt(4)));
      }
      assertThat(pieces(text.toString(), 1 + random.nextInt(12)))
          .as("seed %d round %d: %s", SEED, round, text)
          .isEqualTo(expected(text.toString()));
    }
  }

  private static List<String> expected(String text) {
    var pieces = new ArrayList<String>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String line = text.substring(start, end);
      String cut = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      pieces.add(cut.length() > MAX ? "too long" : cut);
      start = end + 1;
    }
    String rest = text.substring(start);
    if (!rest.isEmpty()) {
      pieces.add(rest.length() > MAX ? "too long" : "rest " + rest);
    }
    return pieces;
  }

  private static List<String> pieces(String text, int chunk) throws IOException {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    var reader =
        new LineReader(
            (into, offset, length) -> bytes.read(into, offset, Math.min(chunk, length)), MAX);
    var pieces = new ArrayList<String>();
    while (true) {
      switch (reader.next()) {
        case LineReader.Piece.Line line -> pieces.add(text(line.text()));
        case LineReader.Piece.TooLong() -> pieces.add("too long");
        case LineReader.Piece.Rest rest -> pieces.add("rest " + text(rest.text()));
        case LineReader.Piece.End() -> {
          return pieces;
        }
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
