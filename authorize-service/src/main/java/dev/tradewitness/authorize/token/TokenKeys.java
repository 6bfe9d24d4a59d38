package dev.tradewitness.authorize.token;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The key that signs and all that are still accepted.
public final class TokenKeys {

  private final TokenKey signing;
  private final Map<String, TokenKey> byKid = new HashMap<>();

  /// @param verifyOnly keys that signed before and may still verify
  public TokenKeys(TokenKey signing, List<TokenKey> verifyOnly) {
    this.signing = signing;
    byKid.put(signing.kid(), signing);
    for (TokenKey key : verifyOnly) {
      if (byKid.put(key.kid(), key) != null) {
        throw new IllegalArgumentException("two token keys are called " + key.kid());
      }
    }
  }

  public TokenKey signing() {
    return signing;
  }

  @Nullable TokenKey find(String kid) {
    return byKid.get(kid);
  }
}
