package dev.tradewitness.capture.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpanTreeTest {

  @Test
  void parentsHaveTheirChildrenAndOneRoot() {
    assertThat(json(span("a", null, 10, 100), span("b", "a", 12, 50), span("c", "a", 70, 20)))
        .contains(
            """
            {"span_id":"a","parent_span_id":null,"source":"s",\
            "started_at":"1970-01-01T00:00:00.010000Z","duration_ms":100,"children":["b","c"],\
            "event_ids":["e-a-10"],"orphan":false,"cycle":false}\
            """,
            "\"roots\":[\"a\"]");
  }

  @Test
  void aSpanWhoseParentIsNotThereIsAnOrphanAndARoot() {
    assertThat(json(span("b", "gone", 1, 1)))
        .contains("\"orphan\":true,\"cycle\":false", "\"roots\":[\"b\"]");
  }

  @Test
  void aCircleIsCutAtItsFirstSpan() {
    assertThat(
            json(
                span("x", "b", 1, 1),
                span("a", "c", 1, 1),
                span("b", "a", 1, 1),
                span("c", "b", 1, 1)))
        .contains("\"roots\":[\"a\"]")
        .containsOnlyOnce("\"cycle\":true")
        .contains("\"span_id\":\"a\",\"parent_span_id\":\"c\"")
        .doesNotContain("\"orphan\":true");
    assertThat(json(span("a", "a", 1, 1))).contains("\"cycle\":true", "\"roots\":[\"a\"]");
  }

  @Test
  void aSpanToldOfTwiceLastsFromTheOneToTheOther() {
    assertThat(json(span("a", null, 10, -1), log("a", 15), span("a", null, 35, -1)))
        .contains("\"duration_ms\":25", "\"event_ids\":[\"e-a-10\",\"e-a-35\",\"e-a-15\"]");
    assertThat(json(span("a", null, 10, -1))).contains("\"duration_ms\":null");
  }

  @Test
  void aChainOfAThousandSpansAndACircleOfAThousandAreHandled() {
    JsonObject[] chain =
        IntStream.range(0, 1000)
            .mapToObj(i -> span("s" + i, i == 999 ? null : "s" + (i + 1), 1, 1))
            .toArray(JsonObject[]::new);
    assertThat(json(chain)).contains("\"roots\":[\"s999\"]");
    JsonObject[] circle =
        IntStream.range(0, 1000)
            .mapToObj(i -> span("s" + i, "s" + (i + 1) % 1000, 1, 1))
            .toArray(JsonObject[]::new);
    assertThat(json(circle)).contains("\"roots\":[\"s0\"]").containsOnlyOnce("\"cycle\":true");
  }

  @Test
  void eventsWithoutSpansMakeNoTree() {
    assertThat(json(log("a", 1), object("{\"header\":{},\"payload\":{}}")))
        .isEqualTo("{\"spans\":[],\"roots\":[]}");
  }

  private static String json(JsonObject... events) {
    return SpanTree.ofDocuments(List.copyOf(Arrays.asList(events))).json().toString();
  }

  private static JsonObject span(String id, @Nullable String parent, long ts, long duration) {
    return event(
        "SPAN",
        id,
        ts,
        (parent == null ? "" : ",\"pid\":\"" + parent + "\"")
            + (duration < 0 ? "" : ",\"data\":{\"duration_ms\":" + duration + "}"));
  }

  private static JsonObject log(String id, long ts) {
    return event("LOG", id, ts, "");
  }

  private static JsonObject event(String type, String id, long ts, String more) {
    return object(
        """
        {"header":{"event_type":"%s","event_id":"e-%s-%d"},\
        "payload":{"message":{"src":"s","ts":%d,"sid":"%s"%s}}}\
        """
            .formatted(type, id, ts, ts, id, more));
  }

  private static JsonObject object(String text) {
    try {
      return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }
}
