package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Servers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class DatabaseAwayCases extends AnchorServiceCase {

  @Test
  void whilePostgresqlIsDeadRequestsGet503AndAfterwardsNothingIsMissing() {
    var events = new ArrayList<>(captured("test:database", 50));
    awaitSize("test:database", 50);
    String batchId = close("test:database").string("batch_id");
    awaitAnchored(batchId);
    String proof = "/vcp/proof/" + events.getFirst().eventId();

    Servers.postgres().kill();
    try {
      events.addAll(captured("test:database", 30));
      // At once, since each waits for a connection as long as it may.
      Stream.of(
              proof,
              "/logs/test:database/checkpoint",
              "/logs/test:database/tile/0/000.p/50",
              "/vcp/anchors",
              "/vcp/evidence?policy_id=test:database&from=0&to=1")
          .map(path ->
              CompletableFuture.runAsync(
                  () -> assertAway(path, get(path)), Thread::startVirtualThread))
          .toList()
          .forEach(CompletableFuture::join);
      assertAway("/vcp/anchor", post("/vcp/anchor"));
      HttpResponse<byte[]> health = get("/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(json(health).string("status")).isEqualTo("unhealthy");
      assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
      assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
    } finally {
      Servers.postgres().start();
    }

    await().atMost(PATIENCE).until(() -> get(proof).statusCode() == 200);
    awaitSize("test:database", 80);
    assertSignedRootIsOf("test:database", events);
    assertThat(number(close("test:database"), "first_sequence")).isEqualTo(50);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  private static void assertAway(String path, HttpResponse<byte[]> answer) {
    assertThat(problem(answer)).as(path).isEqualTo("503 DATABASE_AWAY");
    assertThat(answer.headers().firstValue("Retry-After")).as(path).hasValue("2");
  }
}
