package dev.tradewitness.capture.search;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The spans of one trace with their parents and children, from what SPAN events say. Every span is
/// below exactly one root: one whose parent is not in the trace is an orphan and a root; where
/// parents go round in a circle, its first span is made a root. Has at most as many spans as there
/// are events.
public final class SpanTree {

  private static final String SPAN = "SPAN";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,13}");

  private final Map<String, Span> spans = new LinkedHashMap<>();

  private SpanTree() {}

  /// @param events oldest first
  public static SpanTree of(List<StoredEvent> events) {
    return ofDocuments(events.stream().map(event -> read(event.document().bytes())).toList());
  }

  static SpanTree ofDocuments(List<JsonObject> events) {
    var tree = new SpanTree();
    List<Said> said = events.stream().map(Said::of).filter(one -> one.id != null).toList();
    said.stream().filter(Said::isSpan).forEach(tree::add);
    said.stream().filter(one -> !one.isSpan()).forEach(tree::attach);
    tree.connect();
    return tree;
  }

  private static JsonObject read(byte[] document) {
    try {
      return Json.parseObject(document, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a stored document was read before", e);
    }
  }

  /// `{"spans":[…],"roots":[…]}`.
  public JsonObject json() {
    return JsonObject.builder()
        .put("spans", JsonArray.of(spans.values().stream().map(Span::json).toList()))
        .put(
            "roots",
            JsonArray.ofStrings(
                spans.values().stream().filter(Span::isRoot).map(span -> span.id).toList()))
        .build();
  }

  private void add(Said said) {
    String id = said.spanId();
    Span span = spans.computeIfAbsent(id, Span::new);
    span.tell(said);
  }

  private void attach(Said said) {
    Span span = spans.get(said.spanId());
    if (span != null) {
      span.events.add(said.eventId);
    }
  }

  private void connect() {
    spans
        .values()
        .forEach(span -> span.parent = span.parentId == null ? null : spans.get(span.parentId));
    Set<Span> rooted = new HashSet<>();
    for (Span span : spans.values()) {
      Set<Span> path = new HashSet<>();
      Span above = span;
      while (above != null && !rooted.contains(above) && path.add(above)) {
        above = above.parent;
      }
      if (above != null && !rooted.contains(above)) {
        firstOfCircle(above).cut();
      }
      rooted.addAll(path);
    }
    for (Span span : spans.values()) {
      if (span.parent != null) {
        span.parent.children.add(span.id);
      }
    }
  }

  private Span firstOfCircle(Span member) {
    Set<Span> circle = new HashSet<>();
    for (Span span = member; span != null && circle.add(span); ) {
      span = span.parent;
    }
    return spans.values().stream().filter(circle::contains).findFirst().orElse(member);
  }

  /// What one event says of a span.
  private record Said(
      @Nullable String id,
      @Nullable String parentId,
      boolean isSpan,
      String eventId,
      String source,
      @Nullable Long at,
      @Nullable JsonNumber durationMillis) {

    static Said of(JsonObject event) {
      JsonObject header = event.object("header");
      JsonObject payload = event.object("payload");
      JsonObject message = payload == null ? null : payload.object("message");
      if (header == null || message == null) {
        return new Said(null, null, false, "", "", null, null);
      }
      JsonObject data = message.object("data");
      return new Said(
          message.string("sid"),
          message.string("pid"),
          SPAN.equals(header.string("event_type")),
          orEmpty(header.string("event_id")),
          orEmpty(message.string("src")),
          millis(message.text("ts")),
          data != null && data.get("duration_ms") instanceof JsonNumber duration ? duration : null);
    }

    /// Null for what the LDJSON door would not have taken: an event may come by another door.
    private static @Nullable Long millis(@Nullable String text) {
      return text != null && MILLIS.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    String spanId() {
      return orEmpty(id);
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  private static final class Span {
    private final String id;
    private final List<String> children = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private String source = "";
    private @Nullable String parentId;
    private @Nullable Span parent;
    private boolean isCut;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private int told;
    private @Nullable JsonNumber duration;

    private Span(String id) {
      this.id = id;
    }

    /// A span may be told of more than once, as when it starts and when it ends.
    void tell(Said said) {
      if (told++ == 0) {
        source = said.source;
      }
      if (parentId == null) {
        parentId = said.parentId;
      }
      if (said.durationMillis != null) {
        duration = said.durationMillis;
      }
      if (said.at != null) {
        first = Math.min(first, said.at);
        last = Math.max(last, said.at);
      }
      events.add(said.eventId);
    }

    void cut() {
      parent = null;
      isCut = true;
    }

    boolean isRoot() {
      return parent == null;
    }

    JsonObject json() {
      return JsonObject.builder()
          .put("span_id", id)
          .putOrNull("parent_span_id", parentId)
          .put("source", source)
          .putOrNull("started_at", last < first ? null : Rfc3339.text(Instant.ofEpochMilli(first)))
          .put("duration_ms", durationOrNull())
          .put("children", JsonArray.ofStrings(children))
          .put("event_ids", JsonArray.ofStrings(events))
          .put("orphan", parentId != null && parent == null && !isCut)
          .put("cycle", isCut)
          .build();
    }

    /// What the span says itself, else the time between the first and the last event that tells of
    /// it.
    private JsonValue durationOrNull() {
      if (duration != null) {
        return duration;
      }
      return told > 1 && last >= first ? JsonValue.of(last - first) : JsonValue.NULL;
    }
  }
}
