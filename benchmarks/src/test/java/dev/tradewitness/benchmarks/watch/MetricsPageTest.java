package dev.tradewitness.benchmarks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {

  private final MetricsPage page =
      new MetricsPage(
          """
          # HELP a_rows waiting
          # TYPE a_rows gauge
          a_rows{lane="0"} 3.0
          a_rows{lane="1"} 4.0
          a_rows_total 100.0
          b 1.5E3
          """);

  @Test
  void aMetricIsSummedOverItsLabels() {
    assertThat(page.sum("a_rows")).hasValue(7);
    assertThat(page.sum("b")).hasValue(1500);
  }

  @Test
  void aMetricThatIsNotThereIsNotZero() {
    assertThat(page.sum("c")).isEmpty();
    assertThat(page.sum("a_ro")).isEmpty();
  }
}
