package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Bodies that are still arriving take room, and there is only so much.
@CaptureTest
class UploadIT {

  /// What the JVM can use of 256 MiB with the Serial collector.
  private static final long SMALLEST_HEAP = 247L << 20;

  /// The launcher's stacks have a spool, and this one has none.
  private static final long SPOOL_BYTES = 12L << 20;

  private int port;
  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    this.port = port;
    this.http = new CaptureHttp(port);
  }

  @Test
  void theDefaultBoundsFitIntoTheSmallestHeapOfTheLauncher(@Autowired List<HeapRoom> rooms) {
    assertThat(rooms).hasSize(15);
    assertThat(rooms.stream().mapToLong(HeapRoom::bytes).sum() + SPOOL_BYTES)
        .isBetween(SMALLEST_HEAP / 2, SMALLEST_HEAP / 4 * 3);
  }

  @Test
  void boundsThatTheHeapCannotHoldStopTheStartNamingThemAndTheHeap() {
    Database database = Servers.postgres().createDatabase("capture");
    assertThatThrownBy(
            () -> RunningCapture.start(database, "--tradewitness.capture.mirror.uploads-max=600MB"))
        .hasStackTraceContaining("tradewitness.capture.mirror.uploads-max=600MB: 600 MiB;")
        .hasStackTraceContaining("tradewitness.capture.rest.batch-uploads-max=17MB: 34 MiB")
        .hasStackTraceContaining(
            "three quarters of the heap of %d MiB"
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
  }

  @Test
  void bodiesThatStopComingStopNobodyAndAreCutOff() throws IOException {
    double incomplete = dropped("incomplete");
    var sockets = new ArrayList<Socket>();
    try {
      sockets.add(upload("Content-Length: 16777216"));
      sockets.add(upload("Transfer-Encoding: chunked"));
      sockets.add(upload("Transfer-Encoding: chunked"));
      for (int i = 0; i < 400; i++) {
        Socket single = upload("/vcp/log", "Content-Length: 65536");
        single.getOutputStream().write('{');
        sockets.add(single);
      }
      assertThat(batch().status()).isEqualTo(200);
      assertThat(http.log(Events.order(UUID.randomUUID(), "upload:single")).status())
          .isEqualTo(201);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> dropped("incomplete") >= incomplete + sockets.size());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aBodyThatTricklesIsCutOffAfterItsTimeAndTakesNoRoomAnyMore() throws Exception {
    double incomplete = dropped("incomplete");
    try (var socket = upload("/vcp/log", "Content-Length: 60000")) {
      for (int i = 0; i < 120 && dropped("incomplete") == incomplete; i++) {
        socket.getOutputStream().write('{');
        socket.getOutputStream().flush();
        Thread.sleep(500);
      }
      assertThat(dropped("incomplete")).isEqualTo(incomplete + 1);
    }
  }

  @Test
  void anEventIsReceivedWhenItsLastByteIsThere() throws Exception {
    byte[] body = Events.order(UUID.randomUUID(), "upload:late").getBytes(StandardCharsets.UTF_8);
    try (var socket = upload("/vcp/log", "Connection: close\r\nContent-Length: " + body.length)) {
      Thread.sleep(1500);
      Instant before = Instant.now();
      socket.getOutputStream().write(body);
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 201 ");
      String received = answer.replaceAll("(?s).*\"received_at\":\"([^\"]*)\".*", "$1");
      assertThat(Instant.parse(received)).isAfterOrEqualTo(before.truncatedTo(ChronoUnit.MICROS));
    }
  }

  @Test
  void theEventsOfABatchAreReceivedWhenItsLastByteIsThere() throws Exception {
    byte[] first =
        (Events.order(UUID.randomUUID(), "upload:late") + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] second = Events.order(UUID.randomUUID(), "upload:late").getBytes(StandardCharsets.UTF_8);
    try (var socket =
        upload(
            "/vcp/log/batch",
            "Connection: close\r\nContent-Length: " + (first.length + second.length))) {
      socket.getOutputStream().write(first);
      socket.getOutputStream().write(second, 0, second.length - 1);
      Thread.sleep(1500);
      Instant before = Instant.now();
      socket.getOutputStream().write(second, second.length - 1, 1);
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"accepted\":2");
      List<Instant> received =
          Pattern.compile("\"received_at\":\"([^\"]*)\"")
              .matcher(answer)
              .results()
              .map(found -> Instant.parse(found.group(1)))
              .toList();
      assertThat(received)
          .hasSize(2)
          .allSatisfy(at -> assertThat(at).isAfterOrEqualTo(before.truncatedTo(ChronoUnit.MICROS)));
    }
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
    return upload("/vcp/log/batch", lengthHeader);
  }

  private Socket upload(String path, String lengthHeader) throws IOException {
    var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    var head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
            .formatted(path, lengthHeader);
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
