package dev.tradewitness.system.load;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.reference.OwnExposure.Fill;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Http.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// An order system: asks before every order, then reports what became of it, partly over HTTP and
/// partly on `executions`. An account trades a symbol in one direction only, and an order is
/// cancelled after its last fill, so that exposure is a plain sum.
public final class OrderClient {

  private static final List<String> SYMBOLS =
      List.of("AAPL", "MSFT", "GME", "BTC-USD", "ETH-USD", "NVDA", "ACME");

  private final Http authorize;
  private final Messages messages;
  private final Pace pace;
  private final Attempts attempts = new Attempts();

  private final Map<String, Answered> decisions = new ConcurrentHashMap<>();
  private final Queue<Fill> fills = new ConcurrentLinkedQueue<>();
  private final Queue<Order> cancels = new ConcurrentLinkedQueue<>();
  private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();

  /// An order as it was asked for.
  public record Order(
      String client, String id, String symbol, String side, BigDecimal qty, BigDecimal price) {}

  /// An order with the answer it got.
  public record Answered(Order order, String status, String traceId, JsonObject token) {}

  public OrderClient(Http authorize, Messages messages, Pace pace) {
    this.authorize = authorize;
    this.messages = messages;
    this.pace = pace;
  }

  /// The clients that orders are asked for.
  public static List<String> accounts() {
    return IntStream.range(0, 24).mapToObj(i -> "acct-" + i).toList();
  }

  public Map<String, Answered> decisions() {
    return decisions;
  }

  /// Fills that authorize or the broker acknowledged.
  public Queue<Fill> fills() {
    return fills;
  }

  /// Orders whose cancellation authorize acknowledged.
  public Queue<Order> cancels() {
    return cancels;
  }

  public List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  public Attempts attempts() {
    return attempts;
  }

  public void orders(long seed, String prefix, int ordersMax, Duration interval)
      throws InterruptedException {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < ordersMax && pace.next(interval); i++) {
      Order order = order(random, prefix + i);
      Answered answered = ask(order);
      if (random.nextInt(10) == 0) {
        ask(order);
      }
      if (answered.status().equals("AUTHORIZED")) {
        follow(random, order);
      }
    }
  }

  private static Order order(SplittableRandom random, String id) {
    String account = accounts().get(random.nextInt(accounts().size()));
    String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
    boolean buy = (account + symbol).hashCode() % 2 == 0;
    int qty = random.nextInt(20) == 0 ? 1_500 : 1 + random.nextInt(60);
    return new Order(
        account,
        id,
        symbol,
        buy ? "BUY" : "SELL",
        BigDecimal.valueOf(qty),
        BigDecimal.valueOf(1_000 + random.nextInt(20_000), 2));
  }

  private Answered ask(Order order) throws InterruptedException {
    String body =
        """
        {"order":{"client_order_id":"%s","symbol":"%s","side":"%s","qty":%s,"price":%s},\
        "context":{"client_id":"%s"}}\
        """
            .formatted(
                order.id(),
                order.symbol(),
                order.side(),
                order.qty(),
                order.price(),
                order.client());
    Answer answer = attempts.untilAnswered(() -> authorize.postJson("/v1/authorize", body));
    JsonObject decision = answer.expect(200).json();
    JsonObject token = decision.object("decision_token");
    var answered =
        new Answered(
            order,
            EventClient.text(decision, "status"),
            EventClient.text(decision, "trace_id"),
            token == null ? JsonObject.empty() : token);
    Answered before = decisions.putIfAbsent(order.id(), answered);
    if (before != null && !before.equals(answered)) {
      contradictions.add(before + " was answered again as " + answered);
    }
    return answered;
  }

  private void follow(SplittableRandom random, Order order) throws InterruptedException {
    BigDecimal part = BigDecimal.valueOf(1 + random.nextInt(order.qty().intValue()));
    BigDecimal rest = order.qty().subtract(part);
    switch (random.nextInt(6)) {
      case 0 -> fillByHttp(order, "x1", order.qty());
      case 1 -> {
        fillByHttp(order, "x1", part);
        if (rest.signum() > 0) {
          cancel(order);
        }
      }
      case 2 -> {
        fillByKafka(order, "x1", part);
        if (rest.signum() > 0) {
          fillByKafka(order, "x2", rest);
        }
      }
      case 3 -> cancel(order);
      case 4 -> {
        // The same execution by both doors counts once.
        fillByKafka(order, "x1", part);
        fillByHttp(order, "x1", part);
      }
      default -> {
        // Left open.
      }
    }
  }

  private void fillByHttp(Order order, String exec, BigDecimal qty) throws InterruptedException {
    var event = new LinkedHashMap<String, Object>();
    event.put("type", "FILL");
    event.put("client_id", order.client());
    event.put("exec_id", order.id() + exec);
    event.put("qty", qty.toPlainString());
    event.put("price", order.price().toPlainString());
    report(order, event);
    fills.add(fill(order, exec, qty));
  }

  private void cancel(Order order) throws InterruptedException {
    var event = new LinkedHashMap<String, Object>();
    event.put("type", "CANCEL");
    event.put("client_id", order.client());
    report(order, event);
    cancels.add(order);
  }

  private void report(Order order, Map<String, Object> event) throws InterruptedException {
    String body = OwnJson.canonical(event);
    Answer answer =
        attempts.untilAnswered(
            () -> authorize.postJson("/v1/orders/" + order.id() + "/events", body));
    if (answer.status() / 100 != 2) {
      throw new AssertionError(
          "%s of %s was answered %d %s".formatted(body, order, answer.status(), answer.text()));
    }
  }

  private void fillByKafka(Order order, String exec, BigDecimal qty) {
    var execution = new LinkedHashMap<String, Object>();
    execution.put("order_id", order.id());
    execution.put("client_id", order.client());
    execution.put("exec_id", order.id() + exec);
    execution.put("symbol", order.symbol());
    execution.put("side", order.side());
    execution.put("price", order.price().toPlainString());
    execution.put("quantity", qty.toPlainString());
    messages.send(Topics.EXECUTIONS, order.client(), OwnJson.canonical(execution));
    fills.add(fill(order, exec, qty));
  }

  private static Fill fill(Order order, String exec, BigDecimal qty) {
    return new Fill(order.client(), order.id(), order.id() + exec, qty, order.price());
  }
}
