package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.report.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImpactReportTest {

  private static final Stored ALL_STORED =
      new Stored(Condition.CLIENT, "local.tradewitness:bench-impact", 700, 700);

  @Test
  void anImpactThatIsShownToBeSmallHolds() {
    var report = report(blocks(1_004), ALL_STORED);
    assertThat(report.reasons()).isEmpty();
    assertThat(report.json().toString()).contains("\"held\":true", "\"verdict\":\"BELOW\"");
    assertThat(report.lines())
        .anyMatch(line -> line.matches("impact +client - none +p99 \\+0\\.[0-9] % .*: below 1 %"));
  }

  @Test
  void anImpactAboveTheBoundFailsWithItsFigures() {
    var report = report(blocks(1_050), ALL_STORED);
    assertThat(report.reasons())
        .hasSize(2)
        .allMatch(reason -> reason.contains("NOT below 1 %") && reason.contains("+5."));
    assertThat(report.lines()).anyMatch(line -> line.startsWith("FAILED"));
  }

  @Test
  void anImpactThatCannotBeToldFails() {
    var blocks = new SomeBlocks();
    for (int round = 1; round <= 8; round++) {
      add(blocks, round, round % 2 == 0 ? 900 : 1_100);
    }
    assertThat(report(blocks, ALL_STORED).reasons())
        .hasSize(2)
        .allMatch(reason -> reason.contains("cannot be told: interval ±10."));
  }

  @Test
  void aLostOrderFails() {
    var lost = new Stored(Condition.CLIENT, "local.tradewitness:bench-impact", 700, 699);
    assertThat(report(blocks(1_000), lost).reasons())
        .containsExactly("client: 1 orders are not in capture");
  }

  @Test
  void anOrderWithoutAnAnswerFailsAlsoInTheRoundThatDoesNotCount() {
    var blocks = blocks(1_000).add(Condition.CLIENT, 0, 1_000, Map.of("timeout", 2L));
    assertThat(report(blocks, ALL_STORED).reasons())
        .containsExactly("2 orders got no answer, or another one than 2xx");
  }

  @Test
  void aMirrorIsHeldAgainstNginxWithoutItAlsoInMilliseconds() {
    var blocks = new SomeBlocks();
    for (int round = 1; round <= 8; round++) {
      blocks
          .add(Condition.NONE, round, 1_000)
          .add(Condition.CONTROL, round, 1_000)
          .add(Condition.NGINX, round, 2_000)
          .add(Condition.MIRROR, round, 2_900);
    }
    var report =
        new ImpactReport(
            Instant.EPOCH,
            machine(),
            settings(Points.MIRROR),
            Points.MIRROR.conditions(),
            List.of(),
            blocks.list(),
            Difference.all(Points.MIRROR.conditions(), blocks.list(), 7),
            List.of(),
            0,
            SomeBlocks.histogram(100));
    assertThat(report.lines())
        .anyMatch(line -> line.contains("mirror - nginx") && line.endsWith("below 1000 µs"));
    assertThat(report.reasons())
        .hasSize(2)
        .allMatch(reason -> reason.contains("mirror - nginx") && reason.contains("+45."));
  }

  @Test
  void aControlThatDiffersFromItselfIsSaid() {
    assertThat(report(blocks(1_000), ALL_STORED).lines()).noneMatch(ImpactReportTest::isWarning);
    var blocks = new SomeBlocks();
    for (int round = 1; round <= 7; round++) {
      blocks
          .add(Condition.NONE, round, 1_000)
          .add(Condition.CONTROL, round, 1_100)
          .add(Condition.BESIDE, round, 1_000)
          .add(Condition.CLIENT, round, 1_000);
    }
    assertThat(report(blocks, ALL_STORED).lines()).anyMatch(ImpactReportTest::isWarning);
  }

  private static boolean isWarning(String line) {
    return line.startsWith("WARNING");
  }

  private static SomeBlocks blocks(long clientMicros) {
    var blocks = new SomeBlocks();
    for (int round = 1; round <= 7; round++) {
      add(blocks, round, clientMicros);
    }
    return blocks;
  }

  private static void add(SomeBlocks blocks, int round, long clientMicros) {
    blocks
        .add(Condition.NONE, round, 1_000)
        .add(Condition.CONTROL, round, 1_000)
        .add(Condition.BESIDE, round, 1_000)
        .add(Condition.CLIENT, round, clientMicros);
  }

  private static ImpactReport report(SomeBlocks blocks, Stored stored) {
    return new ImpactReport(
        Instant.EPOCH,
        machine(),
        settings(Points.CLIENT),
        Points.CLIENT.conditions(),
        List.of(),
        blocks.list(),
        Difference.all(Points.CLIENT.conditions(), blocks.list(), 7),
        List.of(stored),
        0,
        SomeBlocks.histogram(100));
  }

  private static ImpactSettings settings(Points points) {
    return new ImpactSettings(
        200,
        6,
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        16,
        Duration.ZERO,
        Step.FILE,
        points,
        7,
        Optional.empty(),
        Path.of("."),
        Path.of("."));
  }

  private static Machine machine() {
    return new Machine("cpu", 2, 1 << 30, "os", "25", "vm", "commit", Map.of(), Map.of());
  }
}
