package dev.tradewitness.vpin.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsLogTest {

  @Test
  void theStatisticsHaveTheSectionsAndLinesThatOperatorsKnow() {
    var progress = new Progress(InstantSource.system(), System::nanoTime);
    var vitals = new Vitals(new SimpleMeterRegistry(), progress);
    progress.assigned(List.of(0));
    progress.claimed(0, 1, 1_234_567, 1_234_570);
    progress.stored(0, 15, 12_345);
    vitals.poll(new Vitals.PollVital(1_234_567, 2, 1_234_560, 12_345, 3_950_614_400L, 500_000));
    vitals.published(12_345);
    vitals.refused("BROKEN_JSON", 7);
    assertThat(new StatisticsLog(vitals).next())
        .isEqualTo(
            """
            === VPIN Processor Statistics ===
            Engine:
              Trades processed: 1,234,560
              Metrics emitted: 12,345
              Active symbols: 15
              Avg processing time: 3.2 μs (since start: 3.2 μs)

            Kafka Consumer:
              Messages consumed: 1,234,567
              Messages produced: 12,345
              Parse errors: 7
              Processing errors: 0
              Avg latency: 0.5 ms (since start: 0.5 ms)
              Repeated messages dropped: 2
              Lag: 3
            """);
  }

  @Test
  void averagesAreThoseOfTheLastInterval() {
    var vitals =
        new Vitals(
            new SimpleMeterRegistry(), new Progress(InstantSource.system(), System::nanoTime));
    var statistics = new StatisticsLog(vitals);
    vitals.poll(new Vitals.PollVital(10, 0, 10, 0, 1_000_000, 80_000_000));
    assertThat(statistics.next())
        .contains("Avg processing time: 100.0 μs (since start: 100.0 μs)\n")
        .contains("Avg latency: 80.0 ms (since start: 80.0 ms)\n");
    vitals.poll(new Vitals.PollVital(90, 0, 90, 0, 180_000, 2_000_000));
    assertThat(statistics.next())
        .contains("Trades processed: 100\n")
        .contains("Avg processing time: 2.0 μs (since start: 11.8 μs)\n")
        .contains("Avg latency: 2.0 ms (since start: 9.8 ms)\n");
    assertThat(statistics.next())
        .as("idle")
        .contains("Avg processing time: no messages (since start: 11.8 μs)\n");
  }
}
