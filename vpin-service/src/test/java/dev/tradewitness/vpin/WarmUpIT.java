package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.testservers.WarmUpProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@TestServers("vpin")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
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
              "vpin.messages",
              "vpin.trades",
              "vpin.metrics",
              "vpin.refused",
              "http.server.requests"));
    }
  }

  @Autowired private WarmUpProbe probe;
  @Autowired private JdbcClient jdbc;
  @Autowired private List<HeapRoom> rooms;

  /// The only context with default settings here. 247 MiB of 256 can be used with the Serial
  /// collector.
  @Test
  void theDefaultBoundsFitIntoTheSmallestHeapOfTheLauncher() {
    long heap = 247L << 20;
    assertThat(rooms).hasSize(6);
    assertThat(rooms.stream().mapToLong(HeapRoom::bytes).sum()).isBetween(heap / 2, heap / 4 * 3);
  }

  @Test
  void readinessWaitsForTheRehearsedTrades(CapturedOutput output) {
    assertThat(output.getOut())
        .contains("warmed up: 64 rounds of ")
        .doesNotContain("warm-up goes on without");
    assertThat(probe.rounds()).isEqualTo(64);
    assertThat(probe.readiness()).containsExactly(ReadinessState.REFUSING_TRAFFIC);
  }

  @Test
  void theRehearsalLeavesNoRowNoMessageAndNoFigure() {
    assertThat(jdbc.sql("select count(*) from pair_state").query(Long.class).single()).isZero();
    assertThat(jdbc.sql("select count(*) from metric").query(Long.class).single()).isZero();
    assertThat(new TradeTopic(Servers.kafka().bootstrapServers()).readAll(Topics.VPIN)).isEmpty();
    assertThat(probe.before()).isNotEmpty();
    assertThat(probe.after()).isEqualTo(probe.before());
  }
}
