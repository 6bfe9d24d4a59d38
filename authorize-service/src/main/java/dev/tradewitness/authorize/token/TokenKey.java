package dev.tradewitness.authorize.token;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A shared secret with its name. Never shown, never logged.
public final class TokenKey {

  static final int BYTES_MIN = 32;
  private static final String HMAC = "HmacSHA256";

  private final String kid;
  private final SecretKeySpec secret;

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

  /// A new code maker with this key. Not for sharing between threads.
  Mac mac() {
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
