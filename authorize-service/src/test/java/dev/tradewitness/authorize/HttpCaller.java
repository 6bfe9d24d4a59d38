package dev.tradewitness.authorize;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Calls a service on this machine.
final class HttpCaller implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;

  HttpCaller(int port) {
    this.address = URI.create("http://127.0.0.1:" + port);
  }

  Reply get(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  Reply post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply post(String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  Reply put(String path, String body) {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json"));
  }

  /// @param headers names and values; none is added
  Reply send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  String text(String path) {
    return exchange(HttpRequest.newBuilder(address.resolve(path)).GET()).body();
  }

  private Reply send(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request);
    try {
      byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
      return new Reply(
          response.statusCode(),
          body.length == 0 ? JsonObject.empty() : Json.parseObject(body, JsonLimits.EVENT),
          response);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException(response.body(), e);
    }
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
