package dev.tradewitness.launcher.demo;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sends trades, orders and executions through a running stack and shows what came out: metrics,
/// decisions with tokens, captured events, an anchored batch, and the outcome of verifying the
/// evidence offline. Everything it prints it read from the services.
public final class Demo {

  /// The verifier's exit status for a bundle that holds, by somebody unknown.
  private static final int VERIFIER_WHOLE = 4;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final DemoSettings settings;
  private final PrintStream out;
  private final DemoHttp http;
  private final DemoKafka kafka;
  private final String clientId;
  private final List<DemoOrder> orders;

  private Demo(DemoSettings settings, PrintStream out, DemoHttp http, DemoKafka kafka) {
    this.settings = settings;
    this.out = out;
    this.http = http;
    this.kafka = kafka;
    // Every run has its own client and ids, so that a second run is no replay of the first.
    Instant now = Instant.now();
    String run = "demo-" + Long.toString(now.toEpochMilli(), 36);
    this.clientId = run;
    this.orders =
        DemoOrder.all(
            run,
            IntStream.range(0, 5)
                .mapToObj(i ->
                    UuidV7.ofContent(
                            now.toEpochMilli(), Hash.of((run + i).getBytes(StandardCharsets.UTF_8)))
                        .toString())
                .toList());
  }

  /// Runs the tour.
  ///
  /// @return true when the evidence verified
  /// @throws DemoFailedException saying what did not come out
  public static boolean run(DemoSettings settings, PrintStream out)
      throws DemoFailedException, InterruptedException {
    try (var http = new DemoHttp();
        var kafka = new DemoKafka(settings.bootstrapServers())) {
      return new Demo(settings, out, http, kafka).tour();
    }
  }

  private boolean tour() throws DemoFailedException, InterruptedException {
    reach();
    int sent = sendTrades();
    List<DemoOrder> authorized = authorize();
    publish(authorized);
    showMetrics(sent);
    Map<String, List<JsonObject>> traces = showCaptured(authorized);
    showExposure();
    List<JsonObject> proven = traces.get(authorized.getFirst().traceId());
    if (proven == null) {
      throw new DemoFailedException("no trace was captured");
    }
    anchor(proven);
    return verify(proven);
  }

  /// Says at once what is not there.
  private void reach() throws DemoFailedException, InterruptedException {
    for (URI service :
        List.of(settings.capture(), settings.anchor(), settings.authorize(), settings.vpin())) {
      http.get(service, "/actuator/health/liveness");
    }
    kafka.reach(Topics.PROCESSED_TRADES);
  }

  private int sendTrades() throws DemoFailedException, InterruptedException {
    Path file = settings.trades();
    heading(
        "Trades to "
            + Topics.PROCESSED_TRADES
            + (file == null ? " from the demo's own generator" : " from " + file));
    List<DemoTrades.Trade> trades =
        file == null ? DemoTrades.generated() : DemoTrades.recorded(file);
    for (DemoTrades.Trade trade : trades) {
      kafka.send(Topics.PROCESSED_TRADES, trade.pair(), trade.json());
    }
    int sent = kafka.confirmed();
    var pairs = new TreeSet<>(trades.stream().map(DemoTrades.Trade::pair).toList());
    out.printf("sent %,d trades of %d pairs%n", sent, pairs.size());
    return sent;
  }

  private List<DemoOrder> authorize() throws DemoFailedException, InterruptedException {
    heading("Orders to POST /v1/authorize as client " + clientId);
    var authorized = new ArrayList<DemoOrder>();
    for (DemoOrder order : orders) {
      DemoHttp.Answer answer =
          http.post(settings.authorize(), "/v1/authorize", order.request(clientId), Map.of());
      if (answer.status() != 200) {
        throw new DemoFailedException("authorize answered " + answer.status() + answer.body());
      }
      String status = text(answer.body(), "status");
      JsonObject token = object(answer.body(), "decision_token");
      out.printf(
          "%-4s %5s %-5s @ %-7s %-10s %s%n",
          order.side(),
          order.qty(),
          order.symbol(),
          order.price(),
          status,
          status.equals("AUTHORIZED")
              ? "token " + text(token, "jti") + " seq " + text(token, "seq")
              : reasons(answer.body()));
      if (status.equals("AUTHORIZED")) {
        authorized.add(order);
      }
    }
    if (authorized.isEmpty() || authorized.size() == orders.size()) {
      throw new DemoFailedException(
          "expected some orders to be authorized and some blocked, got %d of %d authorized"
              .formatted(authorized.size(), orders.size()));
    }
    return authorized;
  }

