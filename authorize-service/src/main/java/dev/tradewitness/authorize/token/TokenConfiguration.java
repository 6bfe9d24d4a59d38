package dev.tradewitness.authorize.token;

import dev.tradewitness.kit.signing.Secrets;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Keys from the settings or from a file; no key, no start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
class TokenConfiguration {

  private static final String PREFIX = "tradewitness.authorize.token.";

  @Bean
  TokenKeyring tokenKeyring(TokenProperties p, InstantSource clock, MeterRegistry meters) {
    Path file = p.keysFile();
    if (file == null) {
      return TokenKeyring.fixed(keys(p), clock, meters);
    }
    boolean secret = p.secret() != null && !p.secret().isBlank();
    if (secret || p.secretFile() != null || !p.verifyOnly().isEmpty()) {
      throw new IllegalStateException(
          "%1$skeys-file replaces %1$ssecret, secret-file and verify-only: give one of them"
              .formatted(PREFIX));
    }
    return TokenKeyring.ofFile(file, clock, meters);
  }

  private static TokenKeys keys(TokenProperties p) {
    byte[] secret = Secrets.read(PREFIX + "secret", p.secret(), p.secretFile(), TokenKey.BYTES_MIN);
    return new TokenKeys(
        new TokenKey(p.kid(), secret),
        p.verifyOnly().stream().map(TokenConfiguration::verifyOnly).toList());
  }

  private static TokenKey verifyOnly(TokenProperties.VerifyOnly key) {
    return new TokenKey(
        key.kid(),
        Secrets.read(
            PREFIX + "verify-only[" + key.kid() + "].secret",
            key.secret(),
            key.secretFile(),
            TokenKey.BYTES_MIN));
  }

  @Bean
  TokenKeysWatch tokenKeysWatch(TokenKeyring keys, TokenProperties p) {
    return new TokenKeysWatch(keys, p.keysWatch());
  }

  @Bean
  TokenSigner tokenSigner(TokenKeyring keys, InstantSource clock, TokenProperties p) {
    return new TokenSigner(keys, legacy(p.v1()), clock, p.life());
  }

  @Bean
  TokenVerifier tokenVerifier(TokenKeyring keys, InstantSource clock, TokenProperties p) {
    return new TokenVerifier(keys, legacy(p.v1()), clock, p.skew());
  }

  private static @Nullable LegacyTokens legacy(TokenProperties.V1 p) {
    if (!p.enabled()) {
      return null;
    }
    byte[] secret =
        Secrets.read(PREFIX + "v1.secret", p.secret(), p.secretFile(), TokenKey.BYTES_MIN);
    return new LegacyTokens(new TokenKey(LegacyTokens.VERSION, secret), p.audience());
  }
}
