package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.launcher.part.ReservedPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every condition with the real order server, client and nginx, while capture does not answer: no
/// order waits for it.
class RigTest {

  private static final int RATE = 50;
  private static final Duration LEAD_IN = Duration.ofMillis(200);
  private static final Duration BLOCK = Duration.ofMillis(600);
  private static final Path HOME =
      Path.of(System.getProperty("tradewitness.home", "..")).toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void aBlockOfEachConditionCountsItsOrdersAfterTheLeadIn() throws Exception {
    var nginx = NginxProcess.program(Optional.empty());
    var conditions = (nginx.isPresent() ? Points.BOTH : Points.CLIENT).conditions();
    var settings = settings();
    var target = Target.at(ReservedPorts.one(), folder);
    try (var rig = new Rig(target, settings, conditions, nginx)) {
      var run = new Blocks(rig, settings);
      for (var condition : conditions) {
        run.warmUp(condition);
        var block = run.run(condition, 1);

        assertThat(block.errors()).as(condition.word()).isEmpty();
        // 40 are due, 30 of them after the lead-in; a busy machine moves some over that border.
        assertThat(block.latency().getTotalCount()).as(condition.word()).isBetween(15L, 40L);
        assertThat(block.server().service().getTotalCount()).isBetween(15L, 40L);
        assertThat(block.late().getTotalCount()).isBetween(15L, 40L);
        assertThat(Figure.P50.micros(block)).isGreaterThan(Figure.SERVICE_P50.micros(block));
        assertThat(block.server().cpuNanos()).isPositive();
        assertThat(block.server().call().getTotalCount() > 0)
            .as("%s calls the client", condition.word())
            .isEqualTo(condition == Condition.CLIENT);
        assertThat(rig.orders(condition).accepted().cardinality()).isBetween(25, 40);
      }
      assertThat(rig.notTaken()).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  private static ImpactSettings settings() {
    return new ImpactSettings(
        RATE,
        6,
        BLOCK,
        LEAD_IN,
        4,
        Duration.ofMillis(100),
        Step.FILE,
        Points.BOTH,
        1,
        Optional.empty(),
        HOME,
        HOME);
  }
}
