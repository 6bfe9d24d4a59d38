package dev.tradewitness.authorize.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The keys in force at one moment. The newest active one signs, and every one that is not retired
/// verifies. Immutable.
public final class TokenKeys {

  private static final Comparator<TokenKey> BY_BEGIN =
      Comparator.comparing(
          key -> Objects.requireNonNullElse(key.validity().notBefore(), Instant.MIN));

  /// What a key does now.
  public enum State {
    /// Verifies; will sign from its `not_before` on.
    PENDING,
    SIGNING,
    /// Verifies only.
    VERIFYING,
    RETIRED
  }

  // Newest first.
  private final List<TokenKey> signers;
  private final Map<String, TokenKey> byKid = new LinkedHashMap<>();

  /// One key that always signs.
  ///
  /// @param verifyOnly keys that signed before and may still verify
  public TokenKeys(TokenKey signing, List<TokenKey> verifyOnly) {
    this(List.of(signing), verifyOnly);
  }

  private TokenKeys(List<TokenKey> signers, List<TokenKey> verifyOnly) {
    this.signers = signers.stream().sorted(BY_BEGIN.reversed()).toList();
    var all = new ArrayList<>(this.signers);
    all.addAll(verifyOnly);
    for (TokenKey key : all) {
      if (byKid.put(key.kid(), key) != null) {
        throw new IllegalArgumentException("two token keys are called " + key.kid());
      }
    }
  }

  /// Keys that sign one after the other, each from its `not_before` on.
  static TokenKeys rotating(List<TokenKey> keys) {
    return new TokenKeys(keys, List.of());
  }

  /// The newest active key; null when there is none.
  ///
  /// @param seconds since 1970
  @Nullable TokenKey signing(long seconds) {
    for (TokenKey key : signers) {
      if (key.validity().hasBegun(seconds) && !key.validity().isOver(seconds)) {
        return key;
      }
    }
    return null;
  }

  /// The newest key, active or not.
  TokenKey newest() {
    return signers.getFirst();
  }

  /// Until when there is a key that signs, without a gap from the given time on.
  ///
  /// @param seconds since 1970
  /// @return seconds since 1970; the given time when no key signs, [Long#MAX_VALUE] for no end
  public long signsUntil(long seconds) {
    long until = seconds;
    for (TokenKey key = signing(until); key != null; key = signing(until)) {
      until = key.validity().end();
      if (until == Long.MAX_VALUE) {
        break;
      }
    }
    return until;
  }

  @Nullable TokenKey find(String kid) {
    return byKid.get(kid);
  }

  /// All keys, those that sign first, the newest of them first.
  public Collection<TokenKey> all() {
    return byKid.values();
  }

  /// @param seconds since 1970
  public State state(TokenKey key, long seconds) {
    if (key.validity().isOver(seconds)) {
      return State.RETIRED;
    }
    if (!key.validity().hasBegun(seconds)) {
      return State.PENDING;
    }
    return key == signing(seconds) ? State.SIGNING : State.VERIFYING;
  }
}
