package dev.tradewitness.launcher.demo;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The trades that the demo sends: a recording, or a market of three pairs that is the same every
/// time.
final class DemoTrades {

  private static final int GENERATED = 6_000;
  private static final long SEED = 42;
  private static final long FIRST_TIMESTAMP = 1_733_234_567_890L;
  private static final String[] PAIRS = {"BTC-USD", "ETH-USD", "SOL-USD"};
  private static final double[] PRICES = {42_000, 2_200, 95};

  /// One message: its key and its bytes.
  record Trade(String pair, String json) {}

  private DemoTrades() {}

  /// A recording's lines as they are; a line without a pair keeps an empty key, so that the service
  /// can refuse it itself.
  static List<Trade> recorded(Path file) throws DemoFailedException {
    try {
      var trades = new ArrayList<Trade>();
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          trades.add(new Trade(pair(line), line));
        }
      }
      return trades;
    } catch (IOException e) {
      throw new DemoFailedException("cannot read the trades in " + file, e);
    }
  }

  private static String pair(String line) {
    try {
      JsonObject trade = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
      String pair = trade.string("pair");
      return pair == null ? "" : pair;
    } catch (JsonRefusedException e) {
      return "";
    }
  }

  /// A market whose third quarter is one-sided, so that there is something to see.
  static List<Trade> generated() {
    var random = new Random(SEED);
    double[] price = PRICES.clone();
    var trades = new ArrayList<Trade>();
    for (int i = 0; i < GENERATED; i++) {
      int p = random.nextInt(PAIRS.length);
      boolean oneSided = i > GENERATED / 2 && i < GENERATED * 3 / 4;
      int direction = random.nextDouble() < (oneSided ? 0.9 : 0.5) ? 1 : -1;
      price[p] *= 1 + direction * 0.0001 * random.nextDouble();
      double notional = Math.exp(6 + random.nextGaussian());
      trades.add(new Trade(PAIRS[p], json(PAIRS[p], i, price[p], notional, direction)));
    }
    return trades;
  }

  private static String json(String pair, int i, double price, double notional, int direction) {
    BigDecimal exactPrice = BigDecimal.valueOf(price).setScale(2, RoundingMode.HALF_EVEN);
    BigDecimal size =
        BigDecimal.valueOf(notional)
            .divide(exactPrice, 8, RoundingMode.HALF_EVEN)
            .max(new BigDecimal("0.00000001"));
    long at = FIRST_TIMESTAMP + 40L * i;
    return "{\"pair\":\"%s\",\"timestamp\":%d,\"price\":%s,\"size\":%s,\"notional_value\":%s,\"trade_direction\":%d,\"exchange_id\":23,\"received_timestamp\":%d}"
        .formatted(
            pair,
            at,
            exactPrice.toPlainString(),
            size.toPlainString(),
            exactPrice.multiply(size).toPlainString(),
            direction,
            at + 10);
  }
}
