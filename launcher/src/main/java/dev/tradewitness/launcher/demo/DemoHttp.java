package dev.tradewitness.launcher.demo;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Speaks JSON over HTTP and turns what is not an answer into a sentence.
final class DemoHttp implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  /// An answer with its status; the body is an object.
  record Answer(int status, JsonObject body) {}

  Answer get(URI base, String path) throws DemoFailedException, InterruptedException {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  Answer post(URI base, String path, JsonValue body, Map<String, String> headers)
      throws DemoFailedException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(CanonicalJson.asReceived(body)));
    headers.forEach(request::header);
    return send(request);
  }

  /// Saves an answer's body as a file; asks again while the answer is 503, as it invites to, until
  /// patience ends.
  void download(URI base, String path, Path file, Duration patience)
      throws DemoFailedException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).GET().build();
    long end = System.nanoTime() + patience.toNanos();
    try {
      HttpResponse<Path> answer = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
      while (answer.statusCode() == 503 && System.nanoTime() < end) {
        Thread.sleep(ASK_AGAIN);
        answer = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
      }
      if (answer.statusCode() != 200) {
        throw new DemoFailedException(
            "%s answered %d: %s"
                .formatted(request.uri(), answer.statusCode(), Files.readString(file)));
      }
    } catch (IOException e) {
      throw unreachable(request, e);
    }
  }

  private Answer send(HttpRequest.Builder builder)
      throws DemoFailedException, InterruptedException {
    HttpRequest request = builder.timeout(TIMEOUT).build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), Json.parseObject(answer.body(), JsonLimits.EVENT));
    } catch (IOException e) {
      throw unreachable(request, e);
    } catch (JsonRefusedException e) {
      throw new DemoFailedException(request.uri() + " did not answer a JSON object", e);
    }
  }

  private static DemoFailedException unreachable(HttpRequest request, IOException e) {
    return new DemoFailedException(
        "%s does not answer (%s); is the stack up? ./tradewitness status"
            .formatted(request.uri(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    client.close();
  }
}
