package dev.tradewitness.benchmarks.soak;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;
import dev.tradewitness.benchmarks.soak.SoakOrder.Fate;
import dev.tradewitness.benchmarks.soak.SoakOrder.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Orders that live as orders do: filled, partly filled, cancelled, expired, left open, some sent
/// twice. They come in pairs of a buy and a sell with the same fate in the same account, so that
/// positions return to zero; left open are a bounded number, of which the oldest is cancelled for
/// each new one. What the service has to hold is therefore constant, except for the ids it
/// remembers.
final class SoakTraffic implements Traffic {
  /// Every so many orders, one is sent a second time.
  static final int REPEAT_EVERY = 20;

  private static final String PATH = "/v1/authorize";
  private static final int STATUS_WITHIN = 200;

  private final String run;
  private final int accounts;
  private final int openMax;
  // Preferred to new orders, so there are never more than a few for each connection.
  private final ArrayDeque<SoakOrder> due = new ArrayDeque<>();
  private final ArrayDeque<SoakOrder> open = new ArrayDeque<>();
  private final EnumMap<Step, Long> answered = new EnumMap<>(Step.class);
  private long number;
  private long blocked;
  private long notReplayed;

  SoakTraffic(String run, int accounts, int openMax) {
    this.run = run;
    this.accounts = accounts;
    this.openMax = openMax;
  }

  @Override
  public boolean next(Request request) {
    var order = due.poll();
    if (order == null) {
      order = newOrder();
    }
    request.about(order);
    switch (order.step) {
      case ORDER, REPEAT -> request.post(PATH, order.orderJson());
      case FILL, PART_FILL, CANCEL, EXPIRE -> request.post(order.eventsPath(), order.eventJson());
    }
    return true;
  }

  private SoakOrder newOrder() {
    long n = number++;
    long pair = n / 2;
    // The second term keeps an account from meeting the same few fates over and over.
    var fate = Fate.of((int) ((pair + pair / accounts) % 100));
    return new SoakOrder(
        run + n,
        "soak-" + pair % accounts,
        n % 2 == 0 ? "BUY" : "SELL",
        fate,
        n % REPEAT_EVERY == REPEAT_EVERY - 1);
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    if (!(request.subject() instanceof SoakOrder order) || response.status() / 100 != 2) {
      return; // the tally has the error; the order is left as it is
    }
    answered.merge(order.step, 1L, Long::sum);
    switch (order.step) {
      case ORDER -> {
        if (!has(response, "\"status\":\"AUTHORIZED\"")) {
          blocked++;
        } else if (order.repeated) {
          follow(order, Step.REPEAT);
        } else {
          meetFate(order);
        }
      }
      case REPEAT -> {
        if (!has(response, "\"replayed\":true")) {
          notReplayed++;
        }
        meetFate(order);
      }
      case PART_FILL -> follow(order, Step.CANCEL);
      case FILL, CANCEL, EXPIRE -> {}
    }
  }

  private void meetFate(SoakOrder order) {
    switch (order.fate) {
      case FILLED -> follow(order, Step.FILL);
      case PARTLY_FILLED_THEN_CANCELLED -> follow(order, Step.PART_FILL);
      case CANCELLED -> follow(order, Step.CANCEL);
      case EXPIRED -> follow(order, Step.EXPIRE);
      case LEFT_OPEN -> {
        open.add(order);
        if (open.size() > openMax) {
          follow(open.remove(), Step.CANCEL);
        }
      }
    }
  }

  private void follow(SoakOrder order, Step step) {
    order.step = step;
    due.add(order);
  }

  private static boolean has(ResponseParser response, String text) {
    var body = new String(response.body(), 0, response.bodyLength(), StandardCharsets.ISO_8859_1);
    int at = body.indexOf(text);
    return at >= 0 && (at < STATUS_WITHIN || text.startsWith("\"replayed"));
  }

  /// Successful answers by kind of request.
  Map<String, Long> answered() {
    var counts = new TreeMap<String, Long>();
    answered.forEach((step, count) -> counts.put(step.name(), count));
    return counts;
  }

  /// Of everything sent so far.
  SoakVerdict.Totals totals() {
    return new SoakVerdict.Totals(number, blocked, notReplayed);
  }

  int open() {
    return open.size();
  }
}
