package dev.tradewitness.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real nginx copies orders on their way to a broker. Whatever happens to capture, every order
/// arrives at the broker; what capture said it has, it has.
class NginxMirrorIT {

  private static final String STREAM = "/vcp/streams/local.tradewitness:capture/events";
  private static final Pattern ORDER_ID = Pattern.compile("\"order_id\":\"([^\"]*)\"");
  private static final UnaryOperator<String> AS_IT_IS = UnaryOperator.identity();

  @TempDir private static Path folder;

  private static Database database;
  private static SharedCapture shared;
  private static HttpServer broker;
  private static final Queue<String> atBroker = new ConcurrentLinkedQueue<>();

  private int started;

  @BeforeAll
  static void prepare() throws IOException {
    NginxProcess.require();
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    shared =
        new SharedCapture(() -> {
          var capture =
              CaptureProcess.start(database, "--tradewitness.capture.intake.deadline=20s");
          var client = new MirrorClient(capture.port());
          for (int i = 0; i < 300; i++) { // a JVM that has just started is no measure
            byte[] order = OrderClients.order("warm-up").getBytes(StandardCharsets.UTF_8);
            client.send("POST", order, "X-Original-URI: /api/orders");
          }
          return capture;
        });
    broker = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    broker.createContext("/", NginxMirrorIT::take);
    broker.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    broker.start();
  }

  @AfterAll
  static void stop() {
    if (shared != null) {
      shared.close();
      broker.stop(0);
    }
  }

