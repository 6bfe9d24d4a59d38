package dev.tradewitness.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.watch.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseTest {

  private static Phase.Point point(double generator, double service) {
    return new Phase.Point(
        1,
        1,
        new Tally.Interval(Tally.emptyHistogram(), Map.of()),
        new Sample(List.of(process("generator", generator), process("authorize", service))));
  }

  private static Sample.OfProcess process(String name, double cores) {
    return new Sample.OfProcess(name, cores, 0, 0, 0, 0, Map.of());
  }

  @Test
  void theCpuOfARequestIsThatOfTheProcessByTheRate() {
    var latency = Tally.emptyHistogram();
    for (int i = 0; i < 2_000; i++) {
      latency.recordValue(1_000);
    }
    var result = new Phase.Result(2, latency, Map.of(), List.of(point(0.1, 0.5), point(0.3, 0.5)));
    assertThat(result.cpuMicros("generator")).isCloseTo(200, within(1e-6));
    assertThat(result.cpuMicros("authorize")).isCloseTo(500, within(1e-6));
    assertThat(result.cpuMicros("nobody")).isZero();
  }

  @Test
  void withoutAnswersNothingIsSaid() {
    var result = new Phase.Result(2, Tally.emptyHistogram(), Map.of(), List.of(point(0.1, 0.5)));
    assertThat(result.cpuMicros("generator")).isZero();
  }
}