  private static String reasons(JsonObject decision) {
    JsonArray reasons = decision.array("reasons");
    return reasons == null
        ? ""
        : String.join(
            ", ",
            new TreeSet<>(
                reasons.elements().stream()
                    .map(reason -> text((JsonObject) reason, "code"))
                    .toList()));
  }

  private void publish(List<DemoOrder> authorized)
      throws DemoFailedException, InterruptedException {
    heading("Orders, executions and an error to Kafka, a signal to POST /vcp/log");
    for (DemoOrder order : authorized) {
      kafka.send(Topics.ORDERS, order.clientOrderId(), order.orderMessage(clientId));
      kafka.send(Topics.EXECUTIONS, order.clientOrderId(), order.executionMessage(clientId));
    }
    kafka.send(
        Topics.ERRORS,
        clientId,
        JsonObject.builder()
            .put("type", "ERR_TIMEOUT")
            .put("code", "ACK_LATE")
            .put("message", "acknowledgement later than 500 ms")
            .put("severity", "WARNING")
            .put("component", "demo-gateway")
            .build());
    out.printf("published %d messages%n", kafka.confirmed());

    DemoOrder first = authorized.getFirst();
    DemoHttp.Answer answer =
        http.post(settings.capture(), "/vcp/log", signal(first, Instant.now()), Map.of());
    if (answer.status() != 201) {
      throw new DemoFailedException("capture answered " + answer.status() + answer.body());
    }
    out.printf(
        "logged SIG as %s, sequence %s of %s, hash %s…%n",
        text(answer.body(), "event_id"),
        text(answer.body(), "sequence"),
        text(answer.body(), "policy_id"),
        text(answer.body(), "event_hash").substring(0, 16));
  }

  private JsonObject signal(DemoOrder order, Instant now) {
    String id =
        UuidV7.ofContent(
                now.toEpochMilli(),
                Hash.of((order.traceId() + "SIG").getBytes(StandardCharsets.UTF_8)))
            .toString();
    return JsonObject.builder()
        .put(
            "header",
            JsonObject.builder()
                .put("event_id", id)
                .put("trace_id", order.traceId())
                .put("event_type", "SIG")
                .put("timestamp_iso", Rfc3339.text(now))
                .put("timestamp_int", Long.toString(Rfc3339.micros(now)))
                .put("timestamp_precision", "MICROSECOND")
                .put("clock_sync_status", "BEST_EFFORT")
                .put("vcp_version", "1.1")
                .put("hash_algo", "SHA256")
                .put("symbol", order.symbol())
                .build())
        .put(
            "payload",
            JsonObject.builder()
                .put(
                    "vcp_gov",
                    JsonObject.builder()
                        .put("algo_id", "demo-momentum")
                        .put("algo_version", "1")
                        .put("algo_type", "RULE_BASED")
                        .build())
                .build())
        .put(
            "policy_identification",
            JsonObject.builder()
                .put("version", "1.1")
                .put("policy_id", "dev.tradewitness:demo")
                .put("conformance_tier", "SILVER")
                .build())
        .build();
  }

