package dev.tradewitness.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

  private static final String LENGTH =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"a\":\"b c\"}";
  private static final String CHUNKED =
      """
      HTTP/1.1 503 Busy\r
      Transfer-Encoding: chunked\r
      Connection: close\r
      \r
      4\r
      hell\r
      1;ext=1\r
      o\r
      A\r
      , 10 bytes\r
      0\r
      Trailer: x\r
      \r
      """;

  private final ResponseParser parser = new ResponseParser();

  @Test
  void aBodyOfAStatedLengthIsReadWhole() throws Exception {
    assertThat(parser.feed(bytes(LENGTH))).isTrue();
    assertThat(parser.status()).isEqualTo(200);
    assertThat(body()).isEqualTo("{\"a\":\"b c\"}");
    assertThat(parser.keepAlive()).isTrue();
  }

  @Test
  void chunksAreJoinedAndTheirExtensionsAndTrailersSkipped() throws Exception {
    assertThat(parser.feed(bytes(CHUNKED))).isTrue();
    assertThat(parser.status()).isEqualTo(503);
    assertThat(body()).isEqualTo("hello, 10 bytes");
    assertThat(parser.keepAlive()).isFalse();
  }

  @Test
  void everySplitOfTwoResponsesInARowGivesTheSameTwo() throws Exception {
    var both = bytes(LENGTH + CHUNKED).array();
    for (int cut = 1; cut < both.length; cut++) {
      var fresh = new ResponseParser();
      var seen = new StringBuilder();
      for (var piece :
          new ByteBuffer[] {
            ByteBuffer.wrap(both, 0, cut), ByteBuffer.wrap(both, cut, both.length - cut)
          }) {
        while (piece.hasRemaining()) {
          if (fresh.feed(piece)) {
            seen.append(fresh.status()).append(text(fresh)).append('|');
          }
        }
      }
      assertThat(seen.toString())
          .as("cut at %d", cut)
          .isEqualTo("200{\"a\":\"b c\"}|503hello, 10 bytes|");
    }
  }

  @Test
  void byteByByteGivesTheSame() throws Exception {
    var all = bytes(CHUNKED).array();
    for (int i = 0; i < all.length; i++) {
      assertThat(parser.feed(ByteBuffer.wrap(all, i, 1))).isEqualTo(i == all.length - 1);
    }
    assertThat(body()).isEqualTo("hello, 10 bytes");
  }

  @Test
  void whatFollowsAResponseIsLeftInTheBuffer() throws Exception {
    var in = bytes(LENGTH + "HTTP/1.1 ");
    assertThat(parser.feed(in)).isTrue();
    assertThat(in.remaining()).isEqualTo(9);
  }

  @Test
  void answersWithoutABodyAreComplete() throws Exception {
    assertThat(parser.feed(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isTrue();
    assertThat(parser.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))).isTrue();
    assertThat(parser.bodyLength()).isZero();
  }

  @Test
  void aContinueBeforeTheAnswerIsSkipped() throws Exception {
    assertThat(parser.feed(bytes("HTTP/1.1 100 Continue\r\n\r\n" + LENGTH))).isTrue();
    assertThat(parser.status()).isEqualTo(200);
  }

  @Test
  void aBodyLargerThanTheBufferIsReadWhole() throws Exception {
    var text = "x".repeat(100_000);
    var response = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + text;
    assertThat(parser.feed(bytes(response))).isTrue();
    assertThat(body()).isEqualTo(text);
  }

  @Test
  void whatIsNoResponseIsRefused() {
    refuses("SSH-2.0-OpenSSH\r\n");
    refuses("HTTP/1.1 abc OK\r\n");
    refuses("HTTP/1.1 200 OK\r\nno colon\r\n");
    refuses("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n");
    refuses("HTTP/1.1 200 OK\r\nA: " + "x".repeat(20_000) + "\r\n");
  }

  @Test
  void randomBytesAreRefusedOrWaitedFor() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      try {
        var complete = new ResponseParser().feed(ByteBuffer.wrap(noise));
        assertThat(complete).as("seed %d", seed).isFalse();
      } catch (MalformedResponseException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  private void refuses(String text) {
    assertThatThrownBy(() -> new ResponseParser().feed(bytes(text)))
        .isInstanceOf(MalformedResponseException.class);
  }

  private String body() {
    return text(parser);
  }

  private static String text(ResponseParser parser) {
    return new String(parser.body(), 0, parser.bodyLength(), StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
