package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.token.DecisionToken.Signature;
import dev.tradewitness.common.wire.CompactJws;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Signs decisions that are durable. The signature is a function of the decision and its key alone,
/// so signing again gives the same token. Safe for any number of threads.
public final class TokenSigner {

  private static final long MICROS = 1_000_000;

  private final Supplier<TokenKeys> keys;
  private final @Nullable LegacyTokens legacy;
  private final InstantSource clock;
  private final long lifeSeconds;

  /// With keys that do not change.
  public TokenSigner(TokenKeys keys, Duration life) {
    this(() -> keys, null, InstantSource.system(), life);
  }

  /// @param keys asked for each token: they may change
  /// @param legacy null where tokens of version 1 are not given
  TokenSigner(
      Supplier<TokenKeys> keys, @Nullable LegacyTokens legacy, InstantSource clock, Duration life) {
    this.keys = keys;
    this.legacy = legacy;
    this.clock = clock;
    this.lifeSeconds = life.toSeconds();
  }

  /// Whether tokens are given in this form.
  public boolean offers(TokenForm form) {
    return form != TokenForm.V1 || legacy != null;
  }

  /// True while a key is active.
  public boolean canSign() {
    return keys.get().signing(now()) != null;
  }

  /// The terms of a token for a decision made now. Its key is the newest active one, and a token
  /// does not outlive its key.
  ///
  /// @param decidedAtMicros microseconds since 1970
  /// @param reservedMicros how long the reservation lasts: a token does not outlive it, or an order
  ///   could be sent that nothing counts
  public TokenTerms terms(long decidedAtMicros, long reservedMicros) {
    long decidedAt = Math.floorDiv(decidedAtMicros, MICROS);
    TokenKeys known = keys.get();
    TokenKey active = known.signing(decidedAt);
    // None is active for as long as it takes to notice that: such a token is over at once.
    TokenKey key = active == null ? known.newest() : active;
    long end = active == null ? decidedAt : key.validity().end();
    long lifeMicros = Math.clamp(reservedMicros, 0, lifeSeconds * MICROS);
    return new TokenTerms(
        key.kid(), Math.min(Math.floorDiv(decidedAtMicros + lifeMicros, MICROS), end));
  }

  /// The decision's token in a form; null when its key is not there or retired, or when the form
  /// cannot tell its order.
  public @Nullable SignedToken sign(Decision decision, TokenForm form) {
    return switch (form) {
      case OBJECT -> sign(decision);
      case JWS -> jws(decision);
      case V1 -> legacy == null ? null : legacy.sign(decision);
    };
  }

  /// The decision's token as an object; null when its key is not there or retired.
  public @Nullable DecisionToken sign(Decision decision) {
    TokenKey key = key(decision);
    return key == null
        ? null
        : new DecisionToken(decision, Signature.of(key.code(DecisionToken.signedBytes(decision))));
  }

  private @Nullable JwsToken jws(Decision decision) {
    TokenKey key = key(decision);
    if (key == null) {
      return null;
    }
    String input = JwsToken.signingInput(decision);
    byte[] code = key.code(input.getBytes(StandardCharsets.US_ASCII));
    return new JwsToken(CompactJws.text(input, code));
  }

  private @Nullable TokenKey key(Decision decision) {
    TokenKey key = keys.get().find(decision.token().kid());
    return key == null || key.validity().isOver(now()) ? null : key;
  }

  /// True when the decision's key is there and retired.
  public boolean isRetired(Decision decision) {
    TokenKey key = keys.get().find(decision.token().kid());
    return key != null && key.validity().isOver(now());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
