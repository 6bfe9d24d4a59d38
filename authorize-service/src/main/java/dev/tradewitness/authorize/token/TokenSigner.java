package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.token.DecisionToken.Signature;
import java.time.Duration;
import javax.crypto.Mac;

/// Signs decisions with one key. Owned by one lane: not for sharing between threads.
public final class TokenSigner {

  private final String kid;
  private final Mac mac;
  private final long lifeSeconds;

  public TokenSigner(TokenKey key, Duration life) {
    this.kid = key.kid();
    this.mac = key.mac();
    this.lifeSeconds = life.toSeconds();
  }

  public DecisionToken sign(Decision decision) {
    long expiresAt = DecisionToken.issuedAt(decision) + lifeSeconds;
    byte[] code = mac.doFinal(DecisionToken.signedBytes(decision, kid, expiresAt));
    return new DecisionToken(decision, kid, expiresAt, Signature.of(code));
  }
}
