package dev.tradewitness.client.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.RudeServer;
import dev.tradewitness.client.RudeServer.Rudeness;
import dev.tradewitness.client.authorize.Authorization.Decision;
import dev.tradewitness.client.authorize.Authorization.Refused;
import dev.tradewitness.client.authorize.Authorization.Unavailable;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Only a decision whose token is good for this order permits it. Answers are texts of the forms
/// that docs/authorize.md names, with tokens of the published vectors.
class AuthorizeDoorTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Order ORDER =
      Order.limit(
          "acme", "ord-1", "AAPL", Order.Side.BUY, new BigDecimal(100), new BigDecimal("185.5"));
  private static final TokenCheck CHECK =
      new TokenCheck(
          Map.of("k1", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
          InstantSource.fixed(Instant.ofEpochSecond(1_767_225_601)),
          TokenCheck.SKEW);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.shutdownNow();
  }

  @Test
  void anAuthorizedOrderWithItsTokenIsPermitted() {
    var decision = (Decision) read(200, answer("AUTHORIZED", token("limit order, authorized")));
    assertThat(decision.permits()).isTrue();
    assertThat(decision.faults()).isEmpty();
    assertThat(decision.traceId()).isEqualTo("t-1");
    assertThat(decision.replayed()).isTrue();
    assertThat(decision.warnings()).containsExactly("DEFAULT_CLIENT");
  }

  @Test
  void aBlockedOrderIsNotPermittedWhateverElseIsThere() {
    var decision = (Decision) read(200, answer("BLOCKED", token("limit order, authorized")));
    assertThat(decision.permits()).isFalse();
    assertThat(decision.reasons())
        .containsExactly(new Authorization.Reason("KILL_SWITCH", "trading_state", "halted"));
  }

  @Test
  void anAuthorizedOrderWithoutItsOwnGoodTokenIsNotPermitted() {
    JsonObject good = token("limit order, authorized");
    for (String token :
        List.of(
            "null",
            "\"eyJ\"",
            "{}",
            token("blocked, signed as blocked").toString(),
            token("amounts no double can hold").toString(),
            good.with("exp", JsonValue.of(9)).toString())) {
      var decision =
          (Decision) read(200, answer("AUTHORIZED", "AUTHORIZED").replace("\"TOKEN\"", token));
      assertThat(decision.permits()).as(token).isFalse();
      assertThat(decision.faults()).as(token).isNotEmpty();
    }
  }

  @Test
  void otherStatusesPermitNothing() {
    for (String status : List.of("authorized", "", "ALLOW")) {
      assertThat(read(200, answer(status, token("limit order, authorized"))).permits()).isFalse();
    }
    assertThat(read(200, "{}")).isInstanceOf(Unavailable.class);
    assertThat(read(200, "[]")).isInstanceOf(Unavailable.class);
    assertThat(read(201, answer("AUTHORIZED", token("limit order, authorized"))).permits())
        .isFalse();
  }

  @Test
  void refusalsAndAbsenceAreToldApart() {
    assertThat(
            read(
                400,
                """
                {"code":"INVALID_ORDER_SCHEMA",
                 "violations":[{"pointer":"/order/qty","code":"MISSING","message":"m"}]}\
                """))
        .isEqualTo(
            new Refused(
                400, "INVALID_ORDER_SCHEMA", List.of(new Violation("/order/qty", "MISSING", "m"))));
    assertThat(read(409, "{\"code\":\"ID_REUSED\"}")).isInstanceOf(Refused.class);
    assertThat(read(503, "{\"code\":\"OVERLOADED\"}"))
        .isEqualTo(new Unavailable("HTTP 503 OVERLOADED"));
    assertThat(read(404, "<html>")).isInstanceOf(Unavailable.class);
    assertThat(read(404, "{}")).isInstanceOf(Unavailable.class);
  }

  @Test
  void aServerThatMisbehavesPermitsNothing() throws Exception {
    String half = RudeServer.http("200 OK", "{}").replace("Content-Length: 2", "Content-Length: 9");
    for (Rudeness rudeness :
        List.<Rudeness>of(
            RudeServer.resetting(),
            RudeServer.saying("what?\r\n\r\n"),
            RudeServer.saying(RudeServer.http("200 OK", "<html>")),
            connection -> {
              RudeServer.saying(half).to(connection);
              connection.close();
            },
            connection -> {
              RudeServer.saying("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").to(connection);
              while (true) {
                connection.getOutputStream().write(new byte[64 * 1024]);
              }
            })) {
      try (var server = new RudeServer(rudeness)) {
        assertThat(door(server).decide(ORDER, LONG)).isInstanceOf(Unavailable.class);
      }
    }
  }

  @Test
  void theDeadlineCountsForTheWholeAnswer() throws Exception {
    for (Rudeness rudeness :
        List.<Rudeness>of(
            _ -> {}, RudeServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"))) {
      try (var server = new RudeServer(rudeness)) {
        assertThat(door(server).decide(ORDER, Duration.ofMillis(200)))
            .isInstanceOf(Unavailable.class);
      }
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void theDeadlineHoldsWhileSomebodyBlocksTheThreadOfTimeouts() throws Exception {
    var blocking = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var foreign = new CompletableFuture<String>();
    var _ =
        foreign.thenRun(() -> {
          blocking.countDown();
          awaited(release);
        });
    var _ = foreign.completeOnTimeout("late", 1, TimeUnit.NANOSECONDS);
    assertThat(blocking.await(30, TimeUnit.SECONDS)).isTrue();
    try (var server =
        new RudeServer(RudeServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"))) {
      assertThat(door(server).decide(ORDER, Duration.ofMillis(200)))
          .isInstanceOf(Unavailable.class);
    } finally {
      release.countDown();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatDependsOnAnAnswerRunsOnTheCommonPool() throws Exception {
    try (var silent =
        new RudeServer(RudeServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"))) {
      Thread thread =
          door(silent)
              .ask(ORDER, Duration.ofMillis(500))
              .thenApply(_ -> Thread.currentThread())
              .get(60, TimeUnit.SECONDS);
      assertThat(thread).isInstanceOf(ForkJoinWorkerThread.class);
    }
  }

  @Test
  void anAbsentDeadlineIsAnAnswerToo() throws Exception {
    try (var server = new RudeServer(RudeServer.resetting())) {
      assertThat(door(server).decide(ORDER, null)).isInstanceOf(Unavailable.class);
      assertThat(door(server).ask(ORDER, null).get(60, TimeUnit.SECONDS))
          .isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aDeadlineThatHasPassedAsksNobody() throws Exception {
    try (var server = new RudeServer(RudeServer.resetting())) {
      assertThat(door(server).decide(ORDER, Duration.ZERO))
          .isEqualTo(new Unavailable("the deadline has passed"));
    }
  }

  @Test
  void anInterruptedThreadStaysInterruptedAndPermitsNothing() throws Exception {
    try (var server = new RudeServer(_ -> {})) {
      Thread.currentThread().interrupt();
      assertThat(door(server).decide(ORDER, LONG)).isInstanceOf(Unavailable.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void askingDoesNotWaitAndEndsByTheDeadline() throws Exception {
    try (var silent = new RudeServer(_ -> {})) {
      CompletableFuture<Authorization> answer = door(silent).ask(ORDER, Duration.ofMillis(500));
      assertThat(answer).isNotDone();
      assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
    }
    String blocked = answer("BLOCKED", token("limit order, authorized"));
    try (var server = new RudeServer(RudeServer.saying(RudeServer.http("200 OK", blocked)))) {
      var decision = (Decision) door(server).ask(ORDER, LONG).get(60, TimeUnit.SECONDS);
      assertThat(decision.permits()).isFalse();
      assertThat(decision.reasons()).hasSize(1);
    }
  }

  @Test
  void cancellingEndsTheRequest() throws Exception {
    var ended = new CountDownLatch(1);
    try (var server =
        new RudeServer(connection -> {
          try {
            connection.getInputStream().readAllBytes();
          } finally {
            ended.countDown();
          }
        })) {
      CompletableFuture<Authorization> answer = door(server).ask(ORDER, LONG);
      server.nextHead();
      answer.cancel(true);
      assertThat(ended.await(30, TimeUnit.SECONDS)).as("long before the deadline").isTrue();
    }
  }

  private AuthorizeDoor door(RudeServer server) {
    return new AuthorizeDoor(http, server.address(), CHECK);
  }

  private static Authorization read(int status, String body) {
    return AuthorizeDoor.read(status, body.getBytes(StandardCharsets.UTF_8), ORDER, CHECK);
  }

  private static JsonObject token(String name) {
    return TokenVectorsTest.named(name).object("token");
  }

  private static String answer(String status, Object token) {
    String shown = token instanceof JsonObject ? token.toString() : "\"TOKEN\"";
    return """
    {"trace_id":"t-1","status":"%s","decision_token":%s,"reasons":[{"code":"KILL_SWITCH",
     "rule_id":"trading_state","message":"halted"}],"replayed":true,
     "warnings":[{"code":"DEFAULT_CLIENT"}]}\
    """
        .formatted(status, shown);
  }
}
