package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.token.DecisionToken.Signature;
import dev.tradewitness.common.wire.CompactJws;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Signs decisions that are durable. The signature is a function of the decision and its key alone,
/// so signing again gives the same token. Safe for any number of threads.
public final class TokenSigner {

  private static final long MICROS = 1_000_000;

  private final TokenKeys keys;
  private final long lifeSeconds;

  public TokenSigner(TokenKeys keys, Duration life) {
    this.keys = keys;
    this.lifeSeconds = life.toSeconds();
  }

  /// The terms of a token for a decision made now.
  ///
  /// @param decidedAtMicros microseconds since 1970
  /// @param reservedMicros how long the reservation lasts: a token does not outlive it, or an order
  ///   could be sent that nothing counts
  public TokenTerms terms(long decidedAtMicros, long reservedMicros) {
    long lifeMicros = Math.clamp(reservedMicros, 0, lifeSeconds * MICROS);
    return new TokenTerms(
        keys.signing().kid(), Math.floorDiv(decidedAtMicros + lifeMicros, MICROS));
  }

  /// The decision's token in a form; null when its key is no longer there.
  public @Nullable SignedToken sign(Decision decision, TokenForm form) {
    return switch (form) {
      case OBJECT -> sign(decision);
      case JWS -> jws(decision);
    };
  }

  /// The decision's token as an object; null when its key is no longer there.
  public @Nullable DecisionToken sign(Decision decision) {
    TokenKey key = keys.find(decision.token().kid());
    return key == null
        ? null
        : new DecisionToken(
            decision, Signature.of(key.code(DecisionToken.signedBytes(decision))));
  }

  private @Nullable JwsToken jws(Decision decision) {
    TokenKey key = keys.find(decision.token().kid());
    if (key == null) {
      return null;
    }
    String input = JwsToken.signingInput(decision);
    byte[] code = key.code(input.getBytes(StandardCharsets.US_ASCII));
    return new JwsToken(CompactJws.text(input, code));
  }
}
