package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The checkpoint keys in PostgreSQL. A key is registered when an instance first starts with its
/// seed; it signs only once it is activated, and at most one is current. Every method runs inside
/// the caller's transaction.
final class KeyRegistry {

  private static final String SELECT =
      "SELECT key_id, public_key, not_before, not_after FROM signing_key ";

  private static final String IS_CURRENT = "activated AND not_after IS NULL";

  private final JdbcClient jdbc;

  KeyRegistry(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Keeps other instances from changing the registry until the transaction ends.
  void lock() {
    jdbc.sql("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE").update();
  }

  Optional<SigningKey> current() {
    return jdbc.sql(SELECT + "WHERE " + IS_CURRENT).query(KeyRegistry::key).optional();
  }

  /// The key if it is the current one, which it stays until the transaction ends.
  Optional<SigningKey> holdCurrent(String keyId) {
    return jdbc.sql(SELECT + "WHERE key_id = ? AND " + IS_CURRENT + " FOR SHARE")
        .param(keyId)
        .query(KeyRegistry::key)
        .optional();
  }

  /// When a key was retired; empty for one that is in use, not activated yet, or not registered.
  Optional<Instant> retiredAt(String keyId) {
    return jdbc.sql("SELECT not_after FROM signing_key WHERE key_id = ? AND not_after IS NOT NULL")
        .param(keyId)
        .query((row, n) -> row.getTimestamp(1).toInstant())
        .optional();
  }

  /// Every key that was ever activated, oldest first.
  List<SigningKey> activated() {
    return jdbc.sql(SELECT + "WHERE activated ORDER BY not_before, key_id")
        .query(KeyRegistry::key)
        .list();
  }

  /// Adds a key that does not sign yet; one that is there already is left alone.
  void register(Ed25519PublicKey key, Instant now) {
    jdbc.sql(
            """
            INSERT INTO signing_key (key_id, public_key, not_before, activated)
            VALUES (?, ?, ?, false)
            ON CONFLICT (key_id) DO NOTHING
            """)
        .params(key.keyId(), key.bytes(), Timestamp.from(now))
        .update();
  }

  /// Retires the current key, if there is one, and makes a registered one current from that moment.
  void activate(String keyId, Instant at) {
    jdbc.sql("UPDATE signing_key SET not_after = ? WHERE " + IS_CURRENT)
        .param(Timestamp.from(at))
        .update();
    jdbc.sql("UPDATE signing_key SET activated = true, not_before = ? WHERE key_id = ?")
        .params(Timestamp.from(at), keyId)
        .update();
  }

  /// The latest time that something signed carries; empty before the first signature.
  Optional<Instant> lastSigned() {
    return jdbc.sql(
            """
            SELECT greatest(
              (SELECT max(closed_at) FROM batch),
              (SELECT max(signed_at) FROM checkpoint JOIN checkpoint_head USING (log_no, size)))
            """)
        .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
        .single();
  }

  private static SigningKey key(ResultSet row, int n) throws SQLException {
    Timestamp notAfter = row.getTimestamp("not_after");
    return new SigningKey(
        row.getString("key_id"),
        new Ed25519PublicKey(row.getBytes("public_key")),
        row.getTimestamp("not_before").toInstant(),
        notAfter == null ? null : notAfter.toInstant());
  }
}
