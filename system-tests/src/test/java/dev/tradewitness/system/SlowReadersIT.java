package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.load.Events;
import dev.tradewitness.system.load.SlowReaders;
import dev.tradewitness.system.load.SlowReaders.Fate;
import dev.tradewitness.system.stack.Evidence;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Readers that ask for much and take nothing, at each service. Whoever sends is answered all the
/// while, none of the readers is waited for, and the next one gets what it asks for.
@Order(1)
@ExtendWith(SharedStack.class)
class SlowReadersIT {

  private static final int READERS = 40;
  private static final Duration ASKING = Duration.ofSeconds(2);

  /// Since the last of them was first answered: who takes nothing for 5 s is cut off, and how long
  /// answers take to be made is another question.
  private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(12);

  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /// So many that one bundle of them is longer than what buffers hold.
  private static final int LONG_EVENTS = 300;

  private final Table table = new Table("Slow readers");
  private final String run = Long.toString(System.nanoTime(), 36);

  @AfterEach
  void print() {
    table.print();
  }

  @FunctionalInterface
  private interface Sending {
    void send(int number) throws IOException;
  }

  private record Question(String service, String path, int times) {}

  @Test
  void captureGoesOn(RunningStack stack) throws Exception {
    Http capture = stack.http("capture");
    String policyId = "drill:long-" + run;
    String lastId = longEvents(capture, policyId);
    Evidence.awaitAnchored(stack.http("anchor"), lastId);
    var random = new SplittableRandom(1);
    Sending event =
        number ->
            capture
                .post(
                    "/vcp/log",
                    Events.next(random, "drill:short-" + run).bytes(),
                    "application/json")
                .expect(201);
    whoeverSendsIsAnswered(
        stack,
        new Question("capture", "/vcp/streams/" + policyId + "/events?limit=1000", 20),
        event);
    whoeverSendsIsAnswered(
        stack,
        new Question(
            "anchor",
            "/vcp/evidence?policy_id=%s&from=0&to=%d".formatted(policyId, LONG_EVENTS - 1),
            12),
        event);
    assertThat(
            stack
                .http("anchor")
                .get("/vcp/evidence?policy_id=%s&from=0&to=9".formatted(policyId))
                .status())
        .isEqualTo(200);
  }

  /// Gives the last one's id.
  private static String longEvents(Http capture, String policyId) throws IOException {
    var random = new SplittableRandom(2);
    String id = "";
    for (int i = 0; i < LONG_EVENTS; i++) {
      byte[] noise = new byte[29_000];
      random.nextBytes(noise);
      Events.Event event =
          Events.of(random, policyId, "ORD", Map.of("noise", HexFormat.of().formatHex(noise)));
      id = event.id();
      capture.post("/vcp/log", event.bytes(), "application/json").expect(201);
    }
    return id;
  }

  @Test
  void authorizeGoesOn(RunningStack stack) throws Exception {
    Http authorize = stack.http("authorize");
    Sending order =
        number ->
            authorize
                .postJson(
                    "/v1/authorize",
                    """
                    {"order":{"client_order_id":"%1$d","symbol":"AAPL","side":"BUY","qty":1,"price":1},\
                    "context":{"client_id":"slow-%2$s-%1$d"}}\
                    """
                        .formatted(number, run))
                .expect(200);
    for (int i = 0; i < 1000; i++) {
      order.send(i);
    }
    whoeverSendsIsAnswered(
        stack,
        new Question("authorize", "/v1/exposures?limit=1000", 40),
        number -> order.send(1000 + number));
  }

  @Test
  void vpinGoesOn(RunningStack stack) throws Exception {
    Http vpin = stack.http("vpin");
    String name = "p".repeat(7_000);
    whoeverSendsIsAnswered(
        stack,
        new Question("vpin", "/v1/vpin/" + name, 1500),
        number -> vpin.get("/health").expect(200));
  }

  private void whoeverSendsIsAnswered(RunningStack stack, Question question, Sending sending)
      throws Exception {
    String name = question.service();
    int sent = 0;
    long longest = 0;
    try (SlowReaders readers =
        SlowReaders.ask(stack.port(name), question.path(), READERS, question.times(), ASKING)) {
      long asked = System.nanoTime();
      long end = asked + CUT_OFF_WITHIN.toNanos();
      while (System.nanoTime() < end) {
        if (readers.begun() > 0) {
          end = System.nanoTime() + CUT_OFF_WITHIN.toNanos();
          assertThat(Duration.ofNanos(end - asked)).as("all answered").isLessThan(ANSWERED_WITHIN);
        }
        long began = System.nanoTime();
        sending.send(sent);
        longest = Math.max(longest, System.nanoTime() - began);
        sent++;
        Thread.sleep(20);
      }
      Map<Fate, Integer> fates = readers.fates();
      table.row(name + ": sent and answered meanwhile", sent);
      table.row(name + ": longest answer", longest / 1_000_000 + " ms");
      table.row(name + ": readers", fates);
      assertThat(fates).doesNotContainKey(Fate.WAITED_FOR).containsKey(Fate.CUT_OFF);
    }
    assertThat(Duration.ofNanos(longest)).isLessThan(ANSWER_MAX);
    assertThat(stack.pid(name)).as(name + " runs").isPositive();
  }
}