  private static void take(HttpExchange order) throws IOException {
    try (order) {
      var text = new String(order.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var id = ORDER_ID.matcher(text);
      if (id.find()) {
        atBroker.add(id.group(1));
      }
      order.sendResponseHeaders(202, -1);
    }
  }

  @Test
  void everyOrderIsCapturedOnceWithoutItsSecretsWhenCaptureHasTheTime() throws Exception {
    CaptureProcess capture = shared.running();
    try (var nginx = nginx(capture.port(), NginxMirrorIT::patient)) {
      var kept = new OrderClients(nginx.port(), 4, 50, true).run("all");
      var fresh = new OrderClients(nginx.port(), 4, 50, false).run("all");
      nginx.awaitCopies(400);
      assertThat(nginx.copiesAnswered("202")).hasSize(400);
      assertArrived(kept);
      assertArrived(fresh);
      List<JsonObject> events =
          stored(capture).stream().filter(e -> orderId(e).startsWith("all-")).toList();
      assertThat(events.stream().map(NginxMirrorIT::orderId))
          .containsExactlyInAnyOrderElementsOf(both(kept, fresh));
      assertThat(events.stream().map(NginxMirrorIT::requestId))
          .containsExactlyInAnyOrderElementsOf(nginx.copiesAnswered("202"));
      JsonObject event = events.getFirst();
      assertThat(event.toString()).doesNotContain("S3CRET");
      JsonObject request = requireNonNull(payload(event).object("request"));
      assertThat(request.string("uri")).isEqualTo("/api/orders?token=[redacted]");
      assertThat(request.string("method")).isEqualTo("POST");
      assertThat(request.string("identity")).isEqualTo("REQUEST_ID");
      assertThat(request.object("headers"))
          .hasToString(
              """
              {"content-type":"application/json","x-original-host":"broker.example",\
              "x-forwarded-for":"127.0.0.1","x-forwarded-proto":"http"}\
              """);
    }
  }

  @Test
  void everyOrderReachesTheBrokerWhateverHappensToCapture() throws Exception {
    var states = new ArrayList<State>();
    try (var nginx = nginx(1, block -> block.replace("mirror /vcp-mirror;", "mirror off;"))) {
      states.add(load(nginx, "no mirror", 0));
    }
    CaptureProcess capture = shared.running();
    try (var nginx = nginx(capture.port(), AS_IT_IS)) {
      states.add(load(nginx, "up", 480));
    }
    try (var relay = new SlowRelay(capture.port(), Duration.ofMillis(300))) {
      try (var nginx = nginx(relay.port(), AS_IT_IS)) {
        states.add(load(nginx, "slow", 480));
      }
      try (var nginx = nginx(relay.port(), NginxMirrorIT::direct)) {
        states.add(load(nginx, "slow, direct", 480));
      }
    }
    try (var nginx = nginx(ReservedPorts.one(), AS_IT_IS)) {
      State refusing = load(nginx, "refusing", 480);
      assertThat(refusing.durable).isEmpty();
      states.add(refusing);
    }
    FrozenProcesses.freeze(capture.handle());
    try {
      try (var nginx = nginx(capture.port(), AS_IT_IS)) {
        states.add(load(nginx, "frozen", 480));
      }
      try (var nginx = nginx(capture.port(), NginxMirrorIT::direct)) {
        states.add(load(nginx, "frozen, direct", 480));
      }
    } finally {
      FrozenProcesses.thaw(List.of(capture.handle()));
    }
    try (var nginx = nginx(capture.port(), AS_IT_IS)) {
      var killer =
          Thread.ofVirtual()
              .start(() -> {
                await().until(() -> !nginx.copiesAnswered("202").isEmpty());
                capture.handle().destroyForcibly();
              });
      states.add(load(nginx, "killed", 480));
      killer.join();
      await().until(() -> !capture.isAlive());
    }

    List<JsonObject> events = stored(shared.running());
    print(states, events);
    Set<String> sent =
        states.stream().flatMap(state -> state.sent.stream()).collect(Collectors.toSet());
    List<JsonObject> ours = events.stream().filter(e -> sent.contains(orderId(e))).toList();
    assertThat(ours.stream().map(NginxMirrorIT::orderId)).doesNotHaveDuplicates();
    assertThat(ours.stream().map(NginxMirrorIT::requestId))
        .doesNotHaveDuplicates()
        .containsAll(states.stream().flatMap(state -> state.durable.stream()).toList());
    assertThat(states.get(1).durable).isNotEmpty();
  }

  /// What one state of capture was like for orders.
  ///
  /// @param durable ids of the requests whose copy capture answered 202
  private record State(
      String name,
      OrderClients.Result kept,
      OrderClients.Result fresh,
      List<String> sent,
      Set<String> durable,
      Map<String, Long> answers) {}

  private static State load(NginxProcess nginx, String name, int copies)
      throws InterruptedException, IOException {
    String prefix = name.replaceAll("[ ,]", "");
    var kept = new OrderClients(nginx.port(), 4, 60, true).run(prefix);
    var fresh = new OrderClients(nginx.port(), 4, 60, false).run(prefix);
    assertArrived(kept);
    assertArrived(fresh);
    assertThat(Math.max(kept.percentile(99), fresh.percentile(99))).isLessThan(10_000);
    if (copies > 0) {
      nginx.awaitCopies(copies);
    }
    return new State(
        name,
        kept,
        fresh,
        both(kept, fresh),
        copies > 0 ? nginx.copiesAnswered("202") : Set.of(),
        copies > 0 ? nginx.copiesByAnswer() : Map.of());
  }

  private static void print(List<State> states, List<JsonObject> events) {
    Set<String> stored = events.stream().map(NginxMirrorIT::orderId).collect(Collectors.toSet());
    System.out.println("orders through nginx, ms");
    for (State state : states) {
      System.out.printf(
          "| %s | %s | %s | %s | %d |%n",
          state.name,
          state.kept.text(),
          state.fresh.text(),
          state.answers,
          state.sent.stream().filter(stored::contains).count());
    }
  }

  @Test
  void anOrderWaitsForTheCopyBeforeItUnlessNginxTakesTheCopyOver() throws Exception {
    CaptureProcess capture = shared.running();
    try (var relay = new SlowRelay(capture.port(), Duration.ofMillis(300))) {
      OrderClients.Result held;
      try (var nginx = nginx(relay.port(), block -> direct(patient(block)))) {
        held = new OrderClients(nginx.port(), 1, 8, true).run("held");
        var fresh = new OrderClients(nginx.port(), 1, 8, false).run("held");
        System.out.printf("direct: kept connection %s, new %s%n", held.text(), fresh.text());
        assertArrived(held);
        assertArrived(fresh);
        assertThat(held.percentile(50)).isGreaterThan(250);
        assertThat(fresh.percentile(50)).isLessThan(held.percentile(50));
        nginx.awaitCopies(16);
        assertThat(nginx.copiesAnswered("202")).hasSize(16);
      }
      try (var nginx = nginx(relay.port(), NginxMirrorIT::patient)) {
        var free = new OrderClients(nginx.port(), 1, 8, true).run("free");
        System.out.printf("taken over: kept connection %s%n", free.text());
        assertArrived(free);
        assertThat(free.percentile(50)).isLessThan(held.percentile(50));
        nginx.awaitCopies(8);
        assertThat(nginx.copiesAnswered("202")).hasSize(8);
      }
    }
  }

  @Test
  void aBodyThatCaptureDoesNotTakeReachesTheBroker() throws Exception {
    CaptureProcess capture = shared.running();
    try (var nginx = nginx(capture.port(), NginxMirrorIT::patient)) {
      var client = new MirrorClient(nginx.port());
      byte[] body =
          "{\"order_id\":\"long\",\"x\":\"%s\"}"
              .formatted("x".repeat(2_000_000))
              .getBytes(StandardCharsets.UTF_8);
      assertThat(client.sendTo("/api/orders", "POST", body).status()).isEqualTo(202);
      nginx.awaitCopies(1);
      assertThat(nginx.copiesAnswered("413")).hasSize(1);
      assertThat(atBroker).contains("long");
      byte[] fits =
          "{\"order_id\":\"fits\",\"x\":\"%s\"}"
              .formatted("x".repeat(1_000_000))
              .getBytes(StandardCharsets.UTF_8);
      assertThat(client.sendTo("/api/orders/1", "PUT", fits).status()).isEqualTo(202);
      nginx.awaitCopies(2);
      assertThat(nginx.copiesAnswered("202")).hasSize(1);
      assertThat(client.sendTo("/api/orders/1", "GET", new byte[0]).status()).isEqualTo(202);
      nginx.awaitCopies(3);
      assertThat(nginx.copiesAnswered("202")).hasSize(2);
    }
  }

  /// Bounds that a busy machine does not meet.
  private static String patient(String block) {
    return block
        .replaceAll("_timeout (100ms|1s|5s);", "_timeout 30s;")
        .replace("copies 1000", "copies 4000");
  }

  /// As in the sources' block: each copy goes to capture at once, and must be bounded tightly.
  private static String direct(String block) {
    assertThat(block).contains("http://tradewitness_copies/copy;", "proxy_method GET;");
    return block
        .replace("http://tradewitness_copies/copy;", "http://tradewitness_capture/capture;")
        .replace("proxy_method GET;", "proxy_method POST;")
        .replace("Connection close;", "Connection \"\";")
        .replaceAll("(proxy_(?:connect|send|read)_timeout) 1s;", "$1 100ms;")
        .replace(" if=$tradewitness_not_taken;", ";");
  }

  private NginxProcess nginx(int capture, UnaryOperator<String> change) throws IOException {
    started++;
    return NginxProcess.start(
        folder.resolve(System.nanoTime() + "-" + started),
        broker.getAddress().getPort(),
        capture,
        change);
  }

  private static void assertArrived(OrderClients.Result result) {
    assertThat(result.failures()).isEmpty();
    assertThat(atBroker).containsAll(result.ids());
  }

  private static List<String> both(OrderClients.Result one, OrderClients.Result two) {
    var both = new ArrayList<>(one.ids());
    both.addAll(two.ids());
    return both;
  }

  /// All events of the stream.
  private static List<JsonObject> stored(CaptureProcess capture) throws JsonRefusedException {
    var events = new ArrayList<JsonObject>();
    for (long from = 0; ; ) {
      JsonObject page = capture.http().get(STREAM + "?limit=1000&from=" + from).json();
      for (var one : requireNonNull(page.array("events")).elements()) {
        String document = requireNonNull(((JsonObject) one).string("document"));
        events.add(Json.parseObject(Base64.getDecoder().decode(document), JsonLimits.EVENT));
      }
      long next = Long.parseLong(requireNonNull(page.text("next")));
      if (next == from) {
        return events;
      }
      from = next;
    }
  }

  private static JsonObject payload(JsonObject event) {
    return requireNonNull(event.object("payload"));
  }

  private static String orderId(JsonObject event) {
    JsonObject trade = payload(event).object("trade_data");
    String id = trade == null ? null : trade.string("order_id");
    return id == null ? "" : id;
  }

  /// As nginx writes it.
  private static String requestId(JsonObject event) {
    String id = requireNonNull(payload(event).object("request")).string("request_id");
    return id == null ? "" : id.replace("-", "");
  }
}
