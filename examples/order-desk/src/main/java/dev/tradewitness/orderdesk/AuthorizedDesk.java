package dev.tradewitness.orderdesk;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.authorize.Authorization;
import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Lets an order pass only when authorize-service says so; without an answer in time it is blocked.
@Component
class AuthorizedDesk implements Desk {

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final Tradewitness tradewitness;

  AuthorizedDesk(Tradewitness tradewitness) {
    this.tradewitness = tradewitness;
  }

  @Override
  public String place(Ticket ticket) {
    Authorization answer = tradewitness.authorize(ticket.order().asked(), DEADLINE);
    if (answer.permits() && answer instanceof Authorization.Decision decision) {
      return decision.traceId();
    }
    throw new OrderBlockedException(reasons(answer));
  }

  private static String reasons(Authorization answer) {
    return switch (answer) {
      case Authorization.Decision decision when !decision.reasons().isEmpty() ->
          decision.reasons().stream()
              .map(Authorization.Reason::code)
              .collect(Collectors.joining(", "));
      case Authorization.Decision _ -> "TOKEN_NOT_GOOD";
      case Authorization.Refused refused -> refused.code();
      case Authorization.Unavailable _ -> "AUTHORIZATION_UNAVAILABLE";
    };
  }
}
