package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.CompactJws;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A decision's token as a compact JWS (RFC 7515) with HS256. The payload has the claims of the
/// object form; `alg` and `kid` stand in the header, where a JWS has them.
///
/// The same key signs both forms, and no code of one passes for the other: what the object form
/// signs starts with `{`, which no JWS signing input contains.
public record JwsToken(String text) implements SignedToken {

  static final String ALG = "HS256";

  /// RFC 8725, section 3.11: other tokens under the same key are not taken for this one.
  static final String TYP = "decision-token+jwt";

  private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

  @Override
  public JsonText writeAs(String name, JsonText json) {
    return json.put(name, text);
  }

  /// What is signed.
  static String signingInput(Decision decision) {
    return CompactJws.signingInput(
        new JsonText(96).put("alg", ALG).put("kid", decision.token().kid()).put("typ", TYP).bytes(),
        DecisionToken.canonicalClaims(decision));
  }

  /// Why a header is not one of these tokens' headers; null when it is. The algorithm is pinned: a
  /// token does not choose how it is checked. A member that is not known here is refused, `crit`
  /// above all, because it may change what the signature means.
  static @Nullable String headerFault(JsonObject header) {
    String alg = header.string("alg");
    if (!ALG.equals(alg)) {
      return "alg is %s, only %s is taken".formatted(alg == null ? "no text" : alg, ALG);
    }
    for (String name : header.members().keySet()) {
      if (!HEADER.contains(name)) {
        return "the header has the member %s, which is not taken".formatted(name);
      }
    }
    if (header.string("kid") == null) {
      return "the header has no kid";
    }
    return TYP.equals(header.string("typ")) ? null : "typ is not " + TYP;
  }

  @Override
  public String toString() {
    return "JwsToken";
  }
}
