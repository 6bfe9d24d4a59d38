package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order under judgement: what counts for it, looked up once, and what it was found to breach.
final class Judged {

  static final String QUANTITY = "quantity";
  static final String NOTIONAL = "notional";
  static final String PRICE = "price";

  /// The firm's subject.
  static final String ALL = "all";

  final Candidate candidate;
  final ControlBook book;
  final Exposure exposure;
  final long nowMicros;
  final ClientId client;
  final Order order;
  final Symbol symbol;
  final @Nullable DeskId desk;
  final AccountLimits firmLimits;
  final AccountLimits deskLimits;
  final AccountLimits accountLimits;
  final AccountLimits symbolLimits;
  final HoldingLimits holdingLimits;
  final @Nullable InstrumentTerms terms;
  private final List<Reason> breaches = new ArrayList<>(2);

  Judged(Candidate candidate, ControlBook book, Exposure exposure, long nowMicros) {
    this.candidate = candidate;
    this.book = book;
    this.exposure = exposure;
    this.nowMicros = nowMicros;
    this.client = candidate.client();
    this.order = candidate.order();
    this.symbol = order.symbol();
    this.desk = book.desk(client);
    this.firmLimits = book.limits().firm();
    this.deskLimits = book.limits().of(desk);
    this.accountLimits = book.limits().of(client);
    this.symbolLimits = book.limits().of(symbol);
    this.holdingLimits = book.limits().of(client, symbol);
    this.terms = book.instrument(symbol);
  }

  List<Reason> breaches() {
    return breaches;
  }

  /// A control with its scope.
  ///
  /// @param unit of figure and limit
  record Rule(String code, String id, Scope scope, String unit) {}

  private String subject(Rule rule) {
    return switch (rule.scope()) {
      case FIRM -> ALL;
      case DESK -> desk == null ? "" : desk.value();
      case ACCOUNT -> client.value();
      case SYMBOL -> symbol.value();
      case ORDER -> order.id().value();
    };
  }

  /// A breach when the figure is above the limit.
  void limit(Rule rule, BigDecimal figure, @Nullable BigDecimal limit) {
    if (limit != null && figure.compareTo(limit) > 0) {
      breach(rule, figure, limit, "above the limit");
    }
  }

  /// @param relation of the figure to the limit, as a sentence says it
  void breach(Rule rule, BigDecimal figure, BigDecimal limit, String relation) {
    String found = ExactDecimal.text(figure);
    String allowed = ExactDecimal.text(limit);
    breaches.add(
        new Reason(
            rule.code(),
            rule.id(),
            rule.scope(),
            subject(rule),
            found,
            allowed,
            rule.unit(),
            "%s %s is %s %s".formatted(rule.id(), found, relation, allowed)));
  }

  void breach(String code, String rule, Scope scope, String subject, String message) {
    breaches.add(new Reason(code, rule, scope, subject, null, null, null, message));
  }
}
