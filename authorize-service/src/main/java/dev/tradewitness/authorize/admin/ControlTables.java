package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
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
  private final StoredPolicies policies;

  ControlTables(
      RiskLimits limits, TradingStates states, Instruments instruments, StoredPolicies policies) {
    this.limits = limits;
    this.states = states;
    this.instruments = instruments;
    this.policies = policies;
  }

  /// A value with who set it and why.
  record Value(String value, String by, String reason) {}

  /// Every value that is set.
  Map<ControlTarget, Value> values() {
    var values = new HashMap<ControlTarget, Value>();
    for (RiskLimit limit : limits.findAll()) {
      values.merge(
          ControlTarget.limit(limit.scope(), limit.subject(), limit.control()),
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
          new Value(instrument.status().name(), instrument.actor(), instrument.reason()),
          (one, other) -> other.value().equals(Instrument.Status.RESTRICTED.name()) ? other : one);
    }
    policies
        .findByStatus(StoredPolicy.Status.ACTIVE)
        .ifPresent(policy ->
            values.put(
                ControlTarget.policy(),
                new Value(PolicyText.of(policy.ref()), policy.createdBy(), "")));
    return values;
  }

  /// Writes what the record says. Call inside the transaction of the record.
  void set(ControlRecord record) {
    ControlTarget target = record.target();
    String value = record.after();
    switch (target.kind()) {
      case LIMIT -> setLimit(target, value == null ? null : new BigDecimal(value), record);
      case TRADING_STATE -> setState(target, Objects.requireNonNull(value), record);
      case INSTRUMENT -> setInstrument(target, Objects.requireNonNull(value), record);
      case POLICY -> setPolicy(PolicyText.ref(Objects.requireNonNull(value)));
    }
  }

  private void setLimit(ControlTarget target, @Nullable BigDecimal amount, ControlRecord record) {
    List<RiskLimit> rows = rows(target);
    if (amount != null && rows.isEmpty()) {
      limits.save(
          new RiskLimit(
              LimitScope.valueOf(target.scope().name()),
              target.subject(),
              Objects.requireNonNull(target.control()),
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

  private List<RiskLimit> rows(ControlTarget target) {
    LimitScope scope = LimitScope.valueOf(target.scope().name());
    RiskLimit.Control control = Objects.requireNonNull(target.control());
    return scope == LimitScope.ACCOUNT
        ? limits.findByScopeAndControlAndSubject(scope, control, target.subject())
        : limits.findByScopeAndControl(scope, control).stream()
            .filter(limit -> new Symbol(limit.subject()).value().equals(target.subject()))
            .toList();
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

  private void setInstrument(ControlTarget target, String status, ControlRecord record) {
    instruments.deleteAll(
        instruments.findAll().stream()
            .filter(other -> isOtherSpelling(other.symbol(), target))
            .toList());
    instruments.saveAndFlush(
        new Instrument(
            target.subject(),
            Instrument.Status.valueOf(status),
            record.reason(),
            record.author(),
            record.recordedAt()));
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
}
