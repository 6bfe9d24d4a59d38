package dev.tradewitness.authorize.token;

import dev.tradewitness.kit.signing.Secrets;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Keys from the settings; no key, no start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
class TokenConfiguration {

  private static final String PREFIX = "tradewitness.authorize.token.";

  @Bean
  TokenKeys tokenKeys(TokenProperties p) {
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
  TokenSigner tokenSigner(TokenKeys keys, TokenProperties p) {
    return new TokenSigner(keys, p.life());
  }

  @Bean
  TokenVerifier tokenVerifier(TokenKeys keys, InstantSource clock, TokenProperties p) {
    return new TokenVerifier(() -> keys, clock, p.skew());
  }
}
