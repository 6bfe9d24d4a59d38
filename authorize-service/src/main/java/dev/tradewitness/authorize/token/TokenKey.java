package dev.tradewitness.authorize.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A shared secret with its name and the time in which it is good. Never shown, never logged. Safe
/// for any number of threads.
public final class TokenKey {

  static final int BYTES_MIN = 32;
  private static final String HMAC = "HmacSHA256";

  // Making one costs more than signing. As many wait as cores could use at once.
  private static final int IDLE_MAX = 64;

  private final String kid;
  private final SecretKeySpec secret;
  private final Validity validity;
  private final ArrayBlockingQueue<Mac> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  /// @param notBefore from when the key may sign; null for ever
  /// @param notAfter when it is retired: from then on it neither signs nor verifies; null for never
  public record Validity(@Nullable Instant notBefore, @Nullable Instant notAfter) {
    static final Validity ALWAYS = new Validity(null, null);

    boolean hasBegun(long seconds) {
      return notBefore == null || notBefore.getEpochSecond() <= seconds;
    }

    boolean isOver(long seconds) {
      return seconds >= end();
    }

    /// Seconds since 1970.
    long end() {
      return notAfter == null ? Long.MAX_VALUE : notAfter.getEpochSecond();
    }
  }

  /// A key that is always good.
  public TokenKey(String kid, byte[] secret) {
    this(kid, secret, Validity.ALWAYS);
  }

  TokenKey(String kid, byte[] secret, Validity validity) {
    if (secret.length < BYTES_MIN) {
      throw new IllegalArgumentException(
          "a token secret has at least %d bytes, got %d".formatted(BYTES_MIN, secret.length));
    }
    this.kid = kid;
    this.secret = new SecretKeySpec(secret, HMAC);
    this.validity = validity;
  }

  public String kid() {
    return kid;
  }

  public Validity validity() {
    return validity;
  }

  /// Whether both have the same secret.
  boolean hasSecretOf(TokenKey other) {
    return MessageDigest.isEqual(secret.getEncoded(), other.secret.getEncoded());
  }

  /// HMAC-SHA256 of the content under this key.
  byte[] code(byte[] content) {
    Mac pooled = idle.poll();
    Mac mac = pooled == null ? mac(secret) : pooled;
    byte[] code = mac.doFinal(content);
    idle.offer(mac);
    return code;
  }

  /// HMAC-SHA256 of a text in lowercase hex, under a key that is no secret.
  static String hex(byte[] publicKey, String text) {
    byte[] code =
        mac(new SecretKeySpec(publicKey, HMAC)).doFinal(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(code);
  }

  private static Mac mac(SecretKeySpec secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "TokenKey[" + kid + "]";
  }
}
