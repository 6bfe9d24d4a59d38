package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.web.Problems;
import dev.tradewitness.capture.web.ReceiptJson;
import dev.tradewitness.kit.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Collects the receipts of one request's events and writes the answer. For one thread.
final class MirrorAnswer {

  private static final String ACCEPTED = "accepted";

  private final String eventType;
  private final List<String> events = new ArrayList<>();
  private @Nullable ProblemException problem;

  MirrorAnswer(String eventType) {
    this.eventType = eventType;
  }

  void add(Receipt receipt) {
    var text = new StringBuilder(420);
    switch (receipt) {
      case Receipt.Accepted(StoredEvent event) -> ReceiptJson.append(text, ACCEPTED, event);
      case Receipt.Duplicate(StoredEvent first) ->
          ReceiptJson.append(text, ReceiptJson.DUPLICATE, first);
      case Receipt.Spooled(TradingEvent event, Reception reception) ->
          ReceiptJson.appendSpooled(text, event, reception);
      case Receipt.IdReused(StoredEvent first) -> fail(Problems.idReused(first));
      case Receipt.Refused(var violations) ->
          fail(
              ProblemException.of(
                  HttpStatus.BAD_REQUEST,
                  "EVENT_REFUSED",
                  "The request cannot be kept as an event",
                  violations));
      case Receipt.Overloaded(var retryAfter) -> fail(Problems.overloaded(retryAfter));
      case Receipt.Unavailable(String reason, var retryAfter) ->
          fail(Problems.unavailable(reason, retryAfter));
    }
    text.append(",\"event_type\":\"").append(eventType).append('"');
    events.add(text.toString());
  }

  /// The first problem says most: those behind it often follow from it.
  private void fail(ProblemException e) {
    problem = problem == null ? e : problem;
  }

  /// @throws ProblemException unless every event is durable
  byte[] bytesOrProblem() {
    if (problem != null) {
      throw problem;
    }
    String text =
        events.size() == 1
            ? "{" + events.getFirst() + "}"
            : "{\"parts\":[{" + String.join("},{", events) + "}]}";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
