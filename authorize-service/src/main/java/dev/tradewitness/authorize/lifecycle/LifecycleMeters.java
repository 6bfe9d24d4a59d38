package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// What is counted about decisions and execution reports. Counters are looked up once, not per
/// request.
public final class LifecycleMeters {

  private final MeterRegistry registry;
  private final Counter authorized;
  private final Counter replayed;
  private final Counter falseHits;
  private final Counter forgottenLookedUp;
  private final Counter forgottenBusy;
  private final Timer total;
  private final Map<String, Counter> blocked = new ConcurrentHashMap<>();
  private final Map<String, Counter> reasons = new ConcurrentHashMap<>();
  private final Map<String, Counter> reports = new ConcurrentHashMap<>();
  private final Map<String, Counter> redemptions = new ConcurrentHashMap<>();

  public LifecycleMeters(MeterRegistry registry) {
    this.registry = registry;
    this.authorized =
        registry.counter("authorize.decisions", "status", "AUTHORIZED", "reason", "OK");
    this.replayed = registry.counter("authorize.decisions.replayed");
    this.falseHits =
        Counter.builder("authorize.index.false.hits")
            .description("Hits of the index that the journal showed to be another order")
            .register(registry);
    this.forgottenLookedUp =
        Counter.builder("authorize.ids.looked.up")
            .description("Orders whose id was looked up in the journal, because memory forgot ids")
            .register(registry);
    this.forgottenBusy =
        Counter.builder("authorize.ids.look.up.refused")
            .description("Orders refused because too many ids were being looked up")
            .register(registry);
    this.total =
        Timer.builder("authorize.decision")
            .description("From the request's bytes to the durable answer")
            .publishPercentiles(0.5, 0.95, 0.99)
            .register(registry);
  }

  void decided(Decision decision) {
    if (decision.reasons().isEmpty()) {
      authorized.increment();
      return;
    }
    blocked
        .computeIfAbsent(
            decision.reasons().getFirst().code(),
            code -> registry.counter("authorize.decisions", "status", "BLOCKED", "reason", code))
        .increment();
    for (Reason reason : decision.reasons()) {
      reasons
          .computeIfAbsent(
              reason.code(), code -> registry.counter("authorize.reasons", "code", code))
          .increment();
    }
  }

  void forgottenLookedUp() {
    forgottenLookedUp.increment();
  }

  void forgottenBusy() {
    forgottenBusy.increment();
  }

  void falseHit() {
    falseHits.increment();
  }

  void replayed() {
    replayed.increment();
  }

  void answered(long nanos) {
    total.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts an answer and gives it back.
  RedeemAnswer redeemed(RedeemAnswer answer) {
    String outcome =
        switch (answer) {
          case RedeemAnswer.Redeemed(var _, boolean again) -> again ? "replayed" : "redeemed";
          case RedeemAnswer.Invalid i -> "invalid";
          case RedeemAnswer.Expired e -> "expired";
          case RedeemAnswer.Unknown u -> "unknown";
          case RedeemAnswer.OrderClosed c -> "order_closed";
          case RedeemAnswer.AlreadyRedeemed a -> "already_redeemed";
          case RedeemAnswer.Restricted r -> "trading_restricted";
          case RedeemAnswer.Unavailable u -> "unavailable";
        };
    redemptions
        .computeIfAbsent(
            outcome, o -> registry.counter("authorize.tokens.redemptions", "outcome", o))
        .increment();
    return answer;
  }

  /// Counts an answer and gives it back.
  ReportAnswer reported(ReportAnswer answer) {
    String outcome =
        switch (answer) {
          case ReportAnswer.Applied a -> "applied";
          case ReportAnswer.Duplicate d -> "duplicate";
          case ReportAnswer.Conflict c -> "conflict";
          case ReportAnswer.UnknownExecution u -> "unknown_execution";
          case ReportAnswer.ExecutionCancelled c -> "execution_cancelled";
          case ReportAnswer.AlreadyClosed c -> "already_closed";
          case ReportAnswer.SymbolMismatch s -> "symbol_mismatch";
          case ReportAnswer.SideMismatch s -> "side_mismatch";
          case ReportAnswer.UnknownOrder u -> "unknown_order";
          case ReportAnswer.AmbiguousOrder a -> "ambiguous_order";
          case ReportAnswer.TooManyExecutions t -> "too_many_executions";
          case ReportAnswer.Unavailable u -> "unavailable";
        };
    reports
        .computeIfAbsent(
            outcome, o -> registry.counter("authorize.execution.reports", "outcome", o))
        .increment();
    if (answer instanceof ReportAnswer.Applied(var after, var anomalies)) {
      for (Anomaly anomaly : anomalies) {
        registry
            .counter(
                "authorize.execution.anomalies", "what", anomaly.name().toLowerCase(Locale.ROOT))
            .increment();
      }
    }
    return answer;
  }
}
