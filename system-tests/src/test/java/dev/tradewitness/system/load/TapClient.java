package dev.tradewitness.system.load;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.reference.OwnJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The trading system's own messages: orders and errors for capture, trades for vpin.
public final class TapClient {

  private static final List<String> PAIRS = List.of("BTC-USD", "ETH-USD", "SOL-USD", "LTC-USD");
  private static final long FIRST_TRADE_AT = 1_733_234_567_890L;

  private final Messages messages;
  private final Pace pace;

  public TapClient(Messages messages, Pace pace) {
    this.messages = messages;
    this.pace = pace;
  }

  public void ordersAndErrors(long seed, int messagesMax, Duration interval)
      throws InterruptedException {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < messagesMax && pace.next(interval); i++) {
      boolean error = random.nextInt(5) == 0;
      String key = "tap-" + random.nextInt(20);
      messages.send(
          error ? Topics.ERRORS : Topics.ORDERS,
          key,
          OwnJson.canonical(error ? error(i) : order(random, i)));
    }
  }

  private static Map<String, Object> order(SplittableRandom random, int i) {
    var order = new LinkedHashMap<String, Object>();
    order.put("order_id", "TAP-" + i);
    order.put("symbol", PAIRS.get(random.nextInt(PAIRS.size())));
    order.put("side", random.nextBoolean() ? "BUY" : "SELL");
    order.put("type", "LIMIT");
    // Numbers or strings: both are allowed.
    order.put("price", random.nextBoolean() ? "185.5" : (Object) new BigDecimal("185.5"));
    order.put("quantity", 1 + random.nextInt(100));
    return order;
  }

  private static Map<String, Object> error(int i) {
    var error = new LinkedHashMap<String, Object>();
    error.put("type", "ERR_TIMEOUT");
    error.put("code", "E" + i);
    error.put("message", "no answer in time");
    error.put("severity", "WARNING");
    error.put("component", "gateway");
    return error;
  }

  /// A burst of trades per interval.
  public void trades(long seed, int tradesMax, int burst, Duration interval)
      throws InterruptedException {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < tradesMax; i++) {
      if (i % burst == 0 && !pace.next(interval)) {
        return;
      }
      String pair = PAIRS.get(random.nextInt(PAIRS.size()));
      messages.send(Topics.PROCESSED_TRADES, pair, trade(random, pair, i));
    }
  }

  private static String trade(SplittableRandom random, String pair, int i) {
    BigDecimal price = BigDecimal.valueOf(2_000 + random.nextInt(50_000), 2);
    // Now and then one that is worth several buckets of 10,000.
    int units = random.nextInt(200) == 0 ? 200_000 : 1 + random.nextInt(12_000);
    BigDecimal size = BigDecimal.valueOf(units, 3);
    var trade = new LinkedHashMap<String, Object>();
    trade.put("pair", pair);
    trade.put("timestamp", FIRST_TRADE_AT + 40L * i - random.nextInt(100));
    trade.put("price", price);
    trade.put("size", size);
    trade.put("notional_value", price.multiply(size));
    trade.put("trade_direction", random.nextInt(10) == 0 ? 0 : random.nextInt(3) == 0 ? -1 : 1);
    trade.put("exchange_id", 23);
    trade.put("received_timestamp", FIRST_TRADE_AT + 40L * i);
    return OwnJson.canonical(trade);
  }
}
