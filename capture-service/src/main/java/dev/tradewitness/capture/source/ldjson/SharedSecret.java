package dev.tradewitness.capture.source.ldjson;

import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What every client has to show before anything of it is stored; or nothing, when none is set.
final class SharedSecret {

  private final byte @Nullable [] secret;

  /// @param secret null when none is asked for
  SharedSecret(byte @Nullable [] secret) {
    this.secret = secret;
  }

  boolean isAskedFor() {
    return secret != null;
  }

  /// @param given base64, or null when the client shows none
  boolean isShownBy(@Nullable String given) {
    if (secret == null) {
      return true;
    }
    if (given == null) {
      return false;
    }
    try {
      // In constant time: how much of a guess is right must not be measurable.
      return MessageDigest.isEqual(secret, Base64.getDecoder().decode(given));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
