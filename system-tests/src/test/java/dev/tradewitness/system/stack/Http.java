package dev.tradewitness.system.stack;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// One service over plain HTTP/1.1.
public final class Http {

  private static final JsonLimits LIMITS = new JsonLimits(64, 1000, 400);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String base;

  public Http(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /// What came back.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(int status, byte[] body, java.net.http.HttpHeaders headers) {

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonObject json() {
      try {
        return Json.parseObject(body, LIMITS);
      } catch (JsonRefusedException e) {
        throw new AssertionError("status " + status + ", not a JSON object: " + text(), e);
      }
    }

    /// This answer, when it has the status that nothing else makes sense without.
    public Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError(
            "expected status %d, got %d: %s".formatted(expected, status, text()));
      }
      return this;
    }
  }

  public String base() {
    return base;
  }

  public Answer get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  public Answer post(String path, byte[] body, String contentType) throws IOException {
    return post(path, body, Map.of("Content-Type", contentType));
  }

  public Answer post(String path, byte[] body, Map<String, String> headers) throws IOException {
    var request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request.build());
  }

  public Answer postJson(String path, String body) throws IOException {
    return post(path, body.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  public Answer putJson(String path, String body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /// A request without a body.
  public Answer send(String method, String path, Map<String, String> headers) throws IOException {
    var request = request(path).method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    return send(request.build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(15));
  }

  private Answer send(HttpRequest request) throws IOException {
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
