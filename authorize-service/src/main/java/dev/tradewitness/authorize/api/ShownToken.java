package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.authorize.token.PresentedToken;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A token in a request body, and the order shown with it.
///
/// @param order null when none is shown
record ShownToken(PresentedToken token, @Nullable Shown order) {

  /// Reads `{token, order?}`, or a token object alone. `token` is an object, or a text that is a
  /// compact JWS.
  ///
  /// @throws ProblemException 400 `INVALID_TOKEN_SCHEMA`
  static ShownToken read(JsonObject body) {
    return switch (body.get("token")) {
      case null -> new ShownToken(new PresentedToken.InObject(body), null);
      case JsonObject members -> new ShownToken(new PresentedToken.InObject(members), order(body));
      case JsonValue.JsonString(String text) ->
          new ShownToken(new PresentedToken.InJws(text), order(body));
      default ->
          throw malformed(
              List.of(
                  new Violation(
                      "/token", "WRONG_TYPE", "expected an object or a compact JWS as text")));
    };
  }

  /// The order under `order`, which may be a whole authorization request, and the client named in
  /// it or beside it.
  private static @Nullable Shown order(JsonObject body) {
    if (!body.has("order")) {
      return null;
    }
    JsonObject order = body.object("order");
    var beside = new MemberReader(body, "");
    ClientId client = OrderReader.client(beside);
    if (order == null) {
      beside.violation("order", "WRONG_TYPE", "expected an object");
    }
    if (order == null || !beside.violations().isEmpty()) {
      throw malformed(beside.violations());
    }
    return switch (OrderReader.read(CanonicalJson.asReceived(order))) {
      case Reading.Understood(var request) ->
          new Shown(
              request.order(),
              Stream.of(Optional.ofNullable(client), Optional.ofNullable(request.client()))
                  .flatMap(Optional::stream)
                  .toList());
      case Reading.Malformed(var violations) ->
          throw malformed(
              violations.stream()
                  .map(v -> new Violation("/order" + v.pointer(), v.code(), v.message()))
                  .toList());
    };
  }

  static ProblemException malformed(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST, "INVALID_TOKEN_SCHEMA", "The body is not a token", violations);
  }
}
