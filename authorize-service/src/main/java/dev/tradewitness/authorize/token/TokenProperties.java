package dev.tradewitness.authorize.token;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param secret base64 of at least 32 bytes; or `secret-file` names a file that holds it
/// @param kid the name under which verifiers find the secret
/// @param keysFile a file with keys that follow one another; instead of the settings above
/// @param keysWatch how often that file is looked at; a change counts once two looks found the same
/// @param life how long a token is good after its decision
/// @param skew how far a verifier's clock may be off
/// @param verifyOnly secrets that signed before and may still verify
@ConfigurationProperties(prefix = "tradewitness.authorize.token", ignoreUnknownFields = false)
public record TokenProperties(
    @Nullable String secret,
    @Nullable Path secretFile,
    @DefaultValue("k1") String kid,
    @Nullable Path keysFile,
    @DefaultValue("1s") Duration keysWatch,
    @DefaultValue("300s") Duration life,
    @DefaultValue("5s") Duration skew,
    @DefaultValue List<VerifyOnly> verifyOnly) {

  /// A key that no longer signs.
  public record VerifyOnly(String kid, @Nullable String secret, @Nullable Path secretFile) {}

  @Override
  public String toString() {
    return "TokenProperties[" + kid + "]";
  }
}
