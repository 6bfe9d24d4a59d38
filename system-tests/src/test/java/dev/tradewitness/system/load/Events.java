package dev.tradewitness.system.load;

import dev.tradewitness.system.reference.OwnJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// VCP events as a client writes them.
public final class Events {

  private static final String[] SYMBOLS = {"EURUSD", "XAUUSD", "BTC-USD", "Öl €", "日経"};

  private Events() {}

  /// One event: its id, its bytes and the hash that it must get.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Event(String id, String policyId, byte[] bytes, String hash) {}

  public static Event next(RandomGenerator random, String policyId) {
    return of(random, policyId, "ORD", payload(random));
  }

  public static Event of(
      RandomGenerator random, String policyId, String type, Map<String, Object> payload) {
    String id = uuid(random);
    var event = new LinkedHashMap<String, Object>();
    event.put("header", header(id, uuid(random), type));
    event.put("payload", payload);
    event.put("policy_identification", policy(policyId));
    byte[] bytes = OwnJson.canonical(event).getBytes(StandardCharsets.UTF_8);
    return new Event(id, policyId, bytes, OwnJson.eventHash(bytes));
  }

  private static Map<String, Object> payload(RandomGenerator random) {
    var trade = new LinkedHashMap<String, Object>();
    trade.put("order_id", "O-" + random.nextInt(1_000_000));
    trade.put("symbol", SYMBOLS[random.nextInt(SYMBOLS.length)]);
    trade.put("side", random.nextBoolean() ? "BUY" : "SELL");
    trade.put("order_type", "LIMIT");
    trade.put("price", (100 + random.nextInt(10_000)) + ".25");
    trade.put("quantity", Integer.toString(1 + random.nextInt(500)));
    var payload = new LinkedHashMap<String, Object>();
    payload.put("trade_data", trade);
    payload.put("attempt", random.nextInt(5));
    return payload;
  }

  public static Map<String, Object> header(String id, String trace, String type) {
    Instant now = Instant.now();
    var header = new LinkedHashMap<String, Object>();
    header.put("event_id", id);
    header.put("trace_id", trace);
    header.put("event_type", type);
    header.put("timestamp_iso", now.toString());
    header.put("timestamp_int", Long.toString(now.toEpochMilli()));
    header.put("timestamp_precision", "MILLISECOND");
    header.put("clock_sync_status", "BEST_EFFORT");
    header.put("vcp_version", "1.1");
    header.put("hash_algo", "SHA256");
    return header;
  }

  public static Map<String, Object> policy(String policyId) {
    var policy = new LinkedHashMap<String, Object>();
    policy.put("version", "1.1");
    policy.put("policy_id", policyId);
    policy.put("conformance_tier", "SILVER");
    return policy;
  }

  /// A UUIDv7 of now with seeded random bits.
  public static String uuid(RandomGenerator random) {
    long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(1 << 12);
    long low = 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
    return new UUID(high, low).toString();
  }
}
