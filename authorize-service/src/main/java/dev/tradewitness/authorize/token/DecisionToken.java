package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.order.JsonText;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The signed answer to one order, version 2. Every amount is a string and every time an integer,
/// so that RFC 8785 gives everybody the same bytes.
///
/// @param signature 32 bytes of HMAC-SHA256 over RFC 8785 of the object without `signature`
public record DecisionToken(Decision decision, Signature signature) implements SignedToken {

  static final int VERSION = 2;
  static final String ALG = "HMAC-SHA256";

  /// The 32 bytes in base64url without padding.
  public record Signature(String text) {
    public static Signature of(byte[] bytes) {
      return new Signature(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public byte[] bytes() {
      return Base64.getUrlDecoder().decode(text);
    }
  }

  /// The token's id: the decision's.
  public String id() {
    return decision.id().toString();
  }

  @Override
  public JsonText writeAs(String name, JsonText json) {
    return write(json.open(name)).close();
  }

  /// The token as JSON.
  public String json() {
    return write(new JsonText()).end();
  }

  /// Writes the token's members.
  public JsonText write(JsonText json) {
    return writeUnsigned(decision, json).put("signature", signature.text());
  }

  /// Writes the token's claims without a signature: a record of what was decided that no verifier
  /// accepts.
  public static JsonText writeUnsigned(Decision decision, JsonText json) {
    var order = decision.order();
    var price = order.price();
    json.put("v", VERSION)
        .put("kid", decision.token().kid())
        .put("alg", ALG)
        .put("jti", decision.id().toString())
        .put("trace_id", decision.traceId().toString())
        .put("status", decision.status().name())
        .put("client_id", decision.client().value())
        .put("client_order_id", order.id().value())
        .put("order_hash", decision.orderHash().hex())
        .put("qty", order.qty().toString());
    if (price != null) {
      json.put("price", price.toString());
    }
    return json.put("policy_version", decision.policy().version())
        .put("iat", issuedAt(decision))
        .put("exp", decision.token().expiresAt())
        .put("seq", decision.place().sequence());
  }

  /// What is signed: RFC 8785 of the token without `signature`. The members stand in order of their
  /// names.
  static byte[] signedBytes(Decision decision) {
    String kid = decision.token().kid();
    return claims(decision, new JsonText().put("alg", ALG), kid).bytes();
  }

  /// RFC 8785 of the claims that every form has: without algorithm and key, which a JWS names in
  /// its header.
  static byte[] canonicalClaims(Decision decision) {
    return claims(decision, new JsonText(), null).bytes();
  }

  private static JsonText claims(Decision decision, JsonText json, @Nullable String kid) {
    var order = decision.order();
    var price = order.price();
    json.put("client_id", decision.client().value())
        .put("client_order_id", order.id().value())
        .put("exp", decision.token().expiresAt())
        .put("iat", issuedAt(decision))
        .put("jti", decision.id().toString());
    if (kid != null) {
      json.put("kid", kid);
    }
    json.put("order_hash", decision.orderHash().hex())
        .put("policy_version", decision.policy().version());
    if (price != null) {
      json.put("price", price.toString());
    }
    return json.put("qty", order.qty().toString())
        .put("seq", decision.place().sequence())
        .put("status", decision.status().name())
        .put("trace_id", decision.traceId().toString())
        .put("v", VERSION);
  }

  static long issuedAt(Decision decision) {
    return Math.floorDiv(decision.decidedAtMicros(), 1_000_000L);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "DecisionToken[%s %s]", id(), decision.status());
  }
}
