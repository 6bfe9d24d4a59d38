package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.control.UnknownProperties.Treatment;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The values in force, as the database has them.
final class ControlTables {

  private final RiskLimits limits;
  private final TradingStates states;
  private final Instruments instruments;
  private final UnknownProperties unknown;
  private final ReferenceProperties references;

  ControlTables(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      UnknownProperties unknown,
      ReferenceProperties references) {
    this.limits = limits;
    this.states = states;
    this.instruments = instruments;
    this.unknown = unknown;
    this.references = references;
  }

  /// A value with who set it, why and when.
  record Value(String value, String by, String reason, Instant at) {}

  /// Every value that is set.
  Map<ControlTarget, Value> values() {
    var values = new HashMap<ControlTarget, Value>();
    for (RiskLimit limit : limits.findAll()) {
      values.put(
          ControlTarget.limit(limit.scope(), limit.subject(), limit.control()),
          new Value(ExactDecimal.text(limit.amount()), limit.changedBy(), "", limit.changedAt()));
    }
    for (TradingStateEntry entry : states.findAll()) {
      values.put(
          ControlTarget.state(entry.scope(), entry.subject()),
          new Value(entry.state().name(), entry.actor(), entry.reason(), entry.changedAt()));
    }
    for (Instrument instrument : instruments.findAll()) {
      values.put(
          ControlTarget.instrument(new Symbol(instrument.symbol())),
          new Value(
              instrument.status().name(),
              instrument.actor(),
              instrument.reason(),
              instrument.changedAt()));
    }
    return values;
  }

  /// The target's own value now; null when it has none.
  @Nullable String value(ControlTarget target) {
    return switch (target.kind()) {
      case LIMIT ->
          rows(target).stream()
              .findFirst()
              .map(limit -> ExactDecimal.text(limit.amount()))
              .orElse(null);
      case TRADING_STATE ->
          states
              .findByScopeAndSubject(target.scope(), target.subject())
              .map(entry -> entry.state().name())
              .orElse(null);
      case INSTRUMENT ->
          instruments
              .findById(target.subject())
              .map(instrument -> instrument.status().name())
              .orElse(null);
    };
  }

  /// Writes what the record says. Call inside the transaction of the record.
  void set(ControlRecord record) {
    ControlTarget target = record.target();
    String value = record.after();
    switch (target.kind()) {
      case LIMIT -> setLimit(target, value == null ? null : new BigDecimal(value), record);
      case TRADING_STATE -> setState(target, Objects.requireNonNull(value), record);
      case INSTRUMENT ->
          instruments.saveAndFlush(
              new Instrument(
                  target.subject(),
                  Instrument.Status.valueOf(Objects.requireNonNull(value)),
                  record.reason(),
                  record.author(),
                  record.recordedAt()));
    }
  }

  private void setLimit(ControlTarget target, @Nullable BigDecimal amount, ControlRecord record) {
    List<RiskLimit> rows = rows(target);
    if (amount != null && rows.isEmpty()) {
      limits.save(
          new RiskLimit(
              scope(target),
              target.subject(),
              control(target),
              amount,
              record.author(),
              record.recordedAt()));
    } else if (amount != null) {
      RiskLimit kept = rows.getFirst();
      kept.set(amount, record.author(), record.recordedAt());
      limits.save(kept);
      limits.deleteAll(rows.subList(1, rows.size()));
    } else {
      limits.deleteAll(rows);
    }
    limits.flush();
  }

  /// Of a symbol there may be several, where somebody wrote it in several ways into the table.
  private List<RiskLimit> rows(ControlTarget target) {
    LimitScope scope = scope(target);
    return scope == LimitScope.ACCOUNT
        ? limits.findByScopeAndControlAndSubject(scope, control(target), target.subject())
        : limits.findByScopeAndControl(scope, control(target)).stream()
            .filter(limit -> new Symbol(limit.subject()).value().equals(target.subject()))
            .toList();
  }

  private static RiskLimit.Control control(ControlTarget target) {
    return Objects.requireNonNull(target.control());
  }

