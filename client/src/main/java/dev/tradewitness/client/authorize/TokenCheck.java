package dev.tradewitness.client.authorize;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.CompactJws;
import dev.tradewitness.common.wire.JwsRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Checks a decision token of version 2, an object or a compact JWS, without the service: form,
/// signature, time, status and the order that it is for. A token is good only when no check fails.
/// Whether it was redeemed only the service knows.
public final class TokenCheck {

  /// By how much clocks may differ.
  public static final Duration SKEW = Duration.ofSeconds(5);

  private static final String HMAC = "HmacSHA256";
  private static final int SECRET_BYTES_MIN = 32;
  private static final Set<String> CLAIMS =
      Set.of(
          "jti",
          "trace_id",
          "status",
          "client_id",
          "client_order_id",
          "order_hash",
          "qty",
          "policy_version");
  private static final Set<String> OBJECT_TEXT = Set.of("kid", "alg", "signature");
  private static final String JWS_ALG = "HS256";
  private static final String JWS_TYP = "decision-token+jwt";
  private static final Set<String> JWS_HEADER = Set.of("alg", "kid", "typ");

  private final Map<String, SecretKeySpec> keys = new TreeMap<>();
  private final InstantSource clock;
  private final Duration skew;

  /// @param name `form`, `signature`, `time`, `status` or `order`
  /// @param message why the check failed
  public record Fault(String name, String message) {}

  /// @param keys secrets by their names; with none, a signature only has to be there
  /// @throws IllegalArgumentException for a secret of fewer than 32 bytes
  public TokenCheck(Map<String, byte[]> keys, InstantSource clock, Duration skew) {
    requireKeys(keys);
    keys.forEach((kid, secret) -> this.keys.put(kid, new SecretKeySpec(secret, HMAC)));
    this.clock = clock;
    this.skew = skew;
  }

  /// @throws IllegalArgumentException for a secret of fewer than 32 bytes
  public static void requireKeys(Map<String, byte[]> keys) {
    keys.forEach((kid, secret) -> {
      if (secret.length < SECRET_BYTES_MIN) {
        throw new IllegalArgumentException(
            "the secret %s has at least %d bytes, got %d"
                .formatted(kid, SECRET_BYTES_MIN, secret.length));
      }
    });
  }

  /// Every check that fails, in a fixed order; empty when the token is good for this order.
  public List<Fault> faults(JsonObject token, Order order) {
    return Stream.of(form(token), signature(token), time(token), status(token), order(token, order))
        .flatMap(Optional::stream)
        .toList();
  }

  /// As [#faults(JsonObject,Order)], for a token that is a compact JWS (RFC 7515). A text whose
  /// form or header is refused has that one fault.
  public List<Fault> faults(String jws, Order order) {
    CompactJws read;
    try {
      read = CompactJws.parse(jws);
    } catch (JwsRefusedException e) {
      return List.of(new Fault("form", "not a compact JWS: " + e.getMessage()));
    }
    Optional<Fault> header = header(read.header());
    if (header.isPresent()) {
      return List.of(header.get());
    }
    JsonObject claims = read.payload();
    return Stream.of(
            claims(claims, Set.of()),
            signature(read),
            time(claims),
            status(claims),
            order(claims, order))
        .flatMap(Optional::stream)
        .toList();
  }

  /// The algorithm is pinned, and a member that is not known here is refused, `crit` above all: it
  /// may change what the signature means.
  private static Optional<Fault> header(JsonObject header) {
    String alg = header.string("alg");
    if (!JWS_ALG.equals(alg)) {
      return fault("form", "alg is %s, only %s is taken".formatted(alg, JWS_ALG));
    }
    for (String name : header.members().keySet()) {
      if (!JWS_HEADER.contains(name)) {
        return fault("form", "the header has the member %s, which is not taken".formatted(name));
      }
    }
    if (header.string("kid") == null) {
      return fault("form", "the header has no kid");
    }
    return JWS_TYP.equals(header.string("typ")) ? none() : fault("form", "typ is not " + JWS_TYP);
  }

