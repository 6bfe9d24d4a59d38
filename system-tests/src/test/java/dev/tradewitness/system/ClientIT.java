package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order.Side;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.client.proof.ProofCheck;
import dev.tradewitness.client.proof.VerifierKey;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RefusingProxy;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The Java client with the services it is made for.
@Order(1)
@ExtendWith(SharedStack.class)
class ClientIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final String run = Long.toString(System.nanoTime(), 36);
  private final String policy = "drill:client-" + run;
  private final EventWriter writer =
      new EventWriter(new PolicyId(policy), "SILVER", "BEST_EFFORT", InstantSource.system());

  @Test
  void whoWaitsGetsTheEventsPlaceOrTheRefusal(RunningStack stack) throws IOException {
    try (Tradewitness client = client(stack)) {
      Event event = event(0);
      var stored = (Logged.Stored) client.logAndWait(event, PATIENCE);
      assertThat(stored.sequence()).isZero();
      assertThat(client.logAndWait(event, PATIENCE)).isEqualTo(stored);
      Event other = Event.of(event.id(), changed(event));
      var refused = (Logged.Refused) client.logAndWait(other, PATIENCE);
      assertThat(refused.violations().getFirst().code()).isEqualTo("ID_REUSED");
      var captured = CapturedStream.read(stack.http("capture"), policy).events();
      assertThat(captured).hasSize(1);
      assertThat(captured.getFirst().eventHash()).isEqualTo(stored.hash().hex());
    }
  }

  @Test
  void anEventThatAProxyRefusesIsSetAsideAndTheOthersAreStored(RunningStack stack)
      throws Exception {
    Event refused = event(5);
    Path spool = folder.resolve("behind-a-proxy");
    var hasLogin = new AtomicBoolean();
    try (var proxy =
            new RefusingProxy(
                stack.http("capture").base(),
                body -> !hasLogin.get() || body.contains(refused.id().toString()) ? 403 : 0);
        Tradewitness client = Tradewitness.builder(proxy.address(), spool).open()) {
      for (int number = 0; number < 10; number++) {
        assertThat(client.log(number == 5 ? refused : event(number))).isTrue();
      }
      Awaitility.await().atMost(PATIENCE).until(() -> client.counters().requestsFailed() > 2);
      assertThat(client.failure())
          .isEqualTo("HTTP 403, not from capture; without events: HTTP 403");
      assertThat(client.counters().refused()).as("it refuses everything").isZero();

      hasLogin.set(true);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> client.counters().stored() == 9 && client.state() == ClientState.CONNECTED);
      assertThat(client.counters().setAside()).isEqualTo(1);
      assertThat(client.counters().onDisk()).isZero();
    }
    assertThat(Files.readString(spool.resolve("refused.ndjson")))
        .startsWith("{\"code\":\"HTTP_403\",\"event_id\":\"" + refused.id())
        .hasLineCount(1);
    assertThat(CapturedStream.read(stack.http("capture"), policy).events())
        .hasSize(9)
        .extracting(CapturedStream.Captured::eventId)
        .doesNotContain(refused.id().toString());
  }

  @Test
  void anOrderIsPermittedOrBlockedWithItsReasons(RunningStack stack) throws IOException {
    try (Tradewitness client = client(stack)) {
      Authorization small = client.authorize(order("small", "1"), PATIENCE);
      assertThat(small.permits()).as("%s", small).isTrue();
      Authorization large = client.authorize(order("large", "1001"), PATIENCE);
      assertThat(large.permits()).as("%s", large).isFalse();
      assertThat(((Authorization.Decision) large).reasons())
          .extracting(Authorization.Reason::code)
          .contains("QTY_LIMIT_EXCEEDED");
    }
  }

  @Test
  void anEventOfTheClientIsProvenByItsLog(RunningStack stack) throws IOException {
    Http anchor = stack.http("anchor");
    Event event = event(1);
    try (Tradewitness client = client(stack)) {
      assertThat(client.logAndWait(event, PATIENCE)).isInstanceOf(Logged.Stored.class);
      assertThat(client.logAndWait(event(2), PATIENCE)).isInstanceOf(Logged.Stored.class);
    }
    byte[] proof = proof(anchor, event);
    var check = new ProofCheck(VerifierKey.parse(verifierKey(anchor)));
    assertThat(check.faults(event, proof)).isEmpty();
    assertThat(check.faults(event(1), proof))
        .extracting(ProofCheck.Fault::name)
        .containsExactly("hash", "batch", "log");
  }

  /// The proof once the event's batch is closed, which may take two turns.
  private byte[] proof(Http anchor, Event event) {
    return Awaitility.await("the proof of " + event.id())
        .atMost(PATIENCE)
        .until(
            () -> {
              anchor.post("/vcp/anchor?policy_id=" + policy, new byte[0], "application/json");
              return anchor.get("/vcp/events/%s/proof".formatted(event.id()));
            },
            answer -> answer.status() == 200)
        .body();
  }

  private String verifierKey(Http anchor) throws IOException {
    JsonArray keys = anchor.get("/vcp/keys").expect(200).json().array("note_keys");
    assertThat(keys).isNotNull();
    return keys.elements().stream()
        .map(key -> ((JsonValue.JsonString) key).value())
        .filter(key -> key.contains("/" + policy + "+"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theGuidesExampleLogsAsksAndPrintsWhatItSays(RunningStack stack) throws Exception {
    String guide = Files.readString(RunningStack.home().resolve("docs/client.md"));
    int from = guide.indexOf("```java\n") + "```java\n".length();
    Path desk = folder.resolve("Desk.java");
    Files.writeString(
        desk,
        guide.substring(from, guide.indexOf("```", from)).replace("com.example:desk-1", policy));
    var output =
        Program.run(
                folder,
                PATIENCE,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                home(Tradewitness.class) + File.pathSeparator + home(JsonObject.class),
                desk.toString(),
                stack.http("capture").base(),
                stack.http("authorize").base(),
                folder.resolve("desk").toString())
            .expectSuccess()
            .output();
    RunningStack.say(output);
    assertThat(output.lines())
        .contains("capture: DISCONNECTED to CONNECTED", "order sent")
        .anyMatch(line -> line.startsWith("Stored[sequence=1, hash="));
    assertThat(CapturedStream.read(stack.http("capture"), policy).events()).hasSize(2);
  }

  /// The jar that a class came from.
  private static String home(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private dev.tradewitness.client.authorize.Order order(String name, String qty) {
    return dev.tradewitness.client.authorize.Order.limit(
        "client-" + run,
        name + "-" + run,
        "AAPL",
        Side.BUY,
        new BigDecimal(qty),
        new BigDecimal("10"));
  }

  private Tradewitness client(RunningStack stack) throws IOException {
    return Tradewitness.builder(URI.create(stack.http("capture").base()), folder.resolve("spool"))
        .authorize(URI.create(stack.http("authorize").base()))
        .open();
  }

  private Event event(int number) {
    return writer.write(
        "ORD", JsonObject.builder().put("number", Integer.toString(number)).build());
  }

  /// Another content under the same id.
  private static byte[] changed(Event event) {
    String json = StandardCharsets.UTF_8.decode(event.text()).toString();
    return json.replace("\"number\":\"0\"", "\"number\":\"1\"").getBytes(StandardCharsets.UTF_8);
  }
}
