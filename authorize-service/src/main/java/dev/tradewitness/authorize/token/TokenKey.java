package dev.tradewitness.authorize.token;

import java.security.GeneralSecurityException;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A shared secret with its name. Never shown, never logged. Safe for any number of threads.
public final class TokenKey {

  static final int BYTES_MIN = 32;
  private static final String HMAC = "HmacSHA256";

  // Making one costs more than signing. As many wait as cores could use at once.
  private static final int IDLE_MAX = 64;

  private final String kid;
  private final SecretKeySpec secret;
  private final ArrayBlockingQueue<Mac> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  public TokenKey(String kid, byte[] secret) {
    if (secret.length < BYTES_MIN) {
      throw new IllegalArgumentException(
          "a token secret has at least %d bytes, got %d".formatted(BYTES_MIN, secret.length));
    }
    this.kid = kid;
    this.secret = new SecretKeySpec(secret, HMAC);
  }

  public String kid() {
    return kid;
  }

  /// HMAC-SHA256 of the content under this key.
  byte[] code(byte[] content) {
    Mac pooled = idle.poll();
    Mac mac = pooled == null ? mac() : pooled;
    byte[] code = mac.doFinal(content);
    idle.offer(mac);
    return code;
  }

  private Mac mac() {
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
