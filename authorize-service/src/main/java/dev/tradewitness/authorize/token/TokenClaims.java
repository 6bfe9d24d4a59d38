package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The checks of what a token says, whatever its form.
final class TokenClaims {

  private static final Set<String> REQUIRED_TEXT =
      Set.of(
          "jti",
          "trace_id",
          "status",
          "client_id",
          "client_order_id",
          "order_hash",
          "qty",
          "policy_version");

  private TokenClaims() {}

  /// Why these are not the claims of a token of version 2; null when they are.
  ///
  /// @param more members that the form has besides, texts too
  static @Nullable String fault(JsonObject claims, Set<String> more) {
    String missing =
        Stream.concat(REQUIRED_TEXT.stream(), more.stream())
            .filter(name -> claims.string(name) == null)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      return "missing or not a string: " + missing;
    }
    return number(claims, "v") == DecisionToken.VERSION
        ? null
        : "not a token of version " + DecisionToken.VERSION;
  }

  static Check time(JsonObject claims, long now, Duration skew) {
    long issued = number(claims, "iat");
    long expires = number(claims, "exp");
    return issued < 0 || expires < 0
        ? Check.fail("time", "iat and exp are integers")
        : time(issued, expires, now, skew);
  }

  /// All in seconds since 1970.
  static Check time(long issued, long expires, long now, Duration skew) {
    if (isExpired(expires, now, skew)) {
      return Check.fail("time", "expired at " + expires + ", it is " + now);
    }
    if (issued > now + skew.toSeconds()) {
      return Check.fail("time", "issued at " + issued + ", it is only " + now);
    }
    return Check.pass("time");
  }

  static boolean isExpired(JsonObject claims, long now, Duration skew) {
    long expires = number(claims, "exp");
    return expires >= 0 && isExpired(expires, now, skew);
  }

  static boolean isExpired(long expires, long now, Duration skew) {
    return now > expires + skew.toSeconds();
  }

  static Check status(JsonObject claims) {
    return DecisionStatus.AUTHORIZED.name().equals(claims.string("status"))
        ? Check.pass("status")
        : Check.fail("status", "the order was not authorized");
  }

  static Check order(JsonObject claims, @Nullable Shown shown) {
    if (shown == null) {
      return Check.notChecked("order", "no order was shown with the token");
    }
    Order order = shown.order();
    if (!order.hash().hex().equals(claims.string("order_hash"))) {
      return Check.fail("order", "the token is for another order");
    }
    // The hash does not cover the client: ids are the account's own.
    String client = claims.string("client_id");
    return shown.clients().stream().map(ClientId::value).allMatch(named -> named.equals(client))
        ? Check.pass("order")
        : Check.fail("order", "the token is for another client's order");
  }

  /// A number of at most 15 digits; -1 for anything else.
  static long number(JsonObject claims, String name) {
    if (claims.get(name) instanceof JsonValue.JsonNumber(String text)
        && text.length() <= 15
        && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(text);
    }
    return -1;
  }
}
