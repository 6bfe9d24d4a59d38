package dev.tradewitness.anchor.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The Ed25519 seed, one of both.
///
/// @param seed base64 of 32 bytes
/// @param seedFile a file that holds it
@ConfigurationProperties(prefix = "tradewitness.anchor.signing", ignoreUnknownFields = false)
record SigningProperties(@Nullable String seed, @Nullable Path seedFile) {

  @Override
  public String toString() {
    return "SigningProperties[seed=hidden, seedFile=" + seedFile + "]";
  }
}