  private static LimitScope scope(ControlTarget target) {
    return LimitScope.valueOf(target.scope().name());
  }

  private void setState(ControlTarget target, String state, ControlRecord record) {
    var setting =
        new TradingStateEntry.Setting(
            TradingState.valueOf(state), record.reason(), record.author(), record.recordedAt());
    TradingStateEntry entry =
        states
            .findByScopeAndSubject(target.scope(), target.subject())
            .orElseGet(() -> new TradingStateEntry(target.scope(), target.subject(), setting));
    entry.set(setting);
    states.saveAndFlush(entry);
  }

  List<RiskLimit> limits() {
    return limits.findAll();
  }

  List<Instrument> instruments() {
    return instruments.findAll();
  }

  Optional<TradingStateEntry> state(Scope scope, String subject) {
    return states.findByScopeAndSubject(scope, subject);
  }

  /// @param ref what decisions by this book name
  ControlBook book(@Nullable ControlsRef ref) {
    var accounts = new HashMap<String, AccountLimits>();
    var symbols = new HashMap<String, AccountLimits>();
    for (RiskLimit limit : limits.findAll()) {
      switch (limit.scope()) {
        case ACCOUNT -> accounts.merge(limit.subject(), of(limit), AccountLimits::over);
        case SYMBOL ->
            symbols.merge(new Symbol(limit.subject()).value(), of(limit), AccountLimits::over);
      }
    }
    AccountLimits defaults = accounts.remove(RiskLimit.DEFAULT);
    var byClient = new HashMap<ClientId, AccountLimits>();
    accounts.forEach((client, own) -> byClient.put(new ClientId(client), own));
    return withStates(defaults == null ? AccountLimits.NONE : defaults, byClient, symbols, ref);
  }

  private ControlBook withStates(
      AccountLimits defaults,
      Map<ClientId, AccountLimits> accounts,
      Map<String, AccountLimits> symbols,
      @Nullable ControlsRef ref) {
    TradingState firm = TradingState.ACTIVE;
    var accountStates = new HashMap<ClientId, TradingState>();
    var symbolStates = new HashMap<String, TradingState>();
    for (TradingStateEntry entry : states.findAll()) {
      switch (entry.scope()) {
        case FIRM -> firm = entry.state();
        case ACCOUNT -> accountStates.put(new ClientId(entry.subject()), entry.state());
        case SYMBOL -> symbolStates.put(new Symbol(entry.subject()).value(), entry.state());
        case ORDER -> throw new IllegalStateException("an order has no trading state");
      }
    }
    var tradable = new HashMap<String, Boolean>();
    instruments
        .findAll()
        .forEach(i ->
            tradable.put(new Symbol(i.symbol()).value(), i.status() == Instrument.Status.TRADABLE));
    return new ControlBook(
        ref,
        defaults,
        accounts,
        symbols,
        firm,
        accountStates,
        symbolStates,
        tradable,
        reservePrices(),
        new ControlBook.Unknown(
            unknown.unknownClient() == Treatment.BLOCK,
            unknown.unknownSymbol() == Treatment.BLOCK,
            references.requiredForSells()));
  }

  private Map<String, BigDecimal> reservePrices() {
    var prices = new HashMap<String, BigDecimal>();
    BigDecimal factor = BigDecimal.ONE.add(references.collar());
    references
        .prices()
        .forEach((name, price) -> {
          String symbol = new Symbol(name).value();
          if (prices.put(symbol, price.multiply(factor)) != null) {
            throw new IllegalArgumentException("two reference prices for the symbol " + symbol);
          }
        });
    return prices;
  }

  private static AccountLimits of(RiskLimit limit) {
    BigDecimal amount = limit.amount();
    return switch (limit.control()) {
      case MAX_ORDER_QTY -> new AccountLimits(amount, null, null, null);
      case MAX_ORDER_VALUE -> new AccountLimits(null, amount, null, null);
      case GROSS_EXPOSURE -> new AccountLimits(null, null, amount, null);
      case NET_EXPOSURE -> new AccountLimits(null, null, null, amount);
    };
  }
}
