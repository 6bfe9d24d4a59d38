package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuthorizeIT {

  private static RunningService service;

  @BeforeAll
  static void start() {
    Database database = RunningService.freshDatabase();
    service = RunningService.start(database);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void theSourceDocumentsRequestGetsTheSourceDocumentsAnswer() {
    Reply reply = service.authorize("acme", "ord-1", "AAPL", "BUY", "100", "185.50");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("status")).isEqualTo("AUTHORIZED");
    assertThat(reply.body().members().keySet())
        .startsWith("trace_id", "status", "decision_token", "timing_ms");
    JsonObject timing = Objects.requireNonNull(reply.body().object("timing_ms"));
    assertThat(timing.members().keySet())
        .contains("parse", "policy", "state", "sign", "queue", "commit", "total");
    assertThat(reply.text("decision_token", "price")).isEqualTo("185.5");
    assertThat(reply.text("policy", "version")).isEqualTo("default-1");
    assertThat(reply.raw().headers().firstValue("X-Decision-Latency-Ms")).isPresent();
  }
}
