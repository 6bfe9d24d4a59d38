package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.testservers.WarmUpProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestServers("authorize")
@ExtendWith(OutputCaptureExtension.class)
@Import(WarmUpIT.Probe.class)
@SpringBootTest(
    classes = AuthorizeApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "tradewitness.authorize.token.secret=" + RunningService.SECRET,
      "tradewitness.authorize.unknown-client=allow",
      "tradewitness.authorize.unknown-symbol=allow",
      "tradewitness.warm-up.time-max=30s",
      "tradewitness.warm-up.rounds-max=64"
    })
class WarmUpIT {

  static class Probe {
    @Bean
    WarmUpProbe probe(MeterRegistry meters, ApplicationAvailability availability) {
      return new WarmUpProbe(
          meters,
          availability,
          List.of(
              "authorize.decision",
              "authorize.reasons",
              "authorize.refusals",
              "authorize.journal.group",
              "authorize.journal.rows",
              "authorize.orders",
              "authorize.relay.sent",
              "authorize.reservations",
              "http.server.requests",
              "tradewitness.http"));
    }
  }

  @Autowired private WarmUpProbe probe;
  @Autowired private JdbcClient jdbc;
  @LocalServerPort private int port;

  @Test
  void readinessWaitsForTheRehearsedOrders(CapturedOutput output) {
    assertThat(output.getOut())
        .contains("warmed up: 64 rounds of ")
        .doesNotContain("warm-up goes on without");
    assertThat(probe.rounds()).isEqualTo(64);
    assertThat(probe.readiness()).containsExactly(ReadinessState.REFUSING_TRAFFIC);
  }

  @Test
  void theRehearsalLeavesNoRowNoMessageAndNoFigure() {
    try (var http = new HttpCaller(port)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> http.get("/health").status() == 200);
      assertThat(jdbc.sql("select count(*) from journal").query(Long.class).single()).isZero();
      assertThat(new KafkaTopic(Topics.AUTHORIZE_DECISIONS).readAll()).isEmpty();
      assertThat(probe.before()).isNotEmpty();
      assertThat(probe.after()).isEqualTo(probe.before());

      // The first order of an account that the rehearsal used: it is new, and has the lane's
      // first number.
      var first =
          http.post(
              "/v1/authorize",
              RunningService.order("rehearsal-0", "rehearsal-0", "AAPL", "BUY", "1", "185.50"));
      assertThat(first.body().get("replayed")).hasToString("JsonBoolean[value=false]");
      assertThat(first.text("decision_token", "seq")).isEqualTo("0");
      assertThat(first.text("status")).isEqualTo("AUTHORIZED");
    }
  }
}
