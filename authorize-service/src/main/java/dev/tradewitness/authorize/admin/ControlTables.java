package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.ShortSale;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The values of limits, trading states, instruments and the policy, one row each, as people see
/// them. Symbols that were written into a table by hand may stand there in several ways; the
/// strictest counts.
final class ControlTables {

  private final RiskLimits limits;
  private final TradingStates states;
  private final Instruments instruments;
  private final ControlSettings settings;
  private final StoredPolicies policies;

  ControlTables(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      ControlSettings settings,
      StoredPolicies policies) {
    this.limits = limits;
    this.states = states;
    this.instruments = instruments;
    this.settings = settings;
    this.policies = policies;
  }

  /// A value with who set it and why.
  record Value(String value, String by, String reason) {}

  /// Every value that is set.
  Map<ControlTarget, Value> values() {
    var values = new HashMap<ControlTarget, Value>();
    for (RiskLimit limit : limits.findAll()) {
      values.merge(
          ControlTarget.limit(limit.scope(), limit.subject(), limit.symbol(), limit.control()),
          new Value(ExactDecimal.text(limit.amount()), limit.changedBy(), ""),
          (one, other) ->
              new BigDecimal(one.value()).compareTo(new BigDecimal(other.value())) <= 0
                  ? one
                  : other);
    }
    for (TradingStateEntry entry : states.findAll()) {
      values.merge(
          ControlTarget.state(entry.scope(), entry.subject()),
          new Value(entry.state().name(), entry.actor(), entry.reason()),
          (one, other) ->
              TradingState.valueOf(other.value()).isStricterThan(TradingState.valueOf(one.value()))
                  ? other
                  : one);
    }
    for (Instrument instrument : instruments.findAll()) {
      values.merge(
          ControlTarget.instrument(new Symbol(instrument.symbol())),
          new Value(instrument.value().text(), instrument.actor(), instrument.reason()),
          (one, other) -> isRestricted(other.value()) ? other : one);
    }
    for (ControlSetting setting : settings.findAll()) {
      values.merge(
          setting.target(),
          new Value(setting.value(), setting.actor(), setting.reason()),
          (one, other) -> other.value().equals(ShortSale.ALLOWED.name()) ? one : other);
    }
    policies
        .findByStatus(StoredPolicy.Status.ACTIVE)
        .ifPresent(policy ->
            values.put(
                ControlTarget.policy(),
                new Value(PolicyText.of(policy.ref()), policy.createdBy(), "")));
    return values;
  }

  private static boolean isRestricted(String instrument) {
    return InstrumentValue.of(instrument).status() == Instrument.Status.RESTRICTED;
  }

  /// Writes what the record says. Call inside the transaction of the record.
  void set(ControlRecord record) {
    ControlTarget target = record.target();
    String value = record.after();
    switch (target.kind()) {
      case LIMIT -> setLimit(target, value == null ? null : new BigDecimal(value), record);
      case TRADING_STATE -> setState(target, Objects.requireNonNull(value), record);
      case INSTRUMENT -> setInstrument(target, Objects.requireNonNull(value), record);
      case SHORT_SALE, PERMISSION, DESK -> setSetting(target, value, record);
      case REFERENCE_PRICES ->
          throw new IllegalArgumentException("prices have tables of their own");
      case POLICY -> setPolicy(PolicyText.ref(Objects.requireNonNull(value)));
    }
  }

  private void setLimit(ControlTarget target, @Nullable BigDecimal amount, ControlRecord record) {
    List<RiskLimit> rows = rows(target);
    if (amount != null && rows.isEmpty()) {
      limits.save(new RiskLimit(target, amount, record.author(), record.recordedAt()));
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

  private List<RiskLimit> rows(ControlTarget target) {
    LimitScope scope = LimitScope.valueOf(target.scope().name());
    RiskLimit.Control control = Objects.requireNonNull(target.control());
    return scope != LimitScope.SYMBOL
        ? limits.findByScopeAndControlAndSubject(scope, control, target.subject()).stream()
            .filter(limit -> isOf(limit.symbol(), target.symbol()))
            .toList()
        : limits.findByScopeAndControl(scope, control).stream()
            .filter(limit -> new Symbol(limit.subject()).value().equals(target.subject()))
            .toList();
  }

  /// Whether a symbol in a table is the target's, however it is written there.
  private static boolean isOf(@Nullable String symbol, @Nullable String target) {
    return symbol == null || target == null
        ? Objects.equals(symbol, target)
        : new Symbol(symbol).value().equals(target);
  }

  private void setSetting(ControlTarget target, @Nullable String value, ControlRecord record) {
    settings.deleteAll(
        settings.findByKind(target.kind()).stream()
            .filter(other -> other.target().equals(target))
            .toList());
    settings.flush();
    if (value != null) {
      settings.saveAndFlush(new ControlSetting(record));
    }
  }

  private void setState(ControlTarget target, String state, ControlRecord record) {
    var setting =
        new TradingStateEntry.Setting(
            TradingState.valueOf(state), record.reason(), record.author(), record.recordedAt());
    if (target.scope() == Scope.SYMBOL) {
      states.deleteAll(
          states.findByScope(Scope.SYMBOL).stream()
              .filter(other -> isOtherSpelling(other.subject(), target))
              .toList());
    }
    TradingStateEntry entry =
        states
            .findByScopeAndSubject(target.scope(), target.subject())
            .orElseGet(() -> new TradingStateEntry(target.scope(), target.subject(), setting));
    entry.set(setting);
    states.saveAndFlush(entry);
  }

  private void setInstrument(ControlTarget target, String value, ControlRecord record) {
    instruments.deleteAll(
        instruments.findAll().stream()
            .filter(other -> isOtherSpelling(other.symbol(), target))
            .toList());
    instruments.saveAndFlush(new Instrument(InstrumentValue.of(value), record));
  }

  /// One is active at any time: the one before is retired first.
  private void setPolicy(PolicyRef policy) {
    policies.retire(policy.version());
    if (policies.activate(policy.version(), policy.digest()) != 1) {
      throw new IllegalStateException("policy " + policy + " is not stored");
    }
  }

  private static boolean isOtherSpelling(String symbol, ControlTarget target) {
    return !symbol.equals(target.subject()) && new Symbol(symbol).value().equals(target.subject());
  }

  List<RiskLimit> limits() {
    return limits.findAll();
  }

  Optional<TradingStateEntry> state(Scope scope, String subject) {
    return states.findByScopeAndSubject(scope, subject);
  }

  List<Instrument> instruments() {
    return instruments.findAll();
  }

  List<ControlSetting> settings(Kind kind) {
    return settings.findByKind(kind);
  }
}
