package dev.tradewitness.benchmarks.orderserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The order server in its process, without PostgreSQL and with a capture that does not answer.
class OrderProcessTest {

  private static final PolicyId POLICY = new PolicyId("local.tradewitness:bench-impact");

  @TempDir private Path folder;

  @Test
  void anOrderIsInTheFileWhenItIsAnsweredAndIsCounted() throws Exception {
    try (var server = start();
        var client = HttpClient.newHttpClient()) {
      assertThat(send(client, server, "{\"order_id\":\"O-1\"}")).isEqualTo(202);
      assertThat(folder.resolve("orders.ndjson")).hasContent("{\"order_id\":\"O-1\"}");
      assertThat(send(client, server, "{\"qty\":1}")).isEqualTo(400);
      assertThat(send(client, server, "no JSON")).isEqualTo(400);
      assertThat(folder.resolve("orders.ndjson")).hasContent("{\"order_id\":\"O-1\"}");

      ServerFigures first = server.take();
      assertThat(first.service().getTotalCount()).isOne();
      assertThat(first.call().getTotalCount()).isZero();
      assertThat(first.cpuNanos()).isPositive();
      assertThat(first.cpuMicrosPerOrder()).isEqualTo(first.cpuNanos() / 1e3);
      assertThat(server.take().service().getTotalCount()).isZero();
    }
  }

  @Test
  void theClientIsCalledWhileItIsOpenAndHoldsUpNoOrder() throws Exception {
    try (var server = start();
        var client = HttpClient.newHttpClient()) {
      server.openClient();
      assertThat(send(client, server, "{\"order_id\":\"O-1\"}")).isEqualTo(202);
      ServerFigures with = server.take();
      assertThat(with.call().getTotalCount()).isOne();
      assertThat(with.call().getMaxValue()).isLessThan(with.service().getMaxValue());
      assertThat(server.closeClient()).isZero();
      assertThat(folder.resolve("spool")).isNotEmptyDirectory();

      assertThat(send(client, server, "{\"order_id\":\"O-2\"}")).isEqualTo(202);
      assertThat(server.take().call().getTotalCount()).isZero();
    }
  }

  private OrderProcess start() throws IOException, InterruptedException {
    var nobody = URI.create("http://127.0.0.1:" + ReservedPorts.one());
    return OrderProcess.start(folder, nobody, POLICY, Optional.empty());
  }

  private static int send(HttpClient client, OrderProcess server, String order)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(server.port(), server.path())))
                .POST(HttpRequest.BodyPublishers.ofString(order))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
