package dev.tradewitness.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The class path of the benchmarks holds authorize-service's settings, too: the echo server must
/// start beside them.
class EchoProcessTest {

  private static final int ANSWER_BYTES = 100;

  @Test
  void answersAnOrderWithSoManyBytes() throws IOException, InterruptedException {
    try (var echo = EchoProcess.start(List.of("-Xmx64m", "-XX:+UseSerialGC"), ANSWER_BYTES);
        var client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d%s".formatted(echo.port(), echo.path())))
                  .POST(HttpRequest.BodyPublishers.ofString("{\"qty\":\"1\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).hasSize(ANSWER_BYTES);
    }
  }
}
