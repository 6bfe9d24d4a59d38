package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// `POST /vcp/log/batch` with one event a line.
final class HttpDoor implements Door {

  /// Read from an answer for each event, violations included, and for the rest.
  private static final long ANSWER_BYTES_PER_EVENT = 8 * 1024;

  private static final long ANSWER_BYTES = 1024 * 1024;
  private static final long RETRY_AFTER_SECONDS_MAX = 3600;

  private final HttpClient http;
  private final URI batch;
  private final Duration timeout;

  /// @param capture address of capture-service, without a path or with that of a proxy
  HttpDoor(HttpClient http, URI capture, Duration timeout) {
    this.http = http;
    String base = capture.toString();
    this.batch = URI.create((base.endsWith("/") ? base : base + "/") + "vcp/log/batch");
    this.timeout = timeout;
  }

  @Override
  public CompletableFuture<Answer> send(List<Event> events) {
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange =
          http.sendAsync(
              request(events),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(),
                  ANSWER_BYTES + ANSWER_BYTES_PER_EVENT * events.size()));
    } catch (RuntimeException e) { // such as that of a client that is shut down
      return CompletableFuture.completedFuture(failed(e));
    }
    CompletableFuture<Answer> answer =
        exchange.handle(
            (response, failure) -> response == null ? failed(failure) : read(response, events));
    // Only the exchange's own future ends the request.
    var _ =
        answer.whenComplete((_, _) -> {
          if (answer.isCancelled()) {
            exchange.cancel(true);
          }
        });
    return answer;
  }

  private HttpRequest request(List<Event> events) {
    return HttpRequest.newBuilder(batch)
        .timeout(timeout)
        .header("Content-Type", "application/x-ndjson")
        .POST(HttpRequest.BodyPublishers.ofByteArray(lines(events)))
        .build();
  }

  /// The body: each event and a line feed.
  static byte[] lines(List<Event> events) {
    int bytes = 0;
    for (Event event : events) {
      bytes += event.bytes() + 1;
    }
    var lines = ByteBuffer.allocate(bytes);
    for (Event event : events) {
      lines.put(event.text()).put((byte) '\n');
    }
    return lines.array();
  }

  private static Answer failed(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new Answer.Failed(String.valueOf(cause), Duration.ZERO);
  }

  private static Answer read(HttpResponse<byte[]> response, List<Event> events) {
    return AnswerReader.read(response.statusCode(), retryAfter(response), response.body(), events);
  }

  /// The form in seconds; a date counts as nothing.
  private static Duration retryAfter(HttpResponse<?> response) {
    String text = response.headers().firstValue("Retry-After").orElse("");
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(Math.min(Long.parseLong(text), RETRY_AFTER_SECONDS_MAX));
  }
}
