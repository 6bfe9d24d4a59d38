package dev.tradewitness.client.authorize;

import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

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

  /// Waits for the answer.
  ///
  /// @param deadline as for [#ask]
  public Authorization decide(Order order, @Nullable Duration deadline) {
    long began = System.nanoTime();
    Duration left = bounded(deadline);
    CompletableFuture<Authorization> answer = asked(order, left);
    try {
      return answer.get(left.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return late(left);
    } catch (ExecutionException e) {
      return new Authorization.Unavailable(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Authorization.Unavailable("interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  /// Asks without waiting. The future never ends with an exception, unless its owner cancels it,
  /// which ends the request. What depends on it runs on the common pool, so that it cannot hold up
  /// the thread that ends other waits.
  ///
  /// @param deadline until the last byte of the answer; more than a minute counts as a minute, null
  ///   as passed
  public CompletableFuture<Authorization> ask(Order order, @Nullable Duration deadline) {
    Duration left = bounded(deadline);
    CompletableFuture<Authorization> answer = asked(order, left);
    var promise = new CompletableFuture<Authorization>();
    var _ =
        answer
            .completeOnTimeout(late(left), left.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((authorization, failure) ->
                promise.completeAsync(
                    () -> authorization == null ? unavailable(failure) : authorization));
    var _ = promise.whenComplete((_, _) -> answer.cancel(true));
    return promise;
  }

  private static Duration bounded(@Nullable Duration deadline) {
    if (deadline == null || deadline.isNegative()) {
      return Duration.ZERO;
    }
    return deadline.compareTo(DEADLINE_MAX) > 0 ? DEADLINE_MAX : deadline;
  }

  /// The answer whenever it comes; ending its future ends the request.
  private CompletableFuture<Authorization> asked(Order order, Duration left) {
    if (left.isZero()) {
      return done("the deadline has passed");
    }
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange =
          http.sendAsync(
              request(order, left),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    } catch (RuntimeException e) { // such as that of a client that is shut down
      return done(e.toString());
    }
    CompletableFuture<Authorization> answer =
        exchange
            .handle((response, failure) ->
                response == null ? unavailable(failure) : read(response, order))
            .exceptionally(AuthorizeDoor::unavailable);
    // Only the exchange's own future ends the request.
    var _ = answer.whenComplete((_, _) -> exchange.cancel(true));
    return answer;
  }

  private static Authorization late(Duration left) {
    return new Authorization.Unavailable("no answer within " + left);
  }

  private static CompletableFuture<Authorization> done(String reason) {
    return CompletableFuture.completedFuture(new Authorization.Unavailable(reason));
  }

  private static Authorization unavailable(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new Authorization.Unavailable(String.valueOf(cause));
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
      json = JsonText.parseObject(body, JsonLimits.EVENT);
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
