package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Bodies that are still arriving take room, and there is only so much.
@CaptureTest
class UploadIT {

  private int port;
  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    this.port = port;
    this.http = new CaptureHttp(port);
  }

  @Test
  void slowBatchesLeaveRoomToSingleEventsAndAreNotJoinedByMore() throws IOException {
    double dropped = dropped("overloaded");
    try (var first = upload("Content-Length: 16777216");
        var second = upload("Transfer-Encoding: chunked")) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> batch().status() == 503);

      var refused = batch();
      assertThat(refused.json().string("code")).isEqualTo("OVERLOADED");
      assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("1");
      assertThat(dropped("overloaded")).isGreaterThan(dropped);
      assertThat(http.log(Events.order(UUID.randomUUID(), "upload:single")).status())
          .isEqualTo(201);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> batch().status() == 200);
  }

  @Test
  void aBodyThatIsShorterThanItSaidStoresNothing() throws IOException {
    double dropped = dropped("incomplete");
    double problems = sum("tradewitness_http_problems_total", "BODY_INCOMPLETE");
    try (var socket = upload("Content-Length: 1000")) {
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json", "\"code\":\"BODY_INCOMPLETE\"");
    }
    assertThat(dropped("incomplete")).isGreaterThan(dropped);
    assertThat(sum("tradewitness_http_problems_total", "BODY_INCOMPLETE")).isEqualTo(problems + 1);
    await().atMost(Duration.ofSeconds(30)).until(() -> batch().status() == 200);
  }

  /// A request whose body has begun and goes no further.
  private Socket upload(String lengthHeader) throws IOException {
    var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    var head =
        "POST /vcp/log/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
            .formatted(lengthHeader);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private CaptureHttp.Answer batch() {
    return http.post(
        "/vcp/log/batch",
        Events.order(UUID.randomUUID(), "upload:batch").getBytes(StandardCharsets.UTF_8));
  }

  private double dropped(String reason) {
    return sum("sidecar_messages_dropped", reason);
  }

  private double sum(String name, String label) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
