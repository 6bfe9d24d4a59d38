package dev.tradewitness.capture;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;

/// Talks to a running service as any client would.
public final class CaptureHttp {

  private final HttpClient client =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
  private final String base;

  public CaptureHttp(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /// An answer with its body read as JSON where it is an object.
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonObject json() {
      try {
        return Json.parseObject(response.body(), JsonLimits.EVENT);
      } catch (JsonRefusedException e) {
        throw new AssertionError("no JSON object: " + text(), e);
      }
    }
  }

  URI address() {
    return URI.create(base);
  }

  public Answer log(String event) {
    return post("/vcp/log", event.getBytes(StandardCharsets.UTF_8));
  }

  public Answer post(String path, byte[] body) {
    return post(path, body, Map.of());
  }

  public Answer post(String path, byte[] body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request.build());
  }

  public Answer get(String path) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30)).build());
  }

  private Answer send(HttpRequest request) {
    try {
      return new Answer(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
