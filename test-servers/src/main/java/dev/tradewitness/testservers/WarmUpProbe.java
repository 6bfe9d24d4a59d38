package dev.tradewitness.testservers;

import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;

/// Looks on while a service warms up: what the service says of its readiness, and which of its
/// meters the warm-up moves. A test imports it into the service's context.
public final class WarmUpProbe implements Rehearsal {

  private final MeterRegistry meters;
  private final ApplicationAvailability availability;
  private final List<String> watched;
  private final Set<ReadinessState> readiness = EnumSet.noneOf(ReadinessState.class);
  private final Map<String, Double> before = new TreeMap<>();
  private final Map<String, Double> after = new TreeMap<>();
  private int rounds;

  /// @param watched beginnings of the names of meters
  public WarmUpProbe(
      MeterRegistry meters, ApplicationAvailability availability, List<String> watched) {
    this.meters = meters;
    this.availability = availability;
    this.watched = List.copyOf(watched);
  }

  @Override
  public List<HotPath> paths() {
    before.putAll(figures());
    return List.of(new Look());
  }

  /// Rounds that every path of the service was run; a path that failed is not in this number.
  public int rounds() {
    return rounds;
  }

  /// Every state of readiness during the rounds.
  public Set<ReadinessState> readiness() {
    return readiness;
  }

  /// Figures of the watched meters before the first round.
  public Map<String, Double> before() {
    return before;
  }

  /// Figures of the watched meters after the last round.
  public Map<String, Double> after() {
    return after;
  }

  private Map<String, Double> figures() {
    var figures = new TreeMap<String, Double>();
    for (Meter meter : meters.getMeters()) {
      if (watched.stream().anyMatch(meter.getId().getName()::startsWith)) {
        for (Measurement measurement : meter.measure()) {
          figures.put(meter.getId() + " " + measurement.getStatistic(), measurement.getValue());
        }
      }
    }
    return figures;
  }

  private final class Look implements HotPath {

    @Override
    public String name() {
      return "probe";
    }

    @Override
    public void round(int number) {
      rounds++;
      readiness.add(availability.getReadinessState());
    }

    @Override
    public void close() {
      after.putAll(figures());
    }
  }
}
