package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The example with the Spring Boot starter, as a process beside the stack.
@Order(1)
@ExtendWith(SharedStack.class)
class OrderDeskIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final String run = Long.toString(System.nanoTime(), 36);
  private final String policy = "drill:order-desk-" + run;
  private final int port = ReservedPorts.one();
  private final Http http = new Http(port);
  private Process desk;

  @BeforeEach
  void start(RunningStack stack) throws IOException {
    desk =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                RunningStack.home().resolve("examples/order-desk/target/order-desk.jar").toString(),
                "--server.port=" + port,
                "--tradewitness.client.policy-id=" + policy,
                "--tradewitness.client.spool.folder=" + folder.resolve("spool"),
                "--tradewitness.client.capture=" + stack.http("capture").base(),
                "--tradewitness.client.authorize.address=" + stack.http("authorize").base())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Awaitility.await("the order desk answers")
        .atMost(PATIENCE)
        .failFast(
            "the order desk ended",
            () -> assertThat(desk.isAlive()).as(Files.readString(log())).isTrue())
        .ignoreExceptions()
        .until(() -> http.get("/actuator/health").status() == 200);
  }

  private Path log() {
    return folder.resolve("order-desk.log");
  }

  @AfterEach
  void end() throws InterruptedException {
    desk.destroyForcibly().waitFor();
  }

  @Test
  void itsOrdersAreAuthorizedExecutedAndWitnessedToTheEndOfTheProcess(RunningStack stack)
      throws Exception {
    var execution = http.postJson("/orders", order("small-" + run, "1")).expect(201).json();
    assertThat(execution.text("quantity")).isEqualTo("1");
    assertThat(http.postJson("/orders", order("large-" + run, "1001")).expect(409).text())
        .contains("QTY_LIMIT_EXCEEDED");
    assertThat(http.postJson("/orders", "{}").status()).isEqualTo(400);
    assertThat(witnessed().string("status")).isEqualTo("UP");
    assertThat(meter("tradewitness.client.stored")).contains("\"value\":3.0");

    // SIGTERM: the market is closed by a call that is logged, and then the client.
    desk.destroy();
    assertThat(desk.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(desk.exitValue()).as(Files.readString(log())).isEqualTo(128 + 15);

    List<JsonObject> events = events(stack);
    assertThat(events)
        .extracting(event -> header(event, "event_type"))
        .containsExactly("ORD", "EXE", "REJ", "AUD");
    assertThat(member(member(events.getFirst(), "payload"), "trade_data"))
        .hasToString(
            """
            {"order_id":"small-%s","symbol":"AAPL","side":"BUY","order_type":"LIMIT",\
            "price":"10.50","quantity":"1"}\
            """
                .formatted(run));
    assertThat(header(events.get(1), "trace_id")).isEqualTo(header(events.get(0), "trace_id"));
    assertThat(member(events.get(2), "payload").string("reject_reason"))
        .contains("QTY_LIMIT_EXCEEDED");
    assertThat(member(events.get(3), "payload").string("function")).isEqualTo("Market.close");
  }

  private String order(String id, String quantity) {
    return """
    {"account": "desk-%s", "orderId": "%s", "symbol": "AAPL", "side": "BUY", "quantity": %s, "price": 10.50}\
    """
        .formatted(run, id, quantity);
  }

  /// The health of the client, once all events are stored.
  private JsonObject witnessed() {
    return Awaitility.await("all events are stored")
        .atMost(PATIENCE)
        .until(
            () -> member(member(health(), "components"), "tradewitness"),
            client -> "3".equals(member(client, "details").text("stored")));
  }

  private JsonObject health() throws IOException {
    return http.get("/actuator/health").expect(200).json();
  }

  private String meter(String name) throws IOException {
    return http.get("/actuator/metrics/" + name).expect(200).text();
  }

  private List<JsonObject> events(RunningStack stack) throws IOException, JsonRefusedException {
    var events = new ArrayList<JsonObject>();
    for (var captured : CapturedStream.read(stack.http("capture"), policy).events()) {
      events.add(Json.parseObject(captured.document(), JsonLimits.EVENT));
    }
    return events;
  }

  private static String header(JsonObject event, String name) {
    return member(event, "header").string(name);
  }

  private static JsonObject member(JsonObject from, String name) {
    return Objects.requireNonNull(from.object(name), () -> name + " in " + from);
  }
}
