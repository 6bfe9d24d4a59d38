package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Finding events again, page by page and stream by stream.
@CaptureTest
class ReadsIT {

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void pagesShowEveryEventOnceNewestFirst() {
    for (int i = 0; i < 25; i++) {
      http.log(Events.order(UUID.randomUUID(), "reads:pages", "P" + i));
    }

    var orders = new ArrayList<String>();
    String cursor = "";
    int pages = 0;
    do {
      JsonObject page = http.get("/vcp/events?policy_id=reads:pages&limit=10" + cursor).json();
      page.array("events").elements().forEach(event -> orders.add(orderId(event)));
      String next = page.string("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
      pages++;
    } while (!cursor.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(orders).hasSize(25).doesNotHaveDuplicates().startsWith("P24", "P23").endsWith("P0");
  }

  @Test
  void pagesOfLongEventsEndAtOneMebibyteAndNoneIsLost() {
    int count = 46;
    UUID trace = UUID.randomUUID();
    var batch = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String payload =
          "{\"trade_data\":{\"order_id\":\"L%d\"},\"long\":\"%s\"}"
              .formatted(i, "x".repeat(60_000));
      batch
          .append(
              Events.event(UUID.randomUUID(), "reads:long", "ORD", payload)
                  .replace("\"event_type\"", "\"trace_id\": \"" + trace + "\", \"event_type\""))
          .append('\n');
    }
    http.post("/vcp/log/batch", batch.toString().getBytes(StandardCharsets.UTF_8));

    var pages = new ArrayList<Integer>();
    var sequences = new ArrayList<String>();
    for (long next = 0; next < count; ) {
      JsonObject range = http.get("/vcp/streams/reads:long/events?limit=1000&from=" + next).json();
      range
          .array("events")
          .elements()
          .forEach(event -> sequences.add(((JsonObject) event).text("sequence")));
      pages.add(range.array("events").size());
      next = Long.parseLong(range.text("next"));
    }
    assertThat(pages).containsExactly(18, 18, 10);
    assertThat(sequences)
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(Integer::toString).toList());

    pages.clear();
    var orders = new ArrayList<String>();
    String cursor = "";
    do {
      JsonObject page = http.get("/vcp/events?policy_id=reads:long&limit=500" + cursor).json();
      page.array("events").elements().forEach(event -> orders.add(orderId(event)));
      pages.add(page.array("events").size());
      String next = page.string("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertThat(pages).containsExactly(18, 18, 10);
    assertThat(orders).hasSize(count).doesNotHaveDuplicates();

    JsonObject traced = http.get("/vcp/traces/" + trace).json();
    assertThat(traced.text("count")).isEqualTo("18");
    assertThat(traced.get("truncated")).isEqualTo(JsonValue.of(true));
  }

  @Test
  void eachParameterSelects() {
    UUID id = UUID.randomUUID();
    UUID trace = UUID.randomUUID();
    http.log(
        Events.event(
                id,
                "reads:select",
                "EXE",
                "{\"trade_data\":{\"order_id\":\"sel-1\",\"symbol\":\"ZZZ\"}}")
            .replace(
                "\"event_type\"",
                "\"account_id\": \"acc-7\", \"trace_id\": \"" + trace + "\", \"event_type\""));
    http.log(Events.order(UUID.randomUUID(), "reads:select", "sel-2"));

    for (String query :
        List.of(
            "trace_id=" + trace,
            "trace_id=" + trace.toString().replace("-", ""),
            "symbol=ZZZ",
            "order_id=sel-1",
            "account_id=acc-7",
            "policy_id=reads:select&event_type=EXE",
            "policy_id=reads:select&symbol=ZZZ&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00%2B00:00")) {
      List<JsonValue> found = http.get("/vcp/events?" + query).json().array("events").elements();
      assertThat(found).as(query).hasSize(1);
      assertThat(((JsonObject) found.getFirst()).object("header").string("event_id"))
          .isEqualTo(id.toString());
    }
    assertThat(
            http.get("/vcp/events?policy_id=reads:select&to=2020-01-01T00:00:00Z")
                .json()
                .array("events")
                .size())
        .isZero();
    assertThat(http.get("/vcp/traces/" + trace).json().text("count")).isEqualTo("1");
  }

  @Test
  void aRangeIsInOrderWithTheBytesThatWereHashed() {
    var sent = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      sent.add(Events.order(UUID.randomUUID(), "reads:range", "R" + i));
      http.log(sent.getLast());
    }

    JsonObject range = http.get("/vcp/streams/reads:range/events?from=1&limit=3").json();

    assertThat(range.string("policy_id")).isEqualTo("reads:range");
    assertThat(range.text("from")).isEqualTo("1");
    assertThat(range.text("head")).isEqualTo("5");
    assertThat(range.text("next")).isEqualTo("4");
    List<JsonValue> events = range.array("events").elements();
    assertThat(events).hasSize(3);
    for (int i = 0; i < 3; i++) {
      JsonObject event = (JsonObject) events.get(i);
      assertThat(event.text("sequence")).isEqualTo(Integer.toString(i + 1));
      assertThat(
              new String(
                  Base64.getDecoder().decode(event.string("document")), StandardCharsets.UTF_8))
          .isEqualTo(sent.get(i + 1));
      assertThat(event.object("security").members().keySet())
          .containsExactly(
              "version",
              "event_hash",
              "hash_algo",
              "hash_profile",
              "signature",
              "sign_algo",
              "signing_key_id");
    }
    assertThat(http.get("/vcp/streams/reads:range/events?from=5").json().text("next"))
        .isEqualTo("5");
  }

  @Test
  void streamsComeInPagesInTheOrderOfTheirNames() {
    for (String name : List.of("c", "a", "B", "b")) {
      http.log(Events.order(UUID.randomUUID(), "reads:stream-" + name));
    }

    assertThat(streams("after=reads:stream-&limit=3"))
        .containsExactly("reads:stream-B", "reads:stream-a", "reads:stream-b");
    assertThat(streams("after=reads:stream-b&limit=1")).containsExactly("reads:stream-c");
    assertThat(streams("limit=1")).hasSize(1);
    assertThat(http.get("/vcp/streams?limit=1").text()).contains("\"truncated\":true");
    assertThat(http.get("/vcp/streams?after=zzz").text()).contains("\"truncated\":false");
    assertThat(http.get("/vcp/streams?limit=5001").status()).isEqualTo(400);
    assertThat(streams("after=zzz")).isEmpty();
    assertThat(http.get("/vcp/streams?limit=0").status()).isEqualTo(400);
    assertThat(http.get("/vcp/streams?after=a%20b").status()).isEqualTo(400);
  }

  private List<String> streams(String query) {
    return http.get("/vcp/streams?" + query).json().array("streams").elements().stream()
        .map(stream -> ((JsonObject) stream).string("policy_id"))
        .toList();
  }

  @Test
  void aStreamThatSignsCheckpointsOnlyHasEventsWithoutSignature() {
    UUID id = UUID.randomUUID();
    http.log(Events.order(id, "test:checkpoint"));

    JsonObject security = http.get("/vcp/events/" + id).json().object("security");

    assertThat(security.get("signature")).isEqualTo(JsonValue.NULL);
    assertThat(http.get("/vcp/streams").text())
        .contains("\"conformance_tier\":\"SILVER\",\"signing\":\"checkpoint\"");
  }

  @Test
  void whatTheSenderCallsSecurityIsKeptAndNotTrusted() {
    UUID id = UUID.randomUUID();
    String event =
        Events.order(id, "reads:security").replaceFirst("}$", ", \"security\": {\"x\": 1.0}}");
    http.log(event);

    JsonObject read = http.get("/vcp/events/" + id).json();

    assertThat(read.object("received_security").toString()).isEqualTo("{\"x\":1.0}");
    assertThat(read.object("security").string("signature")).isNotBlank();
  }

  private static String orderId(JsonValue event) {
    return ((JsonObject) event).object("payload").object("trade_data").string("order_id");
  }
}
