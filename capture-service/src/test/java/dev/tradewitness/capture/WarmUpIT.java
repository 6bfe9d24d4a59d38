package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.wire.Topics;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@CaptureTest
@ExtendWith(OutputCaptureExtension.class)
@Import(WarmUpIT.Probe.class)
@TestPropertySource(
    properties = {"tradewitness.warm-up.time-max=30s", "tradewitness.warm-up.rounds-max=64"})
class WarmUpIT {

  static class Probe {
    @Bean
    WarmUpProbe probe(MeterRegistry meters, ApplicationAvailability availability) {
      return new WarmUpProbe(
          meters,
          availability,
          List.of(
              "vcp.events",
              "vcp.queue",
              "sidecar",
              "tradewitness.capture.duplicates",
              "tradewitness.capture.group",
              "tradewitness.capture.ids",
              // Not its partitions and lag: the relay begins while the events are rehearsed.
              "tradewitness.capture.relay.sent",
              "tradewitness.capture.relay.refused",
              "tradewitness.capture.relay.failures",
              "tradewitness.capture.warnings",
              "tradewitness.http",
              "http.server.requests"));
    }
  }

  @Autowired private WarmUpProbe probe;
  @Autowired private JdbcClient jdbc;

  @Test
  void readinessWaitsForTheRehearsedEvents(CapturedOutput output) {
    assertThat(output.getOut())
        .contains("warmed up: 64 rounds of ")
        .doesNotContain("warm-up goes on without");
    assertThat(probe.rounds()).isEqualTo(64);
    assertThat(probe.readiness()).containsExactly(ReadinessState.REFUSING_TRAFFIC);
  }

  @Test
  void theRehearsalLeavesNoRowNoMessageAndNoFigure() {
    assertThat(jdbc.sql("select count(*) from event").query(Long.class).single()).isZero();
    assertThat(jdbc.sql("select count(*) from stream").query(Long.class).single()).isZero();
    try (var topics = new TopicReader()) {
      assertThat(topics.all(Topics.VCP_EVENTS)).isEmpty();
    }
    assertThat(probe.before()).isNotEmpty();
    assertThat(probe.after()).isEqualTo(probe.before());
  }
}
