package dev.tradewitness.benchmarks.ldjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LdjsonLoadTest {

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void everyLineIsCountedOnceWhenItIsAcknowledged() throws Exception {
    try (ServerSocket server = server()) {
      Thread.ofPlatform().daemon().start(() -> serve(server));
      var tally = new Tally();
      var bounds = new Bounds(Duration.ofSeconds(30), 3_200, Duration.ofSeconds(10));
      var load = new LdjsonLoad(server.getLocalPort(), List.of("a", "b"), 64, bounds, tally);
      assertThat(load.run()).isEqualTo(6_400);
      var counted = tally.interval();
      assertThat(counted.latency().getTotalCount()).isEqualTo(6_400);
      assertThat(counted.errors()).isEmpty();
    }
  }

  private static void serve(ServerSocket server) {
    try {
      PlainReader.serve(server);
    } catch (SocketException e) {
      // Closed by the test.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTimeEndsIt() throws Exception {
    try (ServerSocket server = server()) {
      Thread.ofPlatform().daemon().start(() -> serve(server));
      var tally = new Tally();
      var load =
          new LdjsonLoad(
              server.getLocalPort(), List.of("a"), 64, Bounds.of(Duration.ofMillis(200)), tally);
      assertThat(load.run()).isPositive().isEqualTo(tally.interval().latency().getTotalCount());
    }
  }

  @Test
  void linesThatAreNotAcknowledgedAreErrors() throws Exception {
    try (ServerSocket server = server()) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Socket socket = server.accept()) {
              socket.getInputStream().readAllBytes();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      var tally = new Tally();
      var bounds = new Bounds(Duration.ofMillis(200), 1_000_000, Duration.ofSeconds(2));
      var load = new LdjsonLoad(server.getLocalPort(), List.of("a"), 64, bounds, tally);
      assertThat(load.run()).isZero();
      assertThat(tally.interval().errors()).containsEntry("not acknowledged", 64L);
    }
  }

  @Test
  void aDoorThatIsNotThereFailsAtOnce() throws Exception {
    int port;
    try (ServerSocket server = server()) {
      port = server.getLocalPort();
    }
    var load =
        new LdjsonLoad(port, List.of("a"), 64, Bounds.of(Duration.ofSeconds(5)), new Tally());
    assertThatThrownBy(load::run).isInstanceOf(IOException.class);
  }

  @Test
  void aLineIsOneMessageOfItsLength() throws Exception {
    var lines = new LdjsonLines("bench-source-3");
    byte[] two = new byte[2 * LdjsonLines.LINE_BYTES];
    lines.fill(two, 2);
    for (int i = 0; i < 2; i++) {
      int from = i * LdjsonLines.LINE_BYTES;
      assertThat(two[from + LdjsonLines.LINE_BYTES - 1]).isEqualTo((byte) '\n');
      var message =
          Json.parseObject(
              Arrays.copyOfRange(two, from, from + LdjsonLines.LINE_BYTES - 1), JsonLimits.EVENT);
      assertThat(message.string("src")).isEqualTo("bench-source-3");
    }
    assertThat(Arrays.copyOf(two, LdjsonLines.LINE_BYTES))
        .isNotEqualTo(Arrays.copyOfRange(two, LdjsonLines.LINE_BYTES, two.length));
  }
}
