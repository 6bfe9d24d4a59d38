package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks a token without any state but the keys: form, key, signature, time, status and, where an
/// order is shown with it, that the token is for that order. A token is good only if no check
/// fails.
public final class TokenVerifier {

  /// @param name of the check, stable
  /// @param message why it failed or was left out; empty when it passed
  public record Check(String name, Outcome outcome, String message) {}

  /// An order shown with a token.
  ///
  /// @param clients every client named with it, perhaps none
  public record Shown(Order order, List<ClientId> clients) {
    public Shown {
      clients = List.copyOf(clients);
    }
  }

  /// What a check found.
  public enum Outcome {
    PASS,
    FAIL,
    NOT_CHECKED
  }

  private static final Set<String> REQUIRED_TEXT =
      Set.of(
          "kid",
          "alg",
          "jti",
          "trace_id",
          "status",
          "client_id",
          "client_order_id",
          "order_hash",
          "qty",
          "policy_version",
          "signature");

  private final TokenKeys keys;
  private final InstantSource clock;
  private final Duration skew;

  public TokenVerifier(TokenKeys keys, InstantSource clock, Duration skew) {
    this.keys = keys;
    this.clock = clock;
    this.skew = skew;
  }

  /// Every check by name, in a fixed order.
  public List<Check> verify(JsonObject token, @Nullable Shown shown) {
    var checks = new ArrayList<Check>();
    checks.add(form(token));
    checks.add(signature(token));
    checks.add(time(token));
    checks.add(status(token));
    checks.add(order(token, shown));
    return checks;
  }

  public static boolean isGood(List<Check> checks) {
    return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAIL);
  }

  private static Check form(JsonObject token) {
    String missing =
        REQUIRED_TEXT.stream()
            .filter(name -> token.string(name) == null)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      return fail("form", "missing or not a string: " + missing);
    }
    if (number(token, "v") != DecisionToken.VERSION) {
      return fail("form", "not a token of version " + DecisionToken.VERSION);
    }
    // The algorithm is pinned: a token does not choose how it is checked.
    if (!DecisionToken.ALG.equals(token.string("alg"))) {
      return fail("form", "alg is not " + DecisionToken.ALG);
    }
    return pass("form");
  }

  private Check signature(JsonObject token) {
    String kid = token.string("kid");
    String signature = token.string("signature");
    TokenKey key = kid == null ? null : keys.find(kid);
    if (key == null || signature == null) {
      return fail("signature", key == null ? "no key of that name" : "there is none");
    }
    try {
      var signed = new java.util.LinkedHashSet<>(token.members().keySet());
      signed.remove("signature");
      byte[] expected = key.mac().doFinal(CanonicalJson.bytes(token.only(signed)));
      // The text, for other texts decode to the same bytes. Constant time: how far a forged
      // signature agrees must not show.
      return MessageDigest.isEqual(
              Base64.getUrlEncoder().withoutPadding().encode(expected),
              signature.getBytes(StandardCharsets.UTF_8))
          ? pass("signature")
          : fail("signature", "it is not the code of this content under key " + kid);
    } catch (JsonRefusedException e) {
      return fail("signature", "it cannot be checked: " + e.getMessage());
    }
  }

  private Check time(JsonObject token) {
    long issued = number(token, "iat");
    long expires = number(token, "exp");
    long now = clock.instant().getEpochSecond();
    if (issued < 0 || expires < 0) {
      return fail("time", "iat and exp are integers");
    }
    if (now > expires + skew.toSeconds()) {
      return fail("time", "expired at " + expires + ", it is " + now);
    }
    if (issued > now + skew.toSeconds()) {
      return fail("time", "issued at " + issued + ", it is only " + now);
    }
    return pass("time");
  }

  private static Check status(JsonObject token) {
    return DecisionStatus.AUTHORIZED.name().equals(token.string("status"))
        ? pass("status")
        : fail("status", "the order was not authorized");
  }

  private static Check order(JsonObject token, @Nullable Shown shown) {
    if (shown == null) {
      return new Check("order", Outcome.NOT_CHECKED, "no order was shown with the token");
    }
    if (!shown.order().hash().hex().equals(token.string("order_hash"))) {
      return fail("order", "the token is for another order");
    }
    // The hash does not cover the client: ids are the account's own.
    return shown.clients().stream().allMatch(c -> c.value().equals(token.string("client_id")))
        ? pass("order")
        : fail("order", "the token is for another client's order");
  }

  private static long number(JsonObject token, String name) {
    if (token.get(name) instanceof JsonValue.JsonNumber number
        && number.text().length() <= 15
        && number.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(number.text());
    }
    return -1;
  }

  private static Check pass(String name) {
    return new Check(name, Outcome.PASS, "");
  }

  private static Check fail(String name, String message) {
    return new Check(name, Outcome.FAIL, message);
  }
}
