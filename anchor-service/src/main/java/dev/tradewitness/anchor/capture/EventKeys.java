package dev.tradewitness.anchor.capture;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The keys that capture signs events with now, as it states them itself. They are asked for at
/// start and when a signature names another one, and kept in PostgreSQL, so that events are still
/// recognised after a start without capture. A key that capture has retired vouches for nothing.
public final class EventKeys {

  /// Anybody who writes to Kafka can name a key: capture is not asked at that rate.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private static final int KEYS_MAX = 1000;

  private final CaptureClient capture;
  private final JdbcClient jdbc;
  private final InstantSource clock;

  /// Written by the refreshing task only.
  private volatile Map<String, Ed25519PublicKey> keys;

  private volatile boolean wanted = true;

  /// Used by the refreshing task only.
  private Instant askedAt = Instant.MIN;

  EventKeys(CaptureClient capture, JdbcClient jdbc, InstantSource clock) {
    this.capture = capture;
    this.jdbc = jdbc;
    this.clock = clock;
    this.keys = stored();
  }

  /// Whether capture has signed a message. False also for a key that is not known yet; the next
  /// refresh asks for it.
  public boolean verifies(String keyId, byte[] message, byte[] signature) {
    Ed25519PublicKey key = keys.get(keyId);
    if (key == null) {
      wanted = true;
      return false;
    }
    return key.verifies(message, signature);
  }

  /// Asks capture, when there is something to ask.
  ///
  /// @throws CaptureUnavailableException when it does not answer; the next refresh tries again
  void refresh() {
    Instant now = clock.instant();
    if (!wanted || now.isBefore(askedAt.plus(ASK_AGAIN)) && !now.isBefore(askedAt)) {
      return;
    }
    Map<String, Ed25519PublicKey> stated = stated();
    askedAt = now;
    wanted = false;
    if (!stated.equals(keys)) {
      store(stated, now);
      keys = stated;
    }
  }

  private Map<String, Ed25519PublicKey> stated() {
    var stated = new HashMap<String, Ed25519PublicKey>();
    for (JsonObject jwk : capture.keys()) {
      String x = jwk.string("x");
      if (x == null || jwk.string("not_after") != null || stated.size() >= KEYS_MAX) {
        continue;
      }
      try {
        Ed25519PublicKey key = Ed25519PublicKey.ofJwkX(x);
        stated.put(key.keyId(), key);
      } catch (IllegalArgumentException e) {
        throw new CaptureContradictionException("a key of capture is none: " + e.getMessage());
      }
    }
    return Map.copyOf(stated);
  }

  private Map<String, Ed25519PublicKey> stored() {
    var stored = new HashMap<String, Ed25519PublicKey>();
    jdbc.sql("SELECT key_id, public_key FROM event_key LIMIT " + KEYS_MAX)
        .query(row -> {
          stored.put(row.getString(1), new Ed25519PublicKey(row.getBytes(2)));
        });
    return Map.copyOf(stored);
  }

  private void store(Map<String, Ed25519PublicKey> stated, Instant now) {
    jdbc.sql(
            """
            WITH stated AS (
              SELECT * FROM unnest(?::text[], ?::bytea[]) AS stated (key_id, public_key)),
            gone AS (
              DELETE FROM event_key WHERE key_id NOT IN (SELECT key_id FROM stated))
            INSERT INTO event_key (key_id, public_key, heard_at)
            SELECT key_id, public_key, ? FROM stated
            ON CONFLICT (key_id) DO NOTHING
            """)
        .param(stated.keySet().toArray(String[]::new))
        .param(stated.values().stream().map(Ed25519PublicKey::bytes).toArray(byte[][]::new))
        .param(Timestamp.from(now))
        .update();
  }
}
