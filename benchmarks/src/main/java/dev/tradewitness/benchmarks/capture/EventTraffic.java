package dev.tradewitness.benchmarks.capture;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/// VCP events of about 700 bytes, each new, one a request or many as NDJSON.
public final class EventTraffic implements Traffic {
  private static final String ONE = "/vcp/log";
  private static final String BATCH = "/vcp/log/batch";
  private static final String PADDING = "x".repeat(130);

  private final String policyId;
  private final int batch;
  private final SplittableRandom random = new SplittableRandom();
  private long number;
  private long bytes;

  /// @param batch events of one request; 1 for `/vcp/log`
  public EventTraffic(String policyId, int batch) {
    this.policyId = policyId;
    this.batch = batch;
  }

  @Override
  public boolean next(Request request) {
    if (batch == 1) {
      var event = event();
      bytes += event.length();
      request.post(ONE, event);
      return true;
    }
    var lines = new StringBuilder();
    for (int i = 0; i < batch; i++) {
      lines.append(event()).append('\n');
    }
    bytes += lines.length() - (long) batch;
    request.post(
        BATCH, "application/x-ndjson", lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    return true;
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    // The tally has the status.
  }

  private String event() {
    long n = number++;
    var now = Instant.now();
    return "{\"header\":{\"event_id\":\""
        + id(now)
        + "\",\"trace_id\":\""
        + id(now)
        + "\",\"event_type\":\"ORD\",\"timestamp_iso\":\""
        + now
        + "\",\"timestamp_int\":\""
        + now.toEpochMilli()
        + "\",\"timestamp_precision\":\"MILLISECOND\",\"clock_sync_status\":\"BEST_EFFORT\""
        + ",\"vcp_version\":\"1.1\",\"hash_algo\":\"SHA256\"},\"payload\":{\"trade_data\":{"
        + "\"order_id\":\"O-"
        + n
        + "\",\"symbol\":\"AAPL\",\"side\":\"BUY\",\"order_type\":\"LIMIT\",\"price\":\"185.50\""
        + ",\"quantity\":\"100\",\"note\":\""
        + PADDING
        + "\"}},\"policy_identification\":{\"version\":\"1.1\",\"policy_id\":\""
        + policyId
        + "\",\"conformance_tier\":\"SILVER\"}}";
  }

  private String id(Instant now) {
    return UuidV7.of(now.toEpochMilli(), random.nextLong(), random.nextLong()).toString();
  }

  /// Mean length of an event in bytes.
  long eventBytes() {
    return number == 0 ? 0 : bytes / number;
  }
}
