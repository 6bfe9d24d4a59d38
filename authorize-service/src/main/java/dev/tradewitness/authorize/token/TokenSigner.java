package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.token.DecisionToken.Signature;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// Signs decisions that are durable. The signature is a function of the decision and its key alone,
/// so signing again gives the same token. Safe for any number of threads.
public final class TokenSigner {

  // Making one costs more than signing. As many wait as cores could use at once.
  private static final int IDLE_MAX = 64;

  private final TokenKeys keys;
  private static final long MICROS = 1_000_000;

  private final long lifeSeconds;
  private final ArrayBlockingQueue<Mac> idle = new ArrayBlockingQueue<>(IDLE_MAX);

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

  /// The decision's token; null when its key is no longer in the settings.
  public @Nullable DecisionToken sign(Decision decision) {
    String kid = decision.token().kid();
    byte[] signed = DecisionToken.signedBytes(decision);
    if (kid.equals(keys.signing().kid())) {
      return new DecisionToken(decision, Signature.of(code(signed)));
    }
    TokenKey former = keys.find(kid);
    return former == null
        ? null
        : new DecisionToken(decision, Signature.of(former.mac().doFinal(signed)));
  }

  private byte[] code(byte[] signed) {
    Mac pooled = idle.poll();
    Mac mac = pooled == null ? keys.signing().mac() : pooled;
    byte[] code = mac.doFinal(signed);
    idle.offer(mac);
    return code;
  }
}
