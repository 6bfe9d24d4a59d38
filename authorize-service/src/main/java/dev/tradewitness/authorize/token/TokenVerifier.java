package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.CompactJws;
import dev.tradewitness.common.wire.JwsRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks a token without any state but the keys: form, key, signature, time, status and, where an
/// order is shown with it, that the token is for that order.
public final class TokenVerifier {

  private static final Set<String> OBJECT_TEXT = Set.of("kid", "alg", "signature");
  private static final Set<String> JWS_TEXT = Set.of();

  private final Supplier<TokenKeys> keys;
  private final @Nullable LegacyTokens legacy;
  private final InstantSource clock;
  private final Duration skew;

  /// Takes tokens of version 2 only.
  ///
  /// @param keys asked for each token: they may change
  public TokenVerifier(Supplier<TokenKeys> keys, InstantSource clock, Duration skew) {
    this(keys, null, clock, skew);
  }

  /// @param legacy null where tokens of version 1 are not taken
  TokenVerifier(
      Supplier<TokenKeys> keys, @Nullable LegacyTokens legacy, InstantSource clock, Duration skew) {
    this.keys = keys;
    this.legacy = legacy;
    this.clock = clock;
    this.skew = skew;
  }

  /// Every check by name.
  ///
  /// @param shown the order that the token is to be for; null when none is shown
  public Verification verify(PresentedToken token, @Nullable Shown shown) {
    return switch (token) {
      case PresentedToken.InObject(JsonObject members) ->
          LegacyTokens.isMeant(members)
              ? legacy(members, shown)
              : verified(members, form(members), signature(members), shown);
      case PresentedToken.InJws(String text) -> jws(text, shown);
    };
  }

  private Verification legacy(JsonObject token, @Nullable Shown shown) {
    return legacy == null
        ? Verification.unread("not a token of version 2; version 1 is not enabled here")
        : legacy.verify(token, shown, clock.instant().getEpochSecond(), skew);
  }

  private Verification verified(
      JsonObject claims, Check form, Check signature, @Nullable Shown shown) {
    long now = clock.instant().getEpochSecond();
    return new Verification(
        claims,
        List.of(
            form,
            signature,
            TokenClaims.time(claims, now, skew),
            TokenClaims.status(claims),
            TokenClaims.order(claims, shown)),
        TokenClaims.isExpired(claims, now, skew));
  }

  private static Check form(JsonObject token) {
    String fault = TokenClaims.fault(token, OBJECT_TEXT);
    // The algorithm is pinned: a token does not choose how it is checked.
    if (fault == null && !DecisionToken.ALG.equals(token.string("alg"))) {
      fault = "alg is not " + DecisionToken.ALG;
    }
    return fault == null ? Check.pass("form") : Check.fail("form", fault);
  }

  private Check signature(JsonObject token) {
    String signature = token.string("signature");
    if (signature == null) {
      return Check.fail("signature", "there is none");
    }
    try {
      var signed = new LinkedHashSet<>(token.members().keySet());
      signed.remove("signature");
      // The text is compared, for other texts decode to the same bytes.
      return signature(
          token.string("kid"),
          CanonicalJson.bytes(token.only(signed)),
          code -> Base64.getUrlEncoder().withoutPadding().encode(code),
          signature.getBytes(StandardCharsets.UTF_8));
    } catch (JsonRefusedException e) {
      return Check.fail("signature", "it cannot be checked: " + e.getMessage());
    }
  }

  private Verification jws(String text, @Nullable Shown shown) {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text);
    } catch (JwsRefusedException e) {
      return Verification.unread("not a compact JWS: " + e.getMessage());
    }
    String fault = JwsToken.headerFault(jws.header());
    if (fault != null) {
      return Verification.unread(fault);
    }
    fault = TokenClaims.fault(jws.payload(), JWS_TEXT);
    return verified(
        jws.payload(),
        fault == null ? Check.pass("form") : Check.fail("form", fault),
        signature(jws.header().string("kid"), jws.signed(), code -> code, jws.signature()),
        shown);
  }

  @FunctionalInterface
  private interface Encoding {
    byte[] of(byte[] code);
  }

  private Check signature(@Nullable String kid, byte[] signed, Encoding encoding, byte[] given) {
    TokenKeys known = keys.get();
    TokenKey key = kid == null ? null : known.find(kid);
    if (key == null) {
      return Check.fail("signature", "no key of that name");
    }
    if (key.validity().isOver(clock.instant().getEpochSecond())) {
      return Check.fail(
          "signature", "key %s was retired at %s".formatted(kid, key.validity().notAfter()));
    }
    // In constant time: how far a forged signature agrees must not show.
    return MessageDigest.isEqual(encoding.of(key.code(signed)), given)
        ? Check.pass("signature")
        : Check.fail("signature", "it is not the code of this content under key " + kid);
  }
}
