package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tokens of version 1, for verifiers that take no other: `{payload, signature, version: "v1"}`.
///
/// Weak by its form, which is kept to the byte. The signature covers `payload` with an empty object
/// in the place of `order`; only `order_digest` binds the order, and that leaves out order type and
/// time in force. Key and algorithm have no name, nothing is used once, and `audience` is text that
/// nobody checks. So it has a key of its own, and a verifier here compares `order` with its digest
/// always.
final class LegacyTokens {

  static final String VERSION = "v1";

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] POLICY_KEY = "policy".getBytes(StandardCharsets.US_ASCII);
  private static final int POLICY_DIGITS = 16;

  private static final Set<String> TOKEN = Set.of("payload", "signature", "version");
  private static final List<String> TEXTS =
      List.of(
          "audience",
          "decision",
          "expires_at",
          "issued_at",
          "nonce",
          "order_digest",
          "order_digest_version",
          "policy_snapshot_hash",
          "reason_code",
          "subject",
          "trace_id");
  private static final Set<String> OTHERS = Set.of("order", "projected_exposure", "rule_ids");

  private final TokenKey key;
  private final String audience;

  /// @param key used for nothing else
  LegacyTokens(TokenKey key, String audience) {
    this.key = key;
    this.audience = audience;
  }

  /// True for what can only be meant as one of these.
  static boolean isMeant(JsonObject token) {
    return token.has("payload") || token.has("version");
  }

  /// The decision's token; null when its order cannot be told in this version.
  @Nullable LegacyToken sign(Decision decision) {
    JsonObject order = LegacyOrder.json(decision.order());
    String digest = order == null ? null : LegacyOrder.digest(order);
    if (order == null || digest == null) {
      return null;
    }
    boolean authorized = decision.status() == DecisionStatus.AUTHORIZED;
    var first = authorized ? null : decision.reasons().getFirst();
    JsonObject payload =
        JsonObject.builder()
            .put("trace_id", decision.traceId().toString())
            .put("decision", decision.status().name())
            .put("reason_code", first == null ? "OK" : first.code())
            .put(
                "rule_ids",
                JsonArray.of(first == null ? List.of() : List.of(JsonValue.of(first.ruleId()))))
            .put("policy_snapshot_hash", policyHash(decision.policy().version()))
            .put("issued_at", time(DecisionToken.issuedAt(decision)))
            .put("expires_at", time(decision.token().expiresAt()))
            .put("nonce", decision.id().toString().replace("-", ""))
            .put("subject", decision.client().value())
            .put("audience", audience)
            .put("order", order)
            .put("order_digest", digest)
            .put("order_digest_version", VERSION)
            .build();
    byte[] code = key.code(CanonicalJson.ofOwn(signed(payload)));
    return new LegacyToken(
        JsonObject.builder()
            .put("payload", payload)
            .put("signature", HexFormat.of().formatHex(code))
            .put("version", VERSION)
            .build());
  }

  private static JsonObject signed(JsonObject payload) {
    return payload.with("order", JsonObject.empty());
  }

  private static String policyHash(String version) {
    return TokenKey.hex(POLICY_KEY, version).substring(0, POLICY_DIGITS);
  }

  private static String time(long seconds) {
    return MILLIS.format(Instant.ofEpochSecond(seconds));
  }

  /// Every check by name, as for version 2.
  Verification verify(JsonObject token, @Nullable Shown shown, long now, Duration skew) {
    JsonObject payload = token.object("payload");
    String fault = payload == null ? "payload is not an object" : fault(token, payload);
    if (payload == null || fault != null) {
      return Verification.unread(fault == null ? "no payload" : fault);
    }
    return new Verification(
        payload,
        List.of(
            Check.pass("form"),
            signature(payload, String.valueOf(token.string("signature"))),
            time(payload, now, skew),
            DecisionStatus.AUTHORIZED.name().equals(payload.string("decision"))
                ? Check.pass("status")
                : Check.fail("status", "the order was not authorized"),
            order(payload, shown)),
        false);
  }

  private static @Nullable String fault(JsonObject token, JsonObject payload) {
    if (!token.members().keySet().equals(TOKEN) || !VERSION.equals(token.string("version"))) {
      return "not a token of version " + VERSION;
    }
    for (String name : payload.members().keySet()) {
      if (!TEXTS.contains(name) && !OTHERS.contains(name)) {
        return "the payload has the member %s, which is not taken".formatted(name);
      }
    }
    for (String name : TEXTS) {
      if (payload.string(name) == null) {
        return "missing or not a string: " + name;
      }
    }
    JsonObject order = payload.object("order");
    String digest = order == null ? null : LegacyOrder.digest(order);
    // The signature leaves the order out: what stands there is checked by its digest alone.
    return digest != null && digest.equals(payload.string("order_digest"))
        ? null
        : "order is not the one of order_digest";
  }

  private Check signature(JsonObject payload, String given) {
    try {
      byte[] code = key.code(CanonicalJson.bytes(signed(payload)));
      return MessageDigest.isEqual(
              HexFormat.of().formatHex(code).getBytes(StandardCharsets.UTF_8),
              given.getBytes(StandardCharsets.UTF_8))
          ? Check.pass("signature")
          : Check.fail("signature", "it is not the code of this content under the key of v1");
    } catch (JsonRefusedException e) {
      return Check.fail("signature", "it cannot be checked: " + e.getMessage());
    }
  }

  private static Check time(JsonObject payload, long now, Duration skew) {
    try {
      long issued = Rfc3339.parse(String.valueOf(payload.string("issued_at"))).getEpochSecond();
      long expires = Rfc3339.parse(String.valueOf(payload.string("expires_at"))).getEpochSecond();
      return TokenClaims.time(issued, expires, now, skew);
    } catch (DateTimeException e) {
      return Check.fail("time", "issued_at and expires_at are times of RFC 3339");
    }
  }

  private static Check order(JsonObject payload, @Nullable Shown shown) {
    if (shown == null) {
      return Check.notChecked("order", "no order was shown with the token");
    }
    JsonObject order = LegacyOrder.json(shown.order());
    if (order == null
        || !String.valueOf(LegacyOrder.digest(order)).equals(payload.string("order_digest"))) {
      return Check.fail("order", "the token is for another order");
    }
    String subject = payload.string("subject");
    return shown.clients().stream().map(ClientId::value).allMatch(named -> named.equals(subject))
        ? Check.pass("order")
        : Check.fail("order", "the token is for another client's order");
  }
}
