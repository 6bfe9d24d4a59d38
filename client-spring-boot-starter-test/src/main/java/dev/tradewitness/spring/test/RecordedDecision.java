package dev.tradewitness.spring.test;

import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An answer as that of `POST /v1/authorize`, with a token that passes the client's checks.
final class RecordedDecision {

  private RecordedDecision() {}

  /// @param blockedBy the reason's code; empty for an order that is authorized
  /// @param keys with any, the token is signed by the first
  /// @throws IOException when the request is not an order's
  static byte[] answer(byte[] request, String blockedBy, Map<String, byte[]> keys)
      throws IOException {
    JsonObject asked;
    try {
      asked = JsonText.parseObject(request, JsonLimits.ORDER);
    } catch (JsonRefusedException e) {
      throw new IOException("not an order: " + e.getMessage(), e);
    }
    String status = blockedBy.isEmpty() ? "AUTHORIZED" : "BLOCKED";
    String trace = UUID.randomUUID().toString();
    var answer =
        JsonObject.builder()
            .put("trace_id", trace)
            .put("status", status)
            .put("decision_token", signed(token(asked, status, trace, kid(keys)), keys))
            .put("reasons", JsonArray.of(blockedBy.isEmpty() ? List.of() : reasons(blockedBy)));
    return CanonicalJson.asReceived(answer.build());
  }

  private static List<JsonObject> reasons(String code) {
    return List.of(
        JsonObject.builder()
            .put("code", code)
            .put("rule_id", "recorder")
            .put("message", "blocked by the test")
            .build());
  }

  private static String kid(Map<String, byte[]> keys) {
    return keys.keySet().stream().findFirst().orElse("recorder");
  }

  private static JsonObject token(JsonObject asked, String status, String trace, String kid) {
    JsonObject order = Objects.requireNonNull(asked.object("order"));
    JsonObject context = Objects.requireNonNull(asked.object("context"));
    long now = Instant.now().getEpochSecond();
    return JsonObject.builder()
        .put("v", 2)
        .put("kid", kid)
        .put("alg", "HMAC-SHA256")
        .put("jti", UUID.randomUUID().toString())
        .put("trace_id", trace)
        .put("status", status)
        .put("client_id", Objects.requireNonNull(context.string("client_id")))
        .put("client_order_id", Objects.requireNonNull(order.string("client_order_id")))
        .put("order_hash", Hash.of(CanonicalJson.ofOwn(order)).hex())
        .put("qty", Objects.requireNonNull(order.string("qty")))
        .putOrNull("price", order.string("price"))
        .put("policy_version", "recorder")
        .put("iat", now)
        .put("exp", now + 300)
        .put("seq", 1)
        .build();
  }

  private static JsonObject signed(JsonObject token, Map<String, byte[]> keys) {
    byte[] secret = keys.get(token.string("kid"));
    byte[] code = secret == null ? new byte[32] : mac(secret, CanonicalJson.ofOwn(token));
    return token.with(
        "signature", JsonValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(code)));
  }

  private static byte[] mac(byte[] secret, byte[] content) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
