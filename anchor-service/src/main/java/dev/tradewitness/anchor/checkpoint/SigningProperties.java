package dev.tradewitness.anchor.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The Ed25519 seed, one of both, and which key may sign.
///
/// @param seed base64 of 32 bytes
/// @param seedFile a file that holds it
/// @param currentKeyId id of the key that signs from now on; the one before it is retired for ever.
///   Not needed for the first key of all, nor while the key stays the same
@ConfigurationProperties(prefix = "tradewitness.anchor.signing", ignoreUnknownFields = false)
record SigningProperties(
    @Nullable String seed, @Nullable Path seedFile, @Nullable String currentKeyId) {

  @Override
  public String toString() {
    return "SigningProperties[seed=hidden, seedFile=%s, currentKeyId=%s]"
        .formatted(seedFile, currentKeyId);
  }
}
