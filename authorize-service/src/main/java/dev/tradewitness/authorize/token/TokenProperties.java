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
/// @param v1 tokens of the version before
@ConfigurationProperties(prefix = "tradewitness.authorize.token", ignoreUnknownFields = false)
public record TokenProperties(
    @Nullable String secret,
    @Nullable Path secretFile,
    @DefaultValue("k1") String kid,
    @Nullable Path keysFile,
    @DefaultValue("1s") Duration keysWatch,
    @DefaultValue("300s") Duration life,
    @DefaultValue("5s") Duration skew,
    @DefaultValue List<VerifyOnly> verifyOnly,
    @DefaultValue V1 v1) {

  /// Tokens of version 1, which are weak: for verifiers that take no other.
  ///
  /// @param enabled whether they are given and taken
  /// @param secret of at least 32 bytes in base64; or `secret-file` names a file that holds it
  /// @param audience that they name
  public record V1(
      @DefaultValue("false") boolean enabled,
      @Nullable String secret,
      @Nullable Path secretFile,
      @DefaultValue("trading-platform") String audience) {

    @Override
    public String toString() {
      return "V1[" + enabled + "]";
    }
  }

  /// A key that no longer signs.
  public record VerifyOnly(String kid, @Nullable String secret, @Nullable Path secretFile) {}

  @Override
  public String toString() {
    return "TokenProperties[" + kid + "]";
  }
}
