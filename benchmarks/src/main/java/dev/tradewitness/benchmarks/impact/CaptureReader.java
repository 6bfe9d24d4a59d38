package dev.tradewitness.benchmarks.impact;

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
import java.util.Base64;
import java.util.BitSet;
import java.util.Objects;
import java.util.regex.Pattern;

/// Asks capture-service what it has stored.
final class CaptureReader implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PAGE = 1_000;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI capture;

  CaptureReader(URI capture) {
    this.capture = capture;
  }

  /// The place of an event in its stream: what comes later stands behind it.
  record Mark(String policyId, long sequence) {}

  /// Sends an event and returns its place. It shows as well that capture stores what comes this
  /// way.
  ///
  /// @param headers names and values by turns
  Mark mark(String path, byte[] body, String... headers) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(capture.resolve(path))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    var answer = answer(request.build());
    var policy = answer.string("policy_id");
    var sequence = answer.text("sequence");
    if (policy == null || sequence == null) {
      throw new IOException("capture does not store what comes by %s: %s".formatted(path, answer));
    }
    return new Mark(policy, Long.parseLong(sequence));
  }

  /// Numbers of the orders that stand behind the mark. Returns as soon as all wanted ones do, or
  /// when the patience is over.
  ///
  /// @param prefix of the order ids, before the number
  BitSet stored(Mark mark, String prefix, BitSet wanted, Duration patience)
      throws IOException, InterruptedException {
    var id = Pattern.compile(Pattern.quote(prefix) + "(\\d{1,9})");
    var found = new BitSet();
    long from = mark.sequence();
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      var page =
          answer(
              HttpRequest.newBuilder(
                      capture.resolve(
                          "/vcp/streams/%s/events?limit=%d&from=%d"
                              .formatted(mark.policyId(), PAGE, from)))
                  .timeout(ANSWER_LIMIT)
                  .build());
      collect(page, id, found);
      long next = Long.parseLong(Objects.requireNonNull(page.text("next"), "next"));
      if (next == from) {
        var missing = (BitSet) wanted.clone();
        missing.andNot(found);
        if (missing.isEmpty() || System.nanoTime() > end) {
          return found;
        }
        Thread.sleep(POLL);
      }
      from = next;
    }
  }

  private static void collect(JsonObject page, Pattern id, BitSet found) {
    for (var element : Objects.requireNonNull(page.array("events"), "events").elements()) {
      if (element instanceof JsonObject event) {
        var document = Objects.requireNonNull(event.string("document"), "document");
        // Wherever the mapping of an installation puts the order's id.
        var matcher =
            id.matcher(
                new String(Base64.getDecoder().decode(document), StandardCharsets.ISO_8859_1));
        if (matcher.find()) {
          found.set(Integer.parseInt(matcher.group(1)));
        }
      }
    }
  }

  private JsonObject answer(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s: %d %s"
              .formatted(
                  request.uri(),
                  answer.statusCode(),
                  new String(answer.body(), StandardCharsets.UTF_8)));
    }
    try {
      return Json.parseObject(answer.body(), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IOException(request.uri() + ": not JSON", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
