package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.web.Problems;
import dev.tradewitness.capture.web.ReceiptJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects the results of a batch, in the order of its events, and writes them down. For one
/// thread.
final class BatchResults {

  private final StringBuilder results;
  private int accepted;
  private int duplicates;
  private int refused;
  private int spooled;
  private int unavailable;
  private @Nullable ProblemException lastUnavailable;

  BatchResults(int events) {
    this.results = new StringBuilder(64 + events * 330);
  }

  void add(int index, Receipt receipt) {
    results.append(index == 0 ? "{\"index\":" : ",{\"index\":").append(index).append(',');
    switch (receipt) {
      case Receipt.Accepted(StoredEvent event) -> {
        accepted++;
        ReceiptJson.append(results, ReceiptJson.OK, event);
      }
      case Receipt.Duplicate(StoredEvent first) -> {
        duplicates++;
        ReceiptJson.append(results, ReceiptJson.DUPLICATE, first);
      }
      case Receipt.Spooled(TradingEvent event, Reception reception) -> {
        spooled++;
        ReceiptJson.appendSpooled(results, event, reception);
      }
      case Receipt.IdReused(StoredEvent first) -> {
        refused++;
        notStored("conflict", Problems.idReused(first).violations());
      }
      case Receipt.Refused(List<Violation> violations) -> {
        refused++;
        notStored("refused", violations);
      }
      case Receipt.Overloaded(var retryAfter) -> {
        unavailable++;
        lastUnavailable = Problems.overloaded(retryAfter);
        notStored("overloaded", List.of());
      }
      case Receipt.Unavailable(String reason, var retryAfter) -> {
        unavailable++;
        lastUnavailable = Problems.unavailable(reason, retryAfter);
        notStored("unavailable", List.of());
      }
    }
    results.append('}');
  }

  private void notStored(String status, List<Violation> violations) {
    results.append("\"status\":\"").append(status).append('"');
    if (!violations.isEmpty()) {
      results.append(",\"violations\":").append(array(violations));
    }
  }

  private static JsonArray array(List<Violation> violations) {
    return JsonArray.of(
        violations.stream()
            .<JsonValue>map(v ->
                JsonObject.builder()
                    .put("pointer", v.pointer())
                    .put("code", v.code())
                    .put("message", v.message())
                    .build())
            .toList());
  }

  /// The answer; or the problem when none of the events could be judged at all.
  byte[] bytesOrProblem() {
    if (lastUnavailable != null && accepted + duplicates + spooled + refused == 0) {
      throw lastUnavailable;
    }
    String head =
        "{\"accepted\":%d,\"duplicates\":%d,\"spooled\":%d,\"refused\":%d,\"unavailable\":%d,\"results\":["
            .formatted(accepted, duplicates, spooled, refused, unavailable);
    return (head + results + "]}").getBytes(StandardCharsets.UTF_8);
  }
}
