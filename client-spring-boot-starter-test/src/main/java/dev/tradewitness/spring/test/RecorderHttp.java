package dev.tradewitness.spring.test;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// An `HttpClient` whose requests go to a function: the real client on top of it notices nothing.
final class RecorderHttp extends HttpClient {

  /// Answers a request's body.
  @FunctionalInterface
  interface Server {

    /// @throws IOException when the server is not to be reached
    byte[] answer(URI address, byte[] request) throws IOException;
  }

  private final Server server;

  RecorderHttp(Server server) {
    this.server = server;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return body(request)
        .thenCompose(body -> {
          try {
            return answered(request, server.answer(request.uri(), body), handler);
          } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  private static <T> CompletableFuture<HttpResponse<T>> answered(
      HttpRequest request, byte[] answer, HttpResponse.BodyHandler<T> handler) {
    HttpResponse.BodySubscriber<T> to = handler.apply(new Head());
    to.onSubscribe(new Unbounded());
    to.onNext(List.of(ByteBuffer.wrap(answer)));
    to.onComplete();
    return to.getBody()
        .<HttpResponse<T>>thenApply(body -> new Answer<>(request, body))
        .toCompletableFuture();
  }

  private static CompletableFuture<byte[]> body(HttpRequest request) {
    var bytes = HttpResponse.BodySubscribers.ofByteArray();
    request
        .bodyPublisher()
        .orElseGet(HttpRequest.BodyPublishers::noBody)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                bytes.onSubscribe(subscription);
              }

              @Override
              public void onNext(ByteBuffer part) {
                bytes.onNext(List.of(part));
              }

              @Override
              public void onError(Throwable failure) {
                bytes.onError(failure);
              }

              @Override
              public void onComplete() {
                bytes.onComplete();
              }
            });
    return bytes.getBody().toCompletableFuture();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return sendAsync(request, handler).join();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has a default", e);
    }
  }

  @Override
  public SSLParameters sslParameters() {
    return sslContext().getDefaultSSLParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }

  /// A reader that takes everything at once.
  private record Unbounded() implements Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }

  private record Head() implements HttpResponse.ResponseInfo {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(
          Map.of("Content-Type", List.of("application/json")), (name, value) -> true);
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private record Answer<T>(HttpRequest request, T body) implements HttpResponse<T> {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return new Head().headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }
}
