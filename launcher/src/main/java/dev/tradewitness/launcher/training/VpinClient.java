package dev.tradewitness.launcher.training;

import dev.tradewitness.common.wire.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A market of ten pairs at some thousand trades per second, and a trader who looks at the metrics.
final class VpinClient implements Client {
  private static final int PAIRS = 10;
  private static final int TRADES = 200;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final LoadHttp http;
  private final String base;
  private final LoadKafka kafka;
  private final RandomGenerator random = new SplittableRandom(42);
  private final long began = System.currentTimeMillis();

  VpinClient(LoadHttp http, String base, LoadKafka kafka) {
    this.http = http;
    this.base = base;
    this.kafka = kafka;
  }

  @Override
  public void round(int number) throws IOException, InterruptedException {
    for (int i = 0; i < TRADES; i++) {
      String pair = "T%d-USD".formatted(random.nextInt(PAIRS));
      kafka.send(Topics.PROCESSED_TRADES, pair, trade(pair, began + 10L * number));
    }
    http.get(base + "/v1/vpin");
    Thread.sleep(PAUSE);
  }

  private String trade(String pair, long at) {
    int cents = 9_000 + random.nextInt(2_000);
    int size = 1 + random.nextInt(900);
    return """
    {"pair":"%s","timestamp":%d,"price":%d.%02d,"size":%d,"notional_value":%d.%02d,\
    "trade_direction":%d,"exchange_id":23,"received_timestamp":%d}\
    """
        .formatted(
            pair,
            at,
            cents / 100,
            cents % 100,
            size,
            (long) cents * size / 100,
            (long) cents * size % 100,
            random.nextBoolean() ? 1 : -1,
            at + 10);
  }
}
