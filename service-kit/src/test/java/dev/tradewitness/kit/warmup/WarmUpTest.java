package dev.tradewitness.kit.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class WarmUpTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void readinessWaitsForTheLastRound() {
    try (var context =
        SpringApplication.run(
            Service.class,
            "--spring.main.web-application-type=none",
            "--tradewitness.warm-up.time-max=30s",
            "--tradewitness.warm-up.rounds-max=3")) {
      assertThat(context.getBean(Witness.class).seen)
          .containsExactly(
              ReadinessState.REFUSING_TRAFFIC,
              ReadinessState.REFUSING_TRAFFIC,
              ReadinessState.REFUSING_TRAFFIC);
      assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
          .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    }
  }

  @Test
  void pathsTakeTurnsUntilTheRoundsAreUp() {
    var first = new Counting("first");
    var second = new Counting("second");

    warmUp(LONG, 5, first, second);

    assertThat(first.rounds).containsExactly(0, 1, 2, 3, 4);
    assertThat(second.rounds).containsExactly(0, 1, 2, 3, 4);
    assertThat(first.closed && second.closed).isTrue();
  }

  @Test
  void itEndsWhenTheTimeIsUp() {
    var slow =
        new Counting("slow") {
          @Override
          public void round(int number) throws Exception {
            super.round(number);
            Thread.sleep(20);
          }
        };

    long begin = System.nanoTime();
    warmUp(Duration.ofMillis(200), Integer.MAX_VALUE, slow);

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
    assertThat(slow.rounds).isNotEmpty();
  }

  @Test
  void itSaysInOneLineHowManyRoundsItRan(CapturedOutput output) {
    warmUp(LONG, 7, new Counting("orders"), new Counting("events"));

    assertThat(output.getOut().lines().filter(line -> line.contains("WarmUp")))
        .singleElement()
        .asString()
        .contains("warmed up: 7 rounds of orders, events in ");
  }

  @Test
  void withoutTimeNothingIsRehearsed(CapturedOutput output) {
    var path = new Counting("orders");

    warmUp(Duration.ZERO, 7, path);

    assertThat(path.rounds).isEmpty();
    assertThat(output.getOut()).doesNotContain("warmed up");
  }

  @Test
  void aPathThatFailsIsLeftOutAndTheOthersGoOn(CapturedOutput output) {
    var broken =
        new Counting("broken") {
          @Override
          public void round(int number) throws Exception {
            super.round(number);
            throw new IOException("no such host");
          }
        };
    var sound = new Counting("sound");

    warmUp(LONG, 3, broken, sound);

    assertThat(broken.rounds).containsExactly(0);
    assertThat(broken.closed).isTrue();
    assertThat(sound.rounds).containsExactly(0, 1, 2);
    assertThat(output.getOut()).contains("warm-up goes on without broken", "no such host");
  }

  @Test
  void aTimeBeyondAMinuteIsRefused() {
    assertThatThrownBy(() -> new WarmUpProperties(Duration.ofSeconds(61), 1))
        .hasMessageContaining("from 0 to PT1M");
    assertThatThrownBy(() -> new WarmUpProperties(Duration.ofSeconds(-1), 1))
        .hasMessageContaining("from 0 to PT1M");
  }

  private static void warmUp(Duration timeMax, int roundsMax, HotPath... paths) {
    new WarmUp(List.of(() -> List.of(paths)), new WarmUpProperties(timeMax, roundsMax))
        .run(new DefaultApplicationArguments());
  }

  private static class Counting implements HotPath {
    final List<Integer> rounds = new ArrayList<>();
    boolean closed;
    private final String name;

    Counting(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void round(int number) throws Exception {
      rounds.add(number);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /// Notes at each round what the service says of its readiness.
  static final class Witness implements Rehearsal {
    final List<ReadinessState> seen = new ArrayList<>();
    private final ApplicationAvailability availability;

    Witness(ApplicationAvailability availability) {
      this.availability = availability;
    }

    @Override
    public List<HotPath> paths() {
      return List.of(
          new Counting("witness") {
            @Override
            public void round(int number) {
              seen.add(availability.getReadinessState());
            }
          });
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    ApplicationAvailabilityAutoConfiguration.class,
    WarmUpConfiguration.class
  })
  static class Service {
    @Bean
    Witness witness(ApplicationAvailability availability) {
      return new Witness(availability);
    }
  }
}
