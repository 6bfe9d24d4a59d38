package dev.tradewitness.vpin.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsLogTest {

  @Test
  void theStatisticsHaveTheSectionsAndLinesThatOperatorsKnow() {
    var progress = new Progress(InstantSource.system());
    var vitals = new Vitals(new SimpleMeterRegistry(), progress);
    progress.assigned(List.of(0));
    progress.claimed(0, 1, 1_234_567, 1_234_570);
    progress.stored(0, 15, 12_345);
    vitals.poll(new Vitals.PollVital(1_234_567, 2, 1_234_560, 12_345, 3_950_614_400L, 500_000));
    vitals.published(12_345);
    vitals.refused("BROKEN_JSON", 7);
    assertThat(new StatisticsLog(vitals).text())
        .isEqualTo(
            """
            === VPIN Processor Statistics ===
            Engine:
              Trades processed: 1,234,560
              Metrics emitted: 12,345
              Active symbols: 15
              Avg processing time: 3.2 μs

            Kafka Consumer:
              Messages consumed: 1,234,567
              Messages produced: 12,345
              Parse errors: 7
              Processing errors: 0
              Avg latency: 0.5 ms
              Repeated messages dropped: 2
              Lag: 3
            """);
  }
}
