package dev.tradewitness.capture.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// `sidecar_active_connections`: what all doors hold together, idle connections, too; and
/// `tradewitness_capture_connections{door}`: what each holds.
public final class ActiveConnections {

  private final List<LongSupplier> doors = new CopyOnWriteArrayList<>();
  private final MeterRegistry meters;

  ActiveConnections(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("sidecar.active.connections", this, ActiveConnections::sum).register(meters);
  }

  /// Adds a door. Called once for each.
  public void add(String door, LongSupplier connections) {
    doors.add(connections);
    Gauge.builder("tradewitness.capture.connections", connections, LongSupplier::getAsLong)
        .tag("door", door)
        // Nobody else may hold it.
        .strongReference(true)
        .register(meters);
  }

  private double sum() {
    return doors.stream().mapToLong(LongSupplier::getAsLong).sum();
  }
}