  private Optional<Fault> signature(CompactJws jws) {
    if (keys.isEmpty()) {
      return jws.signature().length == 0 ? fault("signature", "there is none") : none();
    }
    SecretKeySpec key = keys.get(jws.header().string("kid"));
    if (key == null) {
      return fault("signature", "no key of that name");
    }
    return MessageDigest.isEqual(mac(key).doFinal(jws.signed()), jws.signature())
        ? none()
        : fault("signature", "it is not the code of this content");
  }

  private static Optional<Fault> form(JsonObject token) {
    Optional<Fault> fault = claims(token, OBJECT_TEXT);
    // The algorithm is pinned: a token does not choose how it is checked.
    return fault.isPresent() || "HMAC-SHA256".equals(token.string("alg"))
        ? fault
        : fault("form", "alg is not HMAC-SHA256");
  }

  private static Optional<Fault> claims(JsonObject token, Set<String> more) {
    String missing =
        Stream.concat(CLAIMS.stream(), more.stream())
            .filter(name -> token.string(name) == null)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      return fault("form", "missing or not a string: " + missing);
    }
    return number(token, "v") == 2 ? none() : fault("form", "not a token of version 2");
  }

  private Optional<Fault> signature(JsonObject token) {
    String signature = token.string("signature");
    String kid = token.string("kid");
    if (signature == null || kid == null) {
      return fault("signature", "there is none, or no name of its key");
    }
    if (keys.isEmpty()) {
      return none();
    }
    SecretKeySpec key = keys.get(kid);
    if (key == null) {
      return fault("signature", "no key of that name");
    }
    try {
      var signed = new LinkedHashSet<>(token.members().keySet());
      signed.remove("signature");
      byte[] expected = mac(key).doFinal(CanonicalJson.bytes(token.only(signed)));
      // The text, for other texts decode to the same bytes. Constant time: how far a forged
      // signature agrees must not show.
      return MessageDigest.isEqual(
              Base64.getUrlEncoder().withoutPadding().encode(expected),
              signature.getBytes(StandardCharsets.UTF_8))
          ? none()
          : fault("signature", "it is not the code of this content under key " + kid);
    } catch (JsonRefusedException e) {
      return fault("signature", "it cannot be checked: " + e.getMessage());
    }
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private Optional<Fault> time(JsonObject token) {
    long issued = number(token, "iat");
    long expires = number(token, "exp");
    long now = clock.instant().getEpochSecond();
    if (issued < 0 || expires < 0) {
      return fault("time", "iat and exp are integers");
    }
    if (now > expires + skew.toSeconds()) {
      return fault("time", "expired at %d, it is %d".formatted(expires, now));
    }
    return issued > now + skew.toSeconds()
        ? fault("time", "issued at %d, it is only %d".formatted(issued, now))
        : none();
  }

  private static Optional<Fault> status(JsonObject token) {
    return "AUTHORIZED".equals(token.string("status"))
        ? none()
        : fault("status", "the order was not authorized");
  }

  private static Optional<Fault> order(JsonObject token, Order order) {
    if (!order.hash().hex().equals(token.string("order_hash"))) {
      return fault("order", "the token is for another order");
    }
    // The hash does not cover the client: ids are the account's own.
    return order.clientId().equals(token.string("client_id"))
        ? none()
        : fault("order", "the token is for another client's order");
  }

  private static long number(JsonObject token, String name) {
    if (token.get(name) instanceof JsonValue.JsonNumber(String text)
        && text.length() <= 15
        && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(text);
    }
    return -1;
  }

  private static Optional<Fault> fault(String name, String message) {
    return Optional.of(new Fault(name, message));
  }

  private static Optional<Fault> none() {
    return Optional.empty();
  }
}
