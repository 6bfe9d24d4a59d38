package dev.tradewitness.launcher.training;

import dev.tradewitness.common.wire.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// A trading system that logs each of its events and now and then a batch, and an auditor who reads
/// them.
final class CaptureClient implements Client {
  private static final int BATCH_EVERY = 50;
  private static final int BATCH_EVENTS = 100;
  private static final int READ_EVERY = 10;

  private final LoadHttp http;
  private final String base;
  private final String stream;
  private final KnownEvents known;

  CaptureClient(LoadHttp http, String base, int number, KnownEvents known) {
    this.http = http;
    this.base = base;
    this.stream = "dev.tradewitness:training-" + number;
    this.known = known;
  }

  @Override
  public void round(int number) throws IOException, InterruptedException {
    String id = uuid();
    http.post(base + "/vcp/log", event(id, number));
    if (number % READ_EVERY == 0) {
      http.get(base + "/vcp/events/" + id);
      known.add(id);
    }
    if (number % BATCH_EVERY == BATCH_EVERY - 1) {
      sendBatch(number / BATCH_EVERY % 2 == 0);
    }
  }

  /// @param lines one event a line, or one array
  private void sendBatch(boolean lines) throws IOException, InterruptedException {
    var events = IntStream.range(0, BATCH_EVENTS).mapToObj(i -> event(uuid(), i)).toList();
    if (lines) {
      http.post(base + "/vcp/log/batch", "application/x-ndjson", String.join("\n", events));
    } else {
      http.post(base + "/vcp/log/batch", "[" + String.join(",", events) + "]");
    }
  }

  private String event(String id, int number) {
    Instant now = Instant.now();
    return """
    {"header":{"event_id":"%s","trace_id":"%s","event_type":"ORD","timestamp_iso":"%s",\
    "timestamp_int":"%d","timestamp_precision":"MICROSECOND","clock_sync_status":"NTP_SYNCED",\
    "vcp_version":"1.1","hash_algo":"SHA256","symbol":"EURUSD"},\
    "payload":{"trade_data":{"order_id":"O-%d","symbol":"EURUSD","side":"%s",\
    "order_type":"LIMIT","price":"1.%04d","quantity":"%d"}},\
    "policy_identification":{"version":"1.1","policy_id":"%s","conformance_tier":"SILVER"}}\
    """
        .formatted(
            id,
            uuid(),
            Rfc3339.text(now),
            Rfc3339.micros(now),
            number,
            number % 2 == 0 ? "BUY" : "SELL",
            number % 10_000,
            1_000 + number % 100_000,
            stream);
  }

  /// Version 7 (RFC 9562): the time and random bits.
  private static String uuid() {
    var random = ThreadLocalRandom.current();
    long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(1 << 12);
    return new UUID(high, 0x8000_0000_0000_0000L | random.nextLong() >>> 2).toString();
  }
}
