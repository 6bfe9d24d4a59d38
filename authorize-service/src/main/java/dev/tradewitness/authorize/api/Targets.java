package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.Change;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.admin.TradingStateEntry;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.kit.web.ProblemException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/// What a path names.
final class Targets {

  private static final Pattern CHANGE_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Targets() {}

  /// @throws ProblemException 404 for another scope than firm, desk, account and symbol, 400 for
  ///   what is no subject of it
  static ControlTarget state(String scope, String subject) {
    return switch (scope.toUpperCase(Locale.ROOT)) {
      case "FIRM" -> ControlTarget.state(Scope.FIRM, firm(subject));
      case "DESK" -> ControlTarget.state(Scope.DESK, desk(subject));
      case "ACCOUNT" -> ControlTarget.state(Scope.ACCOUNT, account(subject));
      case "SYMBOL" -> ControlTarget.state(Scope.SYMBOL, symbol(subject).value());
      default ->
          throw ProblemException.of(
              HttpStatus.NOT_FOUND, "UNKNOWN_SCOPE", "A scope is firm, desk, account or symbol");
    };
  }

  /// @throws ProblemException 404 for another scope than account and symbol, 400 for what is no
  ///   subject of it
  static ControlTarget shortSale(String scope, String subject) {
    return switch (scope.toUpperCase(Locale.ROOT)) {
      case "ACCOUNT" -> ControlTarget.shortSale(LimitScope.ACCOUNT, account(subject));
      case "SYMBOL" -> ControlTarget.shortSale(LimitScope.SYMBOL, symbol(subject).value());
      default ->
          throw ProblemException.of(
              HttpStatus.NOT_FOUND, "UNKNOWN_SCOPE", "A scope is account or symbol");
    };
  }

  /// @throws ProblemException 400 for what is no subject of the scope
  static String subject(LimitScope scope, String subject) {
    return switch (scope) {
      case FIRM -> firm(subject);
      case DESK -> desk(subject);
      case ACCOUNT -> account(subject);
      case SYMBOL -> symbol(subject).value();
    };
  }

  private static String firm(String subject) {
    if (!subject.equals(TradingStateEntry.ALL)) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "INVALID_SUBJECT",
          "The subject of firm is " + TradingStateEntry.ALL);
    }
    return subject;
  }

  static String desk(String subject) {
    return valid(DeskId.isValid(subject), subject);
  }

  static String account(String subject) {
    return valid(ClientId.isValid(subject), subject);
  }

  static Symbol symbol(String subject) {
    return new Symbol(valid(Symbol.isValid(subject), subject));
  }

  static UUID change(String id) {
    if (!CHANGE_ID.matcher(id).matches()) {
      throw ProblemException.of(
          HttpStatus.NOT_FOUND, Change.Refusal.UNKNOWN_CHANGE.name(), "No change has this id");
    }
    return UUID.fromString(id);
  }

  private static String valid(boolean valid, String subject) {
    if (!valid) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_SUBJECT", "A subject is " + Names.EXPECTED);
    }
    return subject;
  }
}
