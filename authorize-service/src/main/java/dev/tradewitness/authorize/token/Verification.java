package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.common.canonical.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// What the checks of a token found. A token is good only if no check fails.
///
/// @param claims what the token says, true only when it is good; empty when it cannot be read
/// @param checks in a fixed order
/// @param expired whether its time is over
public record Verification(JsonObject claims, List<Check> checks, boolean expired) {

  /// What a check found.
  public enum Outcome {
    PASS,
    FAIL,
    NOT_CHECKED
  }

  /// @param name of the check, stable
  /// @param message why it failed or was left out; empty when it passed
  public record Check(String name, Outcome outcome, String message) {
    static Check pass(String name) {
      return new Check(name, Outcome.PASS, "");
    }

    static Check fail(String name, String message) {
      return new Check(name, Outcome.FAIL, message);
    }

    static Check notChecked(String name, String message) {
      return new Check(name, Outcome.NOT_CHECKED, message);
    }
  }

  /// An order shown with a token.
  ///
  /// @param clients every client named with it, perhaps none
  public record Shown(Order order, List<ClientId> clients) {
    public Shown {
      clients = List.copyOf(clients);
    }
  }

  public Verification {
    checks = List.copyOf(checks);
  }

  /// Of a token whose form is refused: it is not looked into further.
  static Verification unread(String fault) {
    return new Verification(
        JsonObject.empty(),
        Stream.concat(
                Stream.of(Check.fail("form", fault)),
                Stream.of("signature", "time", "status", "order")
                    .map(name -> Check.notChecked(name, "the form is refused")))
            .toList(),
        false);
  }

  public boolean isGood() {
    return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAIL);
  }

  /// True when the token was good until it expired.
  public boolean isOnlyExpired() {
    return expired && failed().size() == 1;
  }

  /// The checks that fail.
  public List<Check> failed() {
    return checks.stream().filter(check -> check.outcome() == Outcome.FAIL).toList();
  }
}
