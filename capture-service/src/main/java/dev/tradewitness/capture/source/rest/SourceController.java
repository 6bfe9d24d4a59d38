package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.stream.SourceReader;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/sources…`: how far the sources that number their messages are stored, and what is
/// missing of them.
@RestController
class SourceController {

  private static final int LIMIT_MAX = 1_000;

  private final SourceReader sources;

  SourceController(SourceReader sources) {
    this.sources = sources;
  }

  @GetMapping(path = "/vcp/sources", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] lanes(@Query({"after_source", "after_lane", "limit"}) QueryReader query) {
    String source = query.read("after_source", "INVALID_PARAMETER", "a source", v -> v);
    String lane = query.read("after_lane", "INVALID_PARAMETER", "a lane", v -> v);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_MAX);
    query.requireNoViolation();
    // One more than asked for shows whether there are more.
    List<SourceReader.Lane> found =
        sources.lanes(source == null ? "" : source, lane == null ? "" : lane, limit + 1);
    return json(
        "sources",
        found.stream().limit(limit).map(SourceController::described).toList(),
        found.size() > limit);
  }

  @GetMapping(path = "/vcp/sources/{source}/gaps", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] gaps(@PathVariable String source, @Query({"after", "limit"}) QueryReader query) {
    long after = query.number("after", 0, Long.MAX_VALUE, 0);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_MAX);
    query.requireNoViolation();
    List<SourceReader.Gap> found = sources.gaps(source, after, limit + 1);
    return json(
        "gaps",
        found.stream().limit(limit).map(SourceController::described).toList(),
        found.size() > limit);
  }

  private static JsonObject described(SourceReader.Lane lane) {
    return JsonObject.builder()
        .put("source", lane.source())
        .put("lane", lane.lane())
        .put("number", lane.number())
        .putOrNull("cursor", lane.cursor())
        .put("stored_at", Rfc3339.text(lane.storedAt()))
        .put("gaps", lane.gaps())
        .build();
  }

  private static JsonObject described(SourceReader.Gap gap) {
    return JsonObject.builder()
        .put("gap_id", gap.gapId())
        .put("source", gap.source())
        .put("lane", gap.lane())
        .put("first", gap.first())
        .put("last", gap.last())
        .put("event_id", gap.eventId().toString())
        .put("found_at", Rfc3339.text(gap.foundAt()))
        .build();
  }

  private static byte[] json(String name, List<JsonObject> shown, boolean truncated) {
    return CanonicalJson.asReceived(
        JsonObject.builder().put(name, JsonArray.of(shown)).put("truncated", truncated).build());
  }
}
