package dev.tradewitness.spring.test;

import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The events that were sent, each once, with answers as those of `POST /vcp/log/batch`.
final class RecordedLog {

  private record Place(long sequence, Hash hash, RecordedEvent event) {}

  private final Map<String, Place> places = new LinkedHashMap<>();
  private long next;

  synchronized List<RecordedEvent> events() {
    return places.values().stream().map(Place::event).toList();
  }

  /// The numbers go on, as those of a stream do.
  synchronized void clear() {
    places.clear();
  }

  /// @throws IOException when it is not a batch of events
  synchronized byte[] take(byte[] lines) throws IOException {
    var results = new ArrayList<JsonObject>();
    for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
      results.add(take(results.size(), parsed(line)));
    }
    return CanonicalJson.asReceived(
        JsonObject.builder().put("results", JsonArray.of(results)).build());
  }

  private JsonObject take(int index, RecordedEvent event) {
    boolean isNew = !places.containsKey(event.id());
    Place place =
        places.computeIfAbsent(event.id(), _ -> new Place(next++, hash(event.json()), event));
    return JsonObject.builder()
        .put("index", index)
        .put("status", isNew ? "ok" : "duplicate")
        .put("event_id", event.id())
        .put("event_hash", place.hash().hex())
        .put("sequence", place.sequence())
        .build();
  }

  private static Hash hash(JsonObject event) {
    return Hash.of(CanonicalJson.ofOwn(event.only(List.of("header", "payload"))));
  }

  private static RecordedEvent parsed(String line) throws IOException {
    try {
      return new RecordedEvent(
          JsonText.parseObject(line.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT));
    } catch (JsonRefusedException e) {
      throw new IOException("not an event: " + e.getMessage(), e);
    }
  }
}
