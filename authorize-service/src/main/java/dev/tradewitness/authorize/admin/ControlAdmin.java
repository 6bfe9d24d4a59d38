package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.control.UnknownProperties.Treatment;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps limits, trading states and instruments. A change is durable first and then in force.
/// Decisions read the book in force and never the database.
public class ControlAdmin implements Supplier<ControlBook> {

  private final RiskLimits limits;
  private final TradingStates states;
  private final Instruments instruments;
  private final UnknownProperties unknown;
  private final ReferenceProperties references;
  private final InstantSource clock;
  private final TransactionTemplate transactions;
  private final ChangeFence fence;

  /// Written only under this object's monitor; a decision reads it once and keeps that view.
  private volatile ControlBook inForce;

  ControlAdmin(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      UnknownProperties unknown,
      ReferenceProperties references,
      InstantSource clock,
      TransactionTemplate transactions,
      ChangeFence fence) {
    this.limits = limits;
    this.states = states;
    this.instruments = instruments;
    this.unknown = unknown;
    this.references = references;
    this.clock = clock;
    this.transactions = transactions;
    this.fence = fence;
    this.inForce = read();
  }

  @Override
  public ControlBook get() {
    return inForce;
  }

  /// Takes over what the tables say now.
  public synchronized void reload() {
    inForce = read();
  }

  public List<RiskLimit> limits() {
    return limits.findAll();
  }

  public List<TradingStateEntry> states() {
    return states.findAll();
  }

  public Optional<TradingStateEntry> state(Scope scope, String subject) {
    return states.findByScopeAndSubject(scope, subject);
  }

  /// Sets a trading state; in force when this returns.
  ///
  /// @throws RuntimeException when it is not known whether the change is stored; the caller has the
  ///   lanes read again then
  public synchronized Change<TradingStateEntry> setState(
      Scope scope, String subject, TradingState state, String reason, String actor) {
    var setting = new TradingStateEntry.Setting(state, reason, actor, now());
    return change(
        () -> {
          TradingStateEntry entry =
              states
                  .findByScopeAndSubject(scope, subject)
                  .orElseGet(() -> new TradingStateEntry(scope, subject, setting));
          entry.set(setting);
          return states.saveAndFlush(entry);
        },
        saved -> withState(inForce, saved));
  }

  private <T> Change<T> change(Supplier<T> write, Function<T, ControlBook> applied) {
    Change<T> change = attempt(write);
    if (change instanceof Change.InForce<T>(T saved)) {
      inForce = applied.apply(saved);
    }
    return change;
  }

  private <T> Change<T> attempt(Supplier<T> write) {
    try {
      return inTransaction(write);
    } catch (CannotCreateTransactionException e) {
      return new Change.Unavailable<>(); // nothing was sent
    }
  }

  private <T> Change<T> inTransaction(Supplier<T> write) {
    return Objects.requireNonNull(
        transactions.execute(status ->
            switch (fence.ownership()) {
              case OURS -> new Change.InForce<>(write.get());
              case ANOTHERS -> new Change.NotOwner<T>();
              case UNKNOWN -> {
                status.setRollbackOnly();
                yield new Change.Unavailable<T>();
              }
            }));
  }

  private static ControlBook withState(ControlBook book, TradingStateEntry entry) {
    return switch (entry.scope()) {
      case FIRM -> book.withFirm(entry.state());
      case ACCOUNT -> book.with(new ClientId(entry.subject()), entry.state());
      case SYMBOL -> book.with(new Symbol(entry.subject()), entry.state());
      case ORDER -> throw new IllegalStateException("an order has no trading state");
    };
  }

  public List<Instrument> instruments() {
    return instruments.findAll();
  }

  /// Sets an instrument's status; in force when this returns.
  ///
  /// @throws RuntimeException as for [#setState]
  public synchronized Change<Instrument> setInstrument(
      Symbol symbol, Instrument.Status status, String reason, String actor) {
    var instrument = new Instrument(symbol.value(), status, reason, actor, now());
    return change(
        () -> instruments.saveAndFlush(instrument),
        saved -> inForce.withInstrument(symbol, saved.status() == Instrument.Status.TRADABLE));
  }

  private Instant now() {
    return clock.instant();
  }

  private ControlBook read() {
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
    return withStates(defaults == null ? AccountLimits.NONE : defaults, byClient, symbols);
  }

  private ControlBook withStates(
      AccountLimits defaults,
      Map<ClientId, AccountLimits> accounts,
      Map<String, AccountLimits> symbols) {
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
    @Nullable BigDecimal amount = limit.amount();
    return switch (limit.control()) {
      case MAX_ORDER_QTY -> new AccountLimits(amount, null, null, null);
      case MAX_ORDER_VALUE -> new AccountLimits(null, amount, null, null);
      case GROSS_EXPOSURE -> new AccountLimits(null, null, amount, null);
      case NET_EXPOSURE -> new AccountLimits(null, null, null, amount);
    };
  }
}
