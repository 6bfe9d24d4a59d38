package dev.tradewitness.launcher.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Sends requests and says which were not answered as a client of the training expects.
final class LoadHttp implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  /// The answer's body; 404 and 422 count as answers: what is asked for may not be there yet.
  String get(String address) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(address)).GET(), 499);
  }

  /// The answer's body.
  String post(String address, String json) throws IOException, InterruptedException {
    return post(address, "application/json", json);
  }

  /// The answer's body.
  String post(String address, String contentType, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        299);
  }

  private String send(HttpRequest.Builder request, int statusMax)
      throws IOException, InterruptedException {
    var answer =
        client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() > statusMax) {
      throw new IOException(
          "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
