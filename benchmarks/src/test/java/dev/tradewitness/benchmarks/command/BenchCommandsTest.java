package dev.tradewitness.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.benchmarks.impact.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchCommandsTest {

  private static final Set<String> STEP = Set.of("--step");

  @Test
  void anotherHostIsRefused() {
    assertThatThrownBy(() -> Options.parse(List.of("--host", "10.0.0.1"), Set.of("--seconds")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.1 only");
    assertThat(BenchCommands.run(List.of("authorize", "--host=example.com"))).isEqualTo(2);
  }

  @Test
  void numbersBeyondTheirBoundsAreRefused() {
    var options = Options.parse(List.of("--seconds=1e9"), Set.of("--seconds"));
    assertThatThrownBy(() -> options.seconds("--seconds", 10, 3600))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 3600");
  }

  @Test
  void aNumberThatIsNotGivenIsAbsent() {
    var known = Set.of("--orders-max");
    assertThat(Options.parse(List.of(), known).number("--orders-max", 1, 2_000_000)).isEmpty();
    assertThat(
            Options.parse(List.of("--orders-max", "1600000"), known)
                .number("--orders-max", 1, 2_000_000))
        .hasValue(1_600_000);
    assertThat(BenchCommands.run(List.of("authorize", "--orders-max=0"))).isEqualTo(2);
  }

  @Test
  void helpSucceedsAndNonsenseDoesNot() {
    assertThat(BenchCommands.run(List.of("--help"))).isZero();
    assertThat(BenchCommands.run(List.of("soak", "--help"))).isZero();
    assertThat(BenchCommands.run(List.of())).isEqualTo(2);
    assertThat(BenchCommands.run(List.of("nonsense"))).isEqualTo(2);
    assertThat(BenchCommands.run(List.of("authorize", "--nonsense=1"))).isEqualTo(2);
  }

  @Test
  void aChoiceIsOneOfItsWords() {
    assertThat(Options.parse(List.of("--step=Postgres"), STEP).choice("--step", Step.FILE))
        .isEqualTo(Step.POSTGRES);
    assertThat(Options.parse(List.of(), STEP).choice("--step", Step.FILE)).isEqualTo(Step.FILE);
    assertThatThrownBy(
            () -> Options.parse(List.of("--step=tape"), STEP).choice("--step", Step.FILE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--step is one of [file, postgres], not tape");
    assertThat(BenchCommands.run(List.of("impact", "--blocks=5"))).isEqualTo(2);
  }
}
