package dev.tradewitness.system.stack;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One stream as capture's range API gives it.
///
/// @param head the next sequence
public record CapturedStream(String policyId, long head, List<Captured> events) {

  /// @param document the bytes that were hashed
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Captured(long sequence, String eventId, String eventHash, byte[] document) {}

  /// The heads of all streams, by policy id.
  public static Map<String, Long> heads(Http capture) throws IOException {
    var heads = new TreeMap<String, Long>();
    for (JsonObject stream :
        objects(capture.get("/vcp/streams?limit=5000").expect(200).json(), "streams")) {
      heads.put(text(stream, "policy_id"), Long.parseLong(text(stream, "head")));
    }
    return heads;
  }

  /// The whole stream, asked for in pieces of 1,000.
  public static CapturedStream read(Http capture, String policyId) throws IOException {
    var events = new ArrayList<Captured>();
    while (true) {
      JsonObject page =
          capture
              .get("/vcp/streams/%s/events?from=%d&limit=1000".formatted(policyId, events.size()))
              .expect(200)
              .json();
      List<JsonObject> found = objects(page, "events");
      for (JsonObject event : found) {
        events.add(
            new Captured(
                Long.parseLong(text(event, "sequence")),
                text(event, "event_id"),
                text(event, "event_hash"),
                Base64.getDecoder().decode(text(event, "document"))));
      }
      if (found.isEmpty()) {
        return new CapturedStream(policyId, Long.parseLong(text(page, "head")), events);
      }
    }
  }

  public static List<JsonObject> objects(JsonObject from, String name) {
    JsonArray array = from.array(name);
    if (array == null) {
      throw new AssertionError("no array " + name + " in " + from);
    }
    return array.elements().stream().map(JsonObject.class::cast).toList();
  }

  public static String text(JsonObject from, String name) {
    String text = from.text(name);
    if (text == null) {
      throw new AssertionError("no " + name + " in " + from);
    }
    return text;
  }
}
