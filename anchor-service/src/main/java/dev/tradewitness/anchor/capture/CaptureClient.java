package dev.tradewitness.anchor.capture;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriComponentsBuilder;

/// Asks capture-service. Every question ends after bounded time and retries; after repeated
/// failures nothing is asked for a while.
public final class CaptureClient {

  /// Of an answer that is a problem, as many as are read.
  private static final int PROBLEM_BYTES = 64 * 1024;

  private final RestClient http;
  private final URI base;
  private final Retry retry;
  private final CircuitBreaker breaker;
  private final CaptureClientProperties settings;

  /// @param asker who asks, as its breaker and retries are named
  CaptureClient(String asker, URI base, CaptureClientProperties settings) {
    this.base = base;
    this.settings = settings;
    var requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder().connectTimeout(settings.timeout()).build());
    requests.setReadTimeout(settings.timeout());
    this.http = RestClient.builder().requestFactory(requests).build();
    this.retry =
        Retry.of(
            asker,
            RetryConfig.custom()
                .maxAttempts(settings.attempts())
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(settings.retryWait(), 2, 0.1))
                .retryOnException(e ->
                    !(e instanceof CaptureContradictionException)
                        && !(e instanceof CallNotPermittedException))
                .build());
    this.breaker =
        CircuitBreaker.of(
            asker,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(10)
                .minimumNumberOfCalls(5)
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                // By the scheduler: otherwise the wall clock ends the wait, which may be set back.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .ignoreException(CaptureContradictionException.class::isInstance)
                .build());
  }

  /// Heads of all streams, asked for in pages.
  ///
  /// @throws CaptureUnavailableException when there is no answer
  /// @throws CaptureContradictionException when a page does not go on behind the one before
  public List<CapturedStream> streams() {
    var all = new ArrayList<CapturedStream>();
    String after = "";
    while (true) {
      CaptureAnswers.StreamPage page = streams(after);
      all.addAll(page.streams());
      String next = page.next();
      if (next == null) {
        return all;
      }
      if (next.compareTo(after) <= 0) {
        throw new CaptureContradictionException("streams behind " + after + " do not go on");
      }
      after = next;
    }
  }

  private CaptureAnswers.StreamPage streams(String after) {
    int limit = settings.pageEvents();
    UriComponentsBuilder path = path("/vcp/streams").queryParam("limit", limit);
    if (!after.isEmpty()) {
      path.queryParam("after", after);
    }
    URI uri = path.build().encode().toUri();
    return ask(() -> CaptureAnswers.streams(get(uri), limit));
  }

  /// Events from `from` on, in order, at most `limit` and at most one page, which is made smaller
  /// when it has too many bytes; empty beyond the head and of a stream that capture does not have.
  ///
  /// @throws CaptureUnavailableException when there is no answer
  /// @throws CaptureContradictionException when a hash is not of its document, when there are more
  ///   events than were asked for, when a single one is too long
  public List<CapturedEvent> events(PolicyId policyId, long from, long limit) {
    long asked = Math.min(limit, settings.pageEvents());
    while (true) {
      try {
        return page(policyId, from, asked);
      } catch (UnknownStreamException e) {
        return List.of();
      } catch (AnswerTooLongException e) {
        if (asked <= 1) {
          throw e;
        }
        asked /= 2;
      }
    }
  }

  private List<CapturedEvent> page(PolicyId policyId, long from, long limit) {
    URI uri =
        path("/vcp/streams/{policy_id}/events")
            .queryParam("from", from)
            .queryParam("limit", limit)
            .buildAndExpand(policyId.value())
            .encode()
            .toUri();
    return ask(() -> CaptureAnswers.events(get(uri), from, limit));
  }

  /// The newest batch record that capture has heard of, for each stream behind `after`, in the
  /// order of the names; empty after the last.
  ///
  /// @param after a policy id, or empty for the first page
  /// @throws CaptureUnavailableException when there is no answer
  public List<JsonObject> newestBatches(String after) {
    UriComponentsBuilder path = path("/vcp/batches/newest");
    URI uri =
        after.isEmpty()
            ? path.build().toUri()
            : path.queryParam("after", after).build().encode().toUri();
    return ask(() -> CaptureAnswers.objects(CaptureAnswers.object(get(uri)), "batches"));
  }

  /// JWKs of every event-signing key, as capture states them.
  ///
  /// @throws CaptureUnavailableException when there is no answer
  public List<JsonObject> keys() {
    return ask(() ->
        CaptureAnswers.objects(
            CaptureAnswers.object(get(path("/vcp/keys").build().toUri())), "keys"));
  }

  private UriComponentsBuilder path(String path) {
    return UriComponentsBuilder.fromUri(base).path(path);
  }

  private <T> T ask(Supplier<T> question) {
    try {
      return Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(breaker, question))
          .get();
    } catch (CallNotPermittedException e) {
      throw new CaptureUnavailableException("capture did not answer lately", e);
    } catch (RestClientException | UncheckedIOException e) {
      throw new CaptureUnavailableException("capture does not answer: " + e.getMessage(), e);
    }
  }

  private byte[] get(URI uri) {
    byte[] body =
        http.get()
            .uri(uri)
            .exchange((request, response) -> {
              if (response.getStatusCode().value() == 404
                  && CaptureAnswers.isUnknownStream(response.getBody().readNBytes(PROBLEM_BYTES))) {
                throw new UnknownStreamException();
              }
              if (!response.getStatusCode().is2xxSuccessful()) {
                throw new IOException("%s answered %s".formatted(uri, response.getStatusCode()));
              }
              return response.getBody().readNBytes(settings.pageBytesMax() + 1);
            });
    if (body == null || body.length > settings.pageBytesMax()) {
      throw new AnswerTooLongException(settings.pageBytesMax());
    }
    return body;
  }
}
