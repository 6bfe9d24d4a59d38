package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.anchored.AnchoredBatch;
import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.search.Cursor;
import dev.tradewitness.capture.search.EventSearch;
import dev.tradewitness.capture.search.SpanTree;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/events…` and `GET /vcp/traces/{trace_id}`: stored events, with their signatures and
/// batches.
@RestController
class EventController {

  private static final int TRACE_EVENTS_MAX = 1000;

  private final StreamReader streams;
  private final EventSearch search;
  private final AnchoredBatches batches;

  EventController(StreamReader streams, EventSearch search, AnchoredBatches batches) {
    this.streams = streams;
    this.search = search;
    this.batches = batches;
  }

  @GetMapping(path = "/vcp/events/{eventId}", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] event(@PathVariable String eventId) {
    UUID id = EventId.uuid(eventId);
    if (id == null) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "INVALID_PARAMETER",
          "The event id is no UUID",
          List.of(new Violation("/event_id", "NOT_A_UUID", "must be a UUID")));
    }
    StoredEvent event =
        streams
            .event(id)
            .orElseThrow(() ->
                ProblemException.of(
                    HttpStatus.NOT_FOUND, "EVENT_NOT_FOUND", "There is no event " + id));
    return EventJsonShown.bytes(event, batches.of(List.of(event)).get(event.at()));
  }

  @GetMapping(path = "/vcp/events", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] events(
      @Query({
            "policy_id",
            "trace_id",
            "symbol",
            "event_type",
            "order_id",
            "account_id",
            "from",
            "to",
            "limit",
            "cursor"
          })
          QueryReader query) {
    var page = search.find(EventQueryReader.read(query));
    Cursor next = page.next();
    return shown(
        page.events(),
        next == null ? ",\"next_cursor\":null}" : ",\"next_cursor\":\"" + next.text() + "\"}");
  }

  @GetMapping(path = "/vcp/traces/{traceId}", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] trace(@PathVariable String traceId) {
    UUID id = EventId.uuidOrTraceId(traceId);
    if (id == null) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "INVALID_PARAMETER",
          "The trace id is no UUID",
          List.of(new Violation("/trace_id", "NOT_A_UUID", "must be a UUID, or 32 hex digits")));
    }
    EventSearch.Trace trace = search.trace(id, TRACE_EVENTS_MAX);
    JsonObject rest =
        JsonObject.builder()
            .put("trace_id", id.toString())
            .put("count", trace.events().size())
            .put("truncated", trace.more())
            .putAll(SpanTree.of(trace.events()).json().members())
            .build();
    // Its opening brace becomes the comma behind the events.
    return shown(trace.events(), "," + rest.toString().substring(1));
  }

  private byte[] shown(List<StoredEvent> events, String rest) {
    Map<StreamPosition, AnchoredBatch> places = batches.of(events);
    var text = new ByteArrayOutputStream(64 + events.size() * 1500);
    text.writeBytes(ascii("{\"events\":["));
    String separator = "";
    for (StoredEvent event : events) {
      text.writeBytes(ascii(separator));
      @Nullable AnchoredBatch batch = places.get(event.at());
      text.writeBytes(EventJsonShown.bytes(event, batch));
      separator = ",";
    }
    text.writeBytes(("]" + rest).getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