  private void showMetrics(int sent) throws DemoFailedException, InterruptedException {
    heading("VPIN of what was sent");
    var deadline = new Deadline(settings.patience());
    JsonArray last = null;
    int same = 0;
    // The service works through the topic; what it says is final once it says the same for a while.
    while (same < 5 && !deadline.passed()) {
      Thread.sleep(PAUSE);
      DemoHttp.Answer answer = http.get(settings.vpin(), "/v1/vpin");
      JsonArray pairs = answer.body().array("pairs");
      same = pairs != null && pairs.size() > 0 && pairs.equals(last) ? same + 1 : 0;
      last = pairs;
    }
    List<JsonObject> ready = ready(last);
    if (ready.isEmpty()) {
      throw new DemoFailedException(
          "no VPIN after %,d trades: too few buckets were filled".formatted(sent));
    }
    out.printf(
        "%-10s %7s %7s %7s %7s %7s %10s %8s  %s%n",
        "pair", "vpin", "mean", "std", "min", "max", "percentile", "buckets", "toxicity");
    for (JsonObject metric : ready) {
      out.printf(
          "%-10s %7s %7s %7s %7s %7s %10s %8s  %s%n",
          text(metric, "pair"),
          rounded(metric, "vpin"),
          rounded(metric, "mean_vpin"),
          rounded(metric, "std_vpin"),
          rounded(metric, "min_vpin"),
          rounded(metric, "max_vpin"),
          rounded(metric, "percentile"),
          text(metric, "bucket_count"),
          text(metric, "toxicity"));
    }
    if (last != null && last.size() > ready.size()) {
      out.printf("%d more pairs have not filled enough buckets yet%n", last.size() - ready.size());
    }
  }

  private static List<JsonObject> ready(@Nullable JsonArray pairs) {
    return pairs == null
        ? List.of()
        : pairs.elements().stream()
            .map(pair -> (JsonObject) pair)
            .filter(pair -> text(pair, "status").equals("READY"))
            .toList();
  }

  private Map<String, List<JsonObject>> showCaptured(List<DemoOrder> authorized)
      throws DemoFailedException, InterruptedException {
    heading("Captured, by trace");
    var traces = new HashMap<String, List<JsonObject>>();
    for (DemoOrder order : orders) {
      boolean went = authorized.contains(order);
      Set<String> expected =
          order.equals(authorized.getFirst())
              ? Set.of("AUTHZ", "ORD", "EXE", "SIG")
              : went ? Set.of("AUTHZ", "ORD", "EXE") : Set.of("REJ");
      List<JsonObject> events = awaitTrace(order.traceId(), expected);
      traces.put(order.traceId(), events);
      out.printf("trace %s%n", order.traceId());
      for (JsonObject event : events) {
        JsonObject security = object(event, "security");
        out.printf(
            "  %-6s %-42s sequence %-4s hash %s…%n",
            text(object(event, "header"), "event_type"),
            text(security, "policy_id"),
            text(security, "sequence"),
            text(security, "event_hash").substring(0, 16));
      }
    }
    return traces;
  }

  private List<JsonObject> awaitTrace(String traceId, Set<String> expected)
      throws DemoFailedException, InterruptedException {
    var deadline = new Deadline(settings.patience());
    Set<String> seen = Set.of();
    while (!deadline.passed()) {
      JsonArray found =
          http.get(settings.capture(), "/vcp/events?trace_id=" + traceId).body().array("events");
      List<JsonObject> events =
          found == null
              ? List.of()
              : found.elements().stream().map(e -> (JsonObject) e).toList().reversed();
      seen =
          new TreeSet<>(events.stream().map(e -> text(object(e, "header"), "event_type")).toList());
      if (seen.containsAll(expected)) {
        return events;
      }
      Thread.sleep(PAUSE);
    }
    throw new DemoFailedException(
        "trace %s: expected %s to be captured, found %s".formatted(traceId, expected, seen));
  }

  private void showExposure() throws DemoFailedException, InterruptedException {
    heading("Exposure of " + clientId);
    out.println(http.get(settings.authorize(), "/v1/exposures/" + clientId).body());
  }

  private void anchor(List<JsonObject> events) throws DemoFailedException, InterruptedException {
    heading("POST /vcp/anchor");
    var shown = new TreeSet<String>();
    for (JsonObject event : events) {
      String id = text(object(event, "header"), "event_id");
      JsonObject proof = awaitProof(id);
      String batchId = text(object(proof, "batch"), "batch_id");
      if (shown.add(batchId)) {
        showBatch(awaitAnchored(batchId));
      }
    }
  }

