package dev.tradewitness.benchmarks.ldjson;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Asks capture-service how many events the streams of lines have.
final class StoredLines {
  private static final String STREAM = "local.tradewitness:";
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final int port;

  StoredLines(int port) {
    this.port = port;
  }

  /// @param sources whose streams are new
  long of(List<String> sources) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      long sum = 0;
      for (String source : sources) {
        sum += head(http, STREAM + source);
      }
      return sum;
    }
  }

  private long head(HttpClient http, String stream) throws IOException, InterruptedException {
    var page =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/vcp/streams/%s/events?limit=1"
                        .formatted(port, URLEncoder.encode(stream, StandardCharsets.UTF_8))))
            .timeout(ANSWER_LIMIT)
            .build();
    HttpResponse<byte[]> answer = http.send(page, HttpResponse.BodyHandlers.ofByteArray());
    try {
      JsonObject body = Json.parseObject(answer.body(), JsonLimits.EVENT);
      return Long.parseLong(Objects.requireNonNull(body.text("head"), "head"));
    } catch (JsonRefusedException | RuntimeException e) {
      throw new IOException("capture answers %d for %s".formatted(answer.statusCode(), stream), e);
    }
  }
}
