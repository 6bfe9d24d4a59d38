package dev.tradewitness.benchmarks.jmh;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.common.merkle.Frontier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One event from bytes to leaf: capture-service's decoder, its parts, and the tree.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class EventBenchmark {
  private static final String EVENT =
      """
      {"header":{"event_id":"01938e0a-7c3a-7b1e-8f00-0123456789ab",\
      "trace_id":"01938e0a-7c3a-7b1e-8f00-0123456789ac","event_type":"ORD",\
      "timestamp_iso":"2026-11-29T08:00:00.000Z","timestamp_int":"1796025600000",\
      "timestamp_precision":"MILLISECOND","clock_sync_status":"BEST_EFFORT","vcp_version":"1.1",\
      "hash_algo":"SHA256"},"payload":{"trade_data":{"order_id":"O-1","symbol":"AAPL","side":"BUY",\
      "order_type":"LIMIT","price":"185.50","quantity":"100"}},"policy_identification":\
      {"version":"1.1","policy_id":"local.tradewitness:bench","conformance_tier":"SILVER"}}\
      """;
  private static final String ORDER =
      """
      {"order":{"client_order_id":"bench-1","symbol":"AAPL","side":"BUY","qty":100,"price":185.50},\
      "context":{"client_id":"bench-1"}}\
      """;

  private final byte[] event = EVENT.getBytes(StandardCharsets.UTF_8);
  private final byte[] order = ORDER.getBytes(StandardCharsets.UTF_8);
  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));
  private final Reception reception =
      new Reception(
          Instant.parse("2026-11-29T08:00:00Z"), ClockStatus.BEST_EFFORT, "rest", null, null);
  private final JsonObject parsed = parsed(event);
  private final Hash leaf = Hash.of(event);
  private final Frontier frontier = new Frontier();

  private static JsonObject parsed(byte[] text) {
    try {
      return Json.parseObject(text, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("the benchmark's own event is refused", e);
    }
  }

  /// All that capture-service does with an event's text before it is queued, but for the signature:
  /// parsing, canonical form, hash, conformance, fields for the search.
  @Benchmark
  public Decoded decodeEvent() {
    return decoder.decode(event, reception);
  }

  @Benchmark
  public JsonObject parseEvent() throws JsonRefusedException {
    return Json.parseObject(event, JsonLimits.EVENT);
  }

  @Benchmark
  public JsonObject parseOrder() throws JsonRefusedException {
    return Json.parseObject(order, JsonLimits.ORDER);
  }

  @Benchmark
  public byte[] canonicalForm() throws JsonRefusedException {
    return CanonicalJson.bytes(parsed);
  }

  @Benchmark
  public Hash eventHash() throws JsonRefusedException {
    return HashProfile.VCP_IMPL_1_1.hash(parsed);
  }

  @Benchmark
  public long appendLeaf() {
    frontier.append(leaf);
    return frontier.size();
  }
}
