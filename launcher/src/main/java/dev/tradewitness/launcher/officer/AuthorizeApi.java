package dev.tradewitness.launcher.officer;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks one authorize-service.
public final class AuthorizeApi implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final String base;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /// @param base scheme, host and port
  public AuthorizeApi(String base) {
    this.base = base;
  }

  /// What came back; the body of a refusal is a problem of RFC 9457.
  record Answer(int status, JsonObject body) {

    Outcome outcome() {
      return Outcome.of(status);
    }
  }

  Answer get(String path) throws StackException {
    return send(path, "GET", BodyPublishers.noBody());
  }

  Answer post(String path, JsonObject body) throws StackException {
    return send(path, "POST", json(body));
  }

  Answer put(String path, JsonObject body) throws StackException {
    return send(path, "PUT", json(body));
  }

  private static BodyPublisher json(JsonObject body) {
    return BodyPublishers.ofByteArray(CanonicalJson.asReceived(body));
  }

  /// One segment of a path.
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Answer send(String path, String method, BodyPublisher body) throws StackException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), Json.parseObject(answer.body(), JsonLimits.EVENT));
    } catch (JsonRefusedException e) {
      throw new StackException(request.uri() + " did not answer a JSON object");
    } catch (IOException e) {
      throw new StackException(
          "%s does not answer (%s); is the stack up? ./tradewitness status"
              .formatted(base, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted before authorize answered");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
