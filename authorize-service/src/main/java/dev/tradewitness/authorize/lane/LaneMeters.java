package dev.tradewitness.authorize.lane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// What is counted about the lanes.
public final class LaneMeters {

  private final MeterRegistry registry;
  private final ReleaseAlarm releases;
  private final Counter clockJumps;
  private final Counter forgottenEarly;
  private final Counter filtersCoarsened;
  private final Counter clientsWidened;
  private final Counter releasesDeferred;
  private final Counter executionsFull;
  private final Counter sentOrdersForgotten;

  public LaneMeters(MeterRegistry registry) {
    this.registry = registry;
    this.releases = new ReleaseAlarm(registry, System::nanoTime);
    this.clockJumps =
        Counter.builder("authorize.clock.jumps")
            .description("Readings of the database's clock that contradict the monotonic clock")
            .register(registry);
    this.forgottenEarly =
        Counter.builder("authorize.ids.forgotten.early")
            .description(
                "Order ids forgotten inside the idempotency window, because memory is full")
            .register(registry);
    this.filtersCoarsened =
        Counter.builder("authorize.ids.filters.coarsened")
            .description(
                "Filters of forgotten order ids folded or made one, because there is no room: more"
                    + " new orders are looked up in the journal")
            .register(registry);
    this.clientsWidened =
        Counter.builder("authorize.ids.accounts.widened")
            .description(
                "Sets of accounts of which order ids were forgotten given up, because there is no"
                    + " room: new orders of any account are held against the filters")
            .register(registry);
    this.releasesDeferred =
        Counter.builder("authorize.releases.deferred")
            .description("Portions of due releases cut short to leave room for orders")
            .register(registry);
    this.executionsFull =
        Counter.builder("authorize.executions.refused.full")
            .description("Executions of open orders refused because memory holds too many")
            .register(registry);
    this.sentOrdersForgotten =
        Counter.builder("authorize.duplicates.window.forgotten")
            .description(
                "Orders forgotten within the duplicate window, because a lane had too many: a"
                    + " duplicate of one passes")
            .register(registry);
  }

  void releasesDeferred() {
    releasesDeferred.increment();
  }

  void executionsFull() {
    executionsFull.increment();
  }

  void sentOrderForgotten() {
    sentOrdersForgotten.increment();
  }

  void forgotEarly(int ids) {
    forgottenEarly.increment(ids);
  }

  void filtersCoarsened(int filters) {
    filtersCoarsened.increment(filters);
  }

  void clientsWidened(int sets) {
    clientsWidened.increment(sets);
  }

  /// Of orders released by their age.
  ReleaseAlarm releases() {
    return releases;
  }

  void clockJumped() {
    clockJumps.increment();
  }

  /// A figure read from its source whenever the metrics page is.
  public <T> void gauge(String name, String description, T source, ToDoubleFunction<T> figure) {
    Gauge.builder(name, source, figure).description(description).register(registry);
  }
}
