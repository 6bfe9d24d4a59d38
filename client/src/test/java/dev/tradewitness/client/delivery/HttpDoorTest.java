package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.RudeServer;
import dev.tradewitness.client.RudeServer.Rudeness;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whatever comes back that is not capture's answer leaves every event open.
class HttpDoorTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Event> events = new SomeEvents(4).next(3);

  @AfterEach
  void close() {
    http.shutdownNow();
  }

  @Test
  void aConnectionThatIsResetFails() throws Exception {
    assertThat(failed(RudeServer.resetting())).isNotEmpty();
  }

  @Test
  void whatIsNotHttpFails() throws Exception {
    assertThat(failed(RudeServer.saying("SSH-2.0-OpenSSH_9.2\r\n\r\n"))).isNotEmpty();
  }

  @Test
  void anAnswerThatIsNotJsonFails() throws Exception {
    assertThat(failed(RudeServer.saying(RudeServer.http("200 OK", "<html>"))))
        .isEqualTo("HTTP 200, not JSON: NOT_JSON");
  }

  @Test
  void anAnswerWithTooFewResultsFails() throws Exception {
    assertThat(failed(RudeServer.saying(RudeServer.http("200 OK", "{\"results\":[]}"))))
        .contains("not one result for each of 3 events");
  }

  @Test
  void anAnswerThatEndsEarlyFails() throws Exception {
    String whole = RudeServer.http("200 OK", "{\"results\":[]}");
    assertThat(
            failed(connection -> {
              RudeServer.saying(whole.substring(0, whole.length() - 3)).to(connection);
              connection.close();
            }))
        .isNotEmpty();
  }

  @Test
  void anAnswerWithoutAnEndIsCutOff() throws Exception {
    byte[] piece = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
    assertThat(
            failed(connection -> {
              RudeServer.saying("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").to(connection);
              while (true) {
                connection.getOutputStream().write(piece);
              }
            }))
        .isNotEmpty();
  }

  @Test
  void whatTheServiceAsksForIsRead() throws Exception {
    String answer =
        "HTTP/1.1 503 x\r\nRetry-After: 7\r\nContent-Length: 21\r\n\r\n{\"code\":\"OVERLOADED\"}";
    assertThat(answer(RudeServer.saying(answer)))
        .isEqualTo(new Answer.Failed("HTTP 503 OVERLOADED", Duration.ofSeconds(7)));
  }

  @Test
  void aRetryAfterThatIsNoNumberCountsAsNothing() throws Exception {
    for (String text : List.of("-1", "soon", "99999999999999999999", "1.5")) {
      String answer =
          "HTTP/1.1 503 x\r\nRetry-After: %s\r\nContent-Length: 2\r\n\r\n{}".formatted(text);
      assertThat(answer(RudeServer.saying(answer)))
          .isEqualTo(new Answer.Failed("HTTP 503 null", Duration.ZERO));
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUpAfterTheTimeLimit() throws Exception {
    try (var server = new RudeServer(_ -> {})) {
      var door = new HttpDoor(http, server.address(), Duration.ofMillis(100));
      assertThat(await(door.send(events))).isInstanceOf(Answer.Failed.class);
    }
  }

  @Test
  void cancellingEndsTheConnection() throws Exception {
    var ended = new CountDownLatch(1);
    try (var server =
        new RudeServer(connection -> {
          RudeServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{").to(connection);
          try {
            while (connection.getInputStream().read() >= 0) {
              // the request's body
            }
          } finally {
            ended.countDown();
          }
        })) {
      CompletableFuture<Answer> answer = new HttpDoor(http, server.address(), LONG).send(events);
      server.nextHead();
      answer.cancel(true);
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nobodyThereIsAFailureToo() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    var door = new HttpDoor(http, URI.create("http://127.0.0.1:" + port), LONG);
    assertThat(await(door.send(events))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void aClientThatIsShutDownIsAFailureToo() throws Exception {
    http.shutdownNow();
    var door = new HttpDoor(http, URI.create("http://127.0.0.1:1"), LONG);
    assertThat(await(door.send(events))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void theRequestIsNdjsonToTheBatchDoor() throws Exception {
    try (var server = new RudeServer(RudeServer.resetting())) {
      URI behindProxy = URI.create(server.address() + "/capture");
      await(new HttpDoor(http, behindProxy, LONG).send(events));
      int bytes = events.stream().mapToInt(Event::bytes).sum() + events.size();
      assertThat(server.nextHead())
          .startsWith("POST /capture/vcp/log/batch HTTP/1.1\r\n")
          .containsIgnoringCase("Content-Type: application/x-ndjson")
          .containsIgnoringCase("Content-Length: " + bytes);
    }
  }

  private String failed(Rudeness rudeness) throws Exception {
    return ((Answer.Failed) answer(rudeness)).reason();
  }

  private Answer answer(Rudeness rudeness) throws Exception {
    try (var server = new RudeServer(rudeness)) {
      return await(new HttpDoor(http, server.address(), LONG).send(events));
    }
  }

  private static Answer await(CompletableFuture<Answer> answer) throws Exception {
    return answer.get(LONG.toSeconds() * 2, TimeUnit.SECONDS);
  }
}
