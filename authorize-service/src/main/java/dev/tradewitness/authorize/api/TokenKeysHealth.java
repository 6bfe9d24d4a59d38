package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeyring;
import dev.tradewitness.authorize.token.TokenKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The token keys as `/health` shows them: names, times and states, never a secret.
final class TokenKeysHealth {

  /// A key has to follow within this time, or people are told.
  private static final Duration NOTICE = Duration.ofDays(1);

  private final TokenKeyring keyring;
  private final InstantSource clock;

  TokenKeysHealth(TokenKeyring keyring, InstantSource clock) {
    this.keyring = keyring;
    this.clock = clock;
  }

  /// @param signing the key that signs now; null when none does
  /// @param signsUntil when no key signs any more; null for never
  /// @param refusal why the keys file as it is now is not in force; null when it is
  record Body(
      @Nullable String signing,
      @Nullable String signsUntil,
      List<KeyBody> keys,
      @Nullable String refusal) {}

  record KeyBody(
      String kid, @Nullable String notBefore, @Nullable String notAfter, TokenKeys.State state) {}

  /// @param cannotSign when no order can be decided
  /// @param degraded when people have to do something
  record Report(Body body, boolean cannotSign, boolean degraded) {}

  Report report() {
    long now = clock.instant().getEpochSecond();
    TokenKeys keys = keyring.get();
    long until = keys.signsUntil(now);
    List<KeyBody> bodies = keys.all().stream().map(key -> body(keys, key, now)).toList();
    String signing =
        bodies.stream()
            .filter(key -> key.state() == TokenKeys.State.SIGNING)
            .map(KeyBody::kid)
            .findFirst()
            .orElse(null);
    String refusal = keyring.refusal();
    return new Report(
        new Body(
            signing,
            until == Long.MAX_VALUE ? null : Instant.ofEpochSecond(until).toString(),
            bodies,
            refusal),
        signing == null,
        refusal != null || until < now + NOTICE.toSeconds());
  }

  private static KeyBody body(TokenKeys keys, TokenKey key, long now) {
    Instant notBefore = key.validity().notBefore();
    Instant notAfter = key.validity().notAfter();
    return new KeyBody(
        key.kid(),
        notBefore == null ? null : notBefore.toString(),
        notAfter == null ? null : notAfter.toString(),
        keys.state(key, now));
  }
}
