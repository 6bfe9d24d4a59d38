package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.token.TokenVerifier;
import dev.tradewitness.authorize.token.Verification;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  record CheckBody(String name, Outcome outcome, String message) {
    static List<CheckBody> of(List<Check> checks) {
      return checks.stream().map(c -> new CheckBody(c.name(), c.outcome(), c.message())).toList();
    }
  }

  @PostMapping("/v1/tokens/verify")
  VerificationBody verify(HttpServletRequest request) {
    ShownToken shown = ShownToken.read(JsonBody.read(request, ShownToken::malformed));
    Verification found = verifier.verify(shown.token(), shown.order());
    meters
        .counter("authorize.tokens.verified", "valid", found.isGood() ? "true" : "false")
        .increment();
    return new VerificationBody(
        found.isGood(),
        found.claims().string("status"),
        found.claims().string("jti"),
        CheckBody.of(found.checks()));
  }
}
