package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.testservers.WarmUpProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

@ExtendWith(OutputCaptureExtension.class)
@Import(WarmUpIT.Probe.class)
@TestPropertySource(
    properties = {"tradewitness.warm-up.time-max=30s", "tradewitness.warm-up.rounds-max=64"})
class WarmUpIT extends AnchorServiceCase {

  static class Probe {
    @Bean
    WarmUpProbe probe(MeterRegistry meters, ApplicationAvailability availability) {
      return new WarmUpProbe(
          meters,
          availability,
          List.of(
              "tradewitness.anchor.leaves",
              "tradewitness.anchor.checkpoints",
              "tradewitness.anchor.feed",
              "tradewitness.anchor.gaps",
              "vcp",
              "http.server.requests"));
    }
  }

  @Autowired private WarmUpProbe probe;

  @Test
  void readinessWaitsForTheRehearsedLeaves(CapturedOutput output) {
    assertThat(output.getOut())
        .contains("warmed up: 64 rounds of ")
        .doesNotContain("warm-up goes on without");
    assertThat(probe.rounds()).isEqualTo(64);
    assertThat(probe.readiness()).containsExactly(ReadinessState.REFUSING_TRAFFIC);
  }

  @Test
  void theRehearsalLeavesNoRowNoMessageAndNoFigure() {
    for (String table : List.of("stream_log", "leaf", "checkpoint", "batch", "anchor_message")) {
      assertThat(jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single())
          .as(table)
          .isZero();
    }
    assertThat(probe.before()).isNotEmpty();
    assertThat(probe.after()).isEqualTo(probe.before());
  }
}
