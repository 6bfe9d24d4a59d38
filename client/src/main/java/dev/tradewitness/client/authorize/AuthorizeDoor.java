package dev.tradewitness.client.authorize;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `POST /v1/authorize`. Whatever goes wrong is an answer that permits nothing.
public final class AuthorizeDoor {

  private static final int ANSWER_BYTES_MAX = 256 * 1024;
  private static final Duration DEADLINE_MAX = Duration.ofMinutes(1);

  private final HttpClient http;
  private final URI authorize;
  private final TokenCheck check;

  /// @param address of authorize-service, without a path or with that of a proxy
  public AuthorizeDoor(HttpClient http, URI address, TokenCheck check) {
    this.http = http;
    String base = address.toString();
    this.authorize = URI.create((base.endsWith("/") ? base : base + "/") + "v1/authorize");
    this.check = check;
  }

  /// @param deadline until the last byte of the answer; more than a minute counts as a minute
  public Authorization decide(Order order, Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      return new Authorization.Unavailable("the deadline has passed");
    }
    Duration left = deadline.compareTo(DEADLINE_MAX) > 0 ? DEADLINE_MAX : deadline;
    try {
      return answered(order, left);
    } catch (RuntimeException e) { // such as that of a client that is shut down
      return new Authorization.Unavailable(e.toString());
    }
  }

  private Authorization answered(Order order, Duration deadline) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request(order, deadline),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      return read(exchange.get(deadline.toNanos(), TimeUnit.NANOSECONDS), order);
    } catch (TimeoutException e) {
      return new Authorization.Unavailable("no answer within " + deadline);
    } catch (ExecutionException e) {
      return new Authorization.Unavailable(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Authorization.Unavailable("interrupted");
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpRequest request(Order order, Duration deadline) {
    return HttpRequest.newBuilder(authorize)
        .timeout(deadline)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(order.request()))
        .build();
  }

  private Authorization read(HttpResponse<byte[]> response, Order order) {
    return read(response.statusCode(), response.body(), order, check);
  }

  static Authorization read(int status, byte[] body, Order order, TokenCheck check) {
    JsonObject json;
    try {
      json = Json.parseObject(body, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      return new Authorization.Unavailable("HTTP %d, not JSON: %s".formatted(status, e.code()));
    }
    if (status == 200) {
      return json.string("status") == null
          ? new Authorization.Unavailable("an answer without a decision")
          : Authorization.Decision.of(json, order, check);
    }
    String code = json.string("code");
    if (status >= 400 && status < 500 && code != null) {
      return new Authorization.Refused(status, code, AnswerLists.violations(json));
    }
    return new Authorization.Unavailable("HTTP %d %s".formatted(status, code));
  }
}
