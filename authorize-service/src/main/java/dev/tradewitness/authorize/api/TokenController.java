package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.authorize.token.TokenVerifier;
import dev.tradewitness.authorize.token.TokenVerifier.Check;
import dev.tradewitness.authorize.token.TokenVerifier.Outcome;
import dev.tradewitness.authorize.token.TokenVerifier.Shown;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v1/tokens/verify`: checks a token against the keys, and against an order if one is shown.
@RestController
class TokenController {

  private final TokenVerifier verifier;
  private final MeterRegistry meters;

  TokenController(TokenVerifier verifier, MeterRegistry meters) {
    this.verifier = verifier;
    this.meters = meters;
  }

  record VerificationBody(
      boolean valid, @Nullable String status, @Nullable String jti, List<CheckBody> checks) {}

  record CheckBody(String name, Outcome outcome, String message) {}

  @PostMapping("/v1/tokens/verify")
  VerificationBody verify(HttpServletRequest request) {
    JsonObject body = JsonBody.read(request, TokenController::malformed);
    JsonObject token = body.object("token");
    Shown order = token == null || !body.has("order") ? null : order(body);
    JsonObject shown = token == null ? body : token;
    List<Check> checks = verifier.verify(shown, order);
    boolean valid = TokenVerifier.isGood(checks);
    meters.counter("authorize.tokens.verified", "valid", valid ? "true" : "false").increment();
    return new VerificationBody(
        valid,
        shown.string("status"),
        shown.string("jti"),
        checks.stream().map(c -> new CheckBody(c.name(), c.outcome(), c.message())).toList());
  }

  /// The order under `order`, which may be a whole authorization request, and the client named in
  /// it or beside it.
  private static Shown order(JsonObject body) {
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

  private static ProblemException malformed(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST, "INVALID_TOKEN_SCHEMA", "The body is not a token", violations);
  }
}