  private JsonObject awaitProof(String eventId) throws DemoFailedException, InterruptedException {
    var deadline = new Deadline(settings.patience());
    while (!deadline.passed()) {
      DemoHttp.Answer proof = http.get(settings.anchor(), "/vcp/events/" + eventId + "/proof");
      if (proof.status() == 200) {
        return proof.body();
      }
      // Its leaf is not in a closed batch yet: close what is open.
      http.post(settings.anchor(), "/vcp/anchor", JsonObject.empty(), Map.of());
      Thread.sleep(PAUSE);
    }
    throw new DemoFailedException("event %s has no proof".formatted(eventId));
  }

  private JsonObject awaitAnchored(String batchId)
      throws DemoFailedException, InterruptedException {
    var deadline = new Deadline(settings.patience());
    String status = "unknown";
    while (!deadline.passed()) {
      DemoHttp.Answer batch = http.get(settings.anchor(), "/vcp/anchors/" + batchId);
      status = text(batch.body(), "status");
      if (status.equals("ANCHORED")) {
        return batch.body();
      }
      Thread.sleep(PAUSE);
    }
    throw new DemoFailedException("batch %s is %s".formatted(batchId, status));
  }

  private void showBatch(JsonObject batch) {
    out.printf(
        "batch %s of %s: events %s to %s, root %s…, %s%n",
        text(batch, "batch_id"),
        text(batch, "policy_id"),
        text(batch, "first_sequence"),
        text(batch, "last_sequence"),
        text(batch, "merkle_root").substring(0, 16),
        text(batch, "status"));
    JsonArray anchors = batch.array("anchors");
    if (anchors != null) {
      for (JsonValue anchor : anchors.elements()) {
        var target = (JsonObject) anchor;
        out.printf(
            "  %s by %s, trust %s, %s at %s%n",
            text(target, "type"),
            text(target, "identifier"),
            text(target, "trust"),
            text(target, "status"),
            text(target, "confirmed_at"));
      }
    }
  }

  private boolean verify(List<JsonObject> events) throws DemoFailedException, InterruptedException {
    heading("Evidence, verified offline");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(settings.verifier().toString());
    Path trust = settings.trust();
    if (trust != null) {
      command.addAll(List.of("--trust", trust.toString()));
    }
    try {
      Files.createDirectories(settings.out());
      for (JsonObject event : events) {
        String id = text(object(event, "header"), "event_id");
        Path file = settings.out().resolve("evidence-" + id + ".zip");
        http.download(settings.anchor(), "/vcp/evidence?event_id=" + id, file, settings.patience());
        out.println("downloaded " + file);
        command.add(file.toString());
      }
      Process verifier = new ProcessBuilder(command).redirectErrorStream(true).start();
      verifier.getOutputStream().close();
      verifier.getInputStream().transferTo(out);
      int status = verifier.waitFor();
      // Without a policy nobody is known, and whole is the best there is.
      boolean verified = status == 0 || trust == null && status == VERIFIER_WHOLE;
      heading(
          verified
              ? "One trace: decision, order, execution and signal, each with a proof that verifies"
              : "The evidence did NOT verify");
      return verified;
    } catch (IOException e) {
      throw new DemoFailedException("cannot verify: " + e.getMessage(), e);
    }
  }

  private void heading(String text) {
    out.println();
    out.println("== " + text);
  }

  private static JsonObject object(JsonObject from, String name) {
    JsonObject value = from.object(name);
    return value == null ? JsonObject.empty() : value;
  }

  private static String text(JsonObject from, String name) {
    String value = from.text(name);
    return value == null ? "-" : value;
  }

  private static String rounded(JsonObject from, String name) {
    String value = from.text(name);
    return value == null ? "-" : "%.4f".formatted(Double.parseDouble(value));
  }

  /// A point in time by the monotonic clock.
  private static final class Deadline {
    private final long atNanos;

    Deadline(Duration patience) {
      this.atNanos = System.nanoTime() + patience.toNanos();
    }

    boolean passed() {
      return System.nanoTime() - atNanos >= 0;
    }
  }
}
