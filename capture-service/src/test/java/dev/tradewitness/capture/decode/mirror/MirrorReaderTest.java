package dev.tradewitness.capture.decode.mirror;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.foreign.JsonPointer;
import dev.tradewitness.capture.decode.foreign.OrderEvent;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.OrderMember;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.MirroredRequest.Content;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorReaderTest {

  private static final String ORDER =
      """
      {"clOrdId":"C-1","instrument":{"symbol":"EURUSD"},"side":"BUY","px":1.0850,"qty":"100000",\
      "kind":"LIMIT","note":"x","acct":7}\
      """;
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final UUID REQUEST =
      UUID.fromString(
          "0123456789abcdef"
              .repeat(2)
              .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));

  private static final PathMapping MAPPING =
      new PathMapping(
          "/v2/order",
          false,
          Set.of("POST"),
          new OrderMapping(
              OrderEvent.ORD,
              Map.of(
                  OrderMember.ORDER_ID, JsonPointer.parse("/clOrdId"),
                  OrderMember.SYMBOL, JsonPointer.parse("/instrument/symbol"),
                  OrderMember.SIDE, JsonPointer.parse("/side"),
                  OrderMember.ORDER_TYPE, JsonPointer.parse("/kind"),
                  OrderMember.PRICE, JsonPointer.parse("/px"),
                  OrderMember.QUANTITY, JsonPointer.parse("/qty"),
                  OrderMember.ACCOUNT_ID, JsonPointer.parse("/acct")),
              OrderEvent.ORD.required()));
  private static final PathMapping CANCEL =
      new PathMapping(
          "/v2/order",
          true,
          Set.of("POST", "DELETE"),
          new OrderMapping(
              OrderEvent.CXL,
              Map.of(OrderMember.ORDER_ID, JsonPointer.parse("/cancel")),
              OrderEvent.CXL.required()));

  private final MirrorReader reader =
      new MirrorReader(
          new EventDecoder(new SplittableRandom(1)),
          new SplittableRandom(2),
          new MirrorRules(
              new SourcePolicy("test:mirror", Tier.SILVER, ClockStatus.BEST_EFFORT),
              List.of(MAPPING, CANCEL),
              Set.of(),
              new SecretNames(Set.of("password", "pin"))));

  @Test
  void anOrderIsMappedByItsPointersWithTheExactTextOfItsNumbers() {
    JsonObject event = one("ORD", post("/v2/order?x=1&pin=99", ORDER));
    assertThat(payload(event).object("trade_data"))
        .hasToString(
            """
            {"order_id":"C-1","symbol":"EURUSD","side":"BUY","order_type":"LIMIT",\
            "price":"1.0850","quantity":"100000"}\
            """);
    assertThat(payload(event).object("unmapped")).hasToString("{\"instrument\":{},\"note\":\"x\"}");
    assertThat(payload(event).object("request").string("uri"))
        .isEqualTo("/v2/order?x=1&pin=[redacted]");
    assertThat(payload(event).object("redacted"))
        .hasToString("{\"count\":1,\"members\":[],\"form\":[],\"query\":[\"pin\"]}");
    assertThat(payload(event).object("body").string("sha256"))
        .isEqualTo(Hash.of(ORDER.getBytes(StandardCharsets.UTF_8)).hex());
    JsonObject header = requireNonNull(event.object("header"));
    assertThat(header.string("symbol")).isEqualTo("EURUSD");
    assertThat(header.string("account_id")).isEqualTo("7");
    assertThat(header.string("timestamp_int")).isEqualTo("1772366400123000000");
    assertThat(header.string("trace_id")).isEqualTo(REQUEST.toString());
  }

  @Test
  void theHashOfABodyWithASecretIsNotKeptSinceTheSecretCouldBeGuessedFromIt() {
    JsonObject event = one("ORD", post("/v2/order", ORDER.replace("note", "pin")));
    assertThat(payload(event).object("body")).isNull();
    assertThat(payload(event).object("redacted").toString()).contains("\"/pin\"");
    JsonObject raw = one("RAW_HTTP", post("/x", "{\"pin\":\"1\"}"));
    assertThat(payload(raw).object("body").string("sha256"))
        .isEqualTo(Hash.of("{\"pin\":\"[redacted]\"}".getBytes(StandardCharsets.UTF_8)).hex());
  }

  @Test
  void severalMappingsOfOnePathAreTriedInTheirOrder() {
    JsonObject event = one("CXL", post("/v2/order", "{\"cancel\":17}"));
    assertThat(payload(event).object("trade_data")).hasToString("{\"order_id\":\"17\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "POST;/v2/order;{};ORD /v2/order;MISSING_MEMBER;the body has no order_id at /clOrdId",
        "POST;/v2/order;[1];ORD /v2/order;MISSING_MEMBER;the body has no order_id at /clOrdId",
        "POST;/v2/order/7;{\"clOrdId\":[]};ORD /v2/order;WRONG_TYPE;order_id at /clOrdId is neither a string nor a number",
        "POST;/v2/orders;{};;NO_MAPPING;no mapping has this path and method",
        "PUT;/v2/order;{};;NO_MAPPING;no mapping has this path and method",
        "POST;/v2/%6Frder;{;;NOT_JSON;",
        "POST;/v2/order;{\"a\":1,\"a\":2};;DUPLICATE_MEMBER;",
        "POST;;{};;URI_UNKNOWN;the proxy did not pass X-Original-URI"
      })
  void whatNoMappingFitsIsKeptWholeAndSaysWhy(
      String method,
      @Nullable String uri,
      String body,
      @Nullable String mapping,
      String code,
      @Nullable String detail) {
    JsonObject event = one("RAW_HTTP", request(method, uri, body.getBytes(StandardCharsets.UTF_8)));
    var first = (JsonObject) payload(event).array("not_mapped").get(0);
    assertThat(first.string("mapping")).isEqualTo(mapping);
    assertThat(first.string("code")).isEqualTo(code);
    if (detail != null) {
      assertThat(first.string("detail")).isEqualTo(detail);
    }
    assertThat(payload(event).object("body").string("content")).isEqualTo(body);
  }

  @Test
  void anOrderThatNoEventCanHoldIsKeptAsItsText() {
    String deep = ORDER.replace("\"x\"", "[".repeat(62) + "]".repeat(62));
    JsonObject event = one("RAW_HTTP", post("/v2/order", deep));
    assertThat(payload(event).array("not_mapped").toString()).contains("TOO_DEEP");
    String beyond = ORDER.replace("\"x\"", "1e400");
    JsonObject range = one("RAW_HTTP", post("/v2/order", beyond));
    assertThat(payload(range).array("not_mapped").toString()).contains("NUMBER_RANGE");
    assertThat(payload(range).object("body").string("content")).isEqualTo(beyond);
  }

  @Test
  void theSameRequestIsTheSameEventWheneverItArrives() {
    var first = events(post("/v2/order", ORDER), Instant.parse("2026-03-01T12:00:01Z"));
    var later = events(post("/v2/order", ORDER), Instant.parse("2026-03-02T12:00:01Z"));
    assertThat(later.getFirst().id()).isEqualTo(first.getFirst().id());
    assertThat(later.getFirst().document().bytes()).isEqualTo(first.getFirst().document().bytes());
    assertThat(first.getFirst().id().value().version()).isEqualTo(7);
    var other = events(post("/v2/order", "{}"), Instant.now());
    assertThat(other.getFirst().id()).isEqualTo(first.getFirst().id());
    assertThat(other.getFirst().document().hash()).isNotEqualTo(first.getFirst().document().hash());
  }

  @Test
  void aRequestWithoutIdOrTimeIsAnotherOneEachTime() {
    for (var unnamed :
        List.of(
            request("POST", "/x", new byte[0], REQUEST, null),
            request("POST", "/x", new byte[0], null, AT))) {
      var first = events(unnamed, AT).getFirst();
      assertThat(events(unnamed, AT).getFirst().id()).isNotEqualTo(first.id());
      assertThat(payload(json(first)).object("request").string("identity")).isEqualTo("NONE");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "614400,1", "614401,2", "1048576,2", "1228801,3"})
  void aBinaryBodyIsKeptInAsManyEventsAsItNeeds(int length, int count) {
    byte[] body = new byte[length];
    new Random(7).nextBytes(body);
    if (length > 0) {
      body[0] = 0;
    }
    var events = events(request("POST", "/x", body), AT);
    assertThat(events).hasSize(count);
    assertThat(events.stream().map(event -> event.fields().traceId())).containsOnly(REQUEST);
    assertThat(events.stream().map(TradingEvent::id)).doesNotHaveDuplicates();
    assertThat(body(events)).isEqualTo(body);
  }

  @Test
  void aTextIsKeptAsTextAsLongAsItsEventHoldsIt() {
    byte[] plain = "é,\t\"\\\r\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    var event = events(request("POST", "/x", plain), AT);
    assertThat(payload(json(event.getFirst())).object("body").string("encoding")).isEqualTo("text");
    assertThat(body(event)).isEqualTo(plain);
    byte[] quotes = "\"".repeat(600_000).getBytes(StandardCharsets.UTF_8); // twice as long as text
    var escaped = events(request("POST", "/x", quotes), AT);
    assertThat(payload(json(escaped.getFirst())).object("body").string("encoding"))
        .isEqualTo("base64");
    assertThat(body(escaped)).isEqualTo(quotes);
    byte[] latin1 = "é".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(body(events(request("POST", "/x", latin1), AT))).isEqualTo(latin1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":\"S3CRET\"}[password=x",
        "{\"password\":\"&S3CRET[password=x",
        "pin=1&{\"password\":\"S3CRET\"}[password=x"
      })
  void aFormFieldWhoseNameHoldsASecretIsNotListed(String form) {
    var body = new Content(true, form.getBytes(StandardCharsets.UTF_8));
    JsonObject event =
        one(
            "RAW_HTTP",
            new MirroredRequest("POST", "/x", null, new LinkedHashMap<>(), REQUEST, AT, body));

    assertThat(event.toString()).doesNotContain("S3CRET");
    assertThat(payload(event).object("redacted").toString())
        .contains(form.startsWith("pin") ? "\"form\":[\"pin\"]" : "\"form\":[]");
  }

  @Test
  void anyRequestGivesEventsThatHoldItsBody() {
    long seed = System.nanoTime();
    System.out.println("seed of the mirrored requests: " + seed);
    var random = new SplittableRandom(seed);
    long until = System.nanoTime() + 5_000_000_000L;
    int tried = 0;
    for (; System.nanoTime() < until && tried < 20_000; tried++) {
      byte[] body = RequestFuzz.body(random);
      String uri = RequestFuzz.uri(random);
      var request =
          new MirroredRequest(
              random.nextBoolean() ? "POST" : RequestFuzz.text(random, 8),
              random.nextInt(5) == 0 ? null : uri,
              random.nextBoolean() ? null : RequestFuzz.text(random, 40),
              RequestFuzz.headers(random),
              random.nextBoolean() ? REQUEST : null,
              random.nextBoolean() ? AT : null,
              new Content(random.nextInt(4) == 0, body));
      var events = events(request, AT);
      JsonObject first = payload(json(events.getFirst()));
      String text = new String(events.getFirst().document().bytes(), StandardCharsets.UTF_8);
      assertThat(text).as("seed %d", seed).doesNotContain(RequestFuzz.SECRET);
      if (first.object("body") == null || !first.object("body").has("content")) {
        continue; // an order
      }
      if (first.object("redacted") == null) {
        assertThat(body(events)).as("seed %d", seed).isEqualTo(body);
      }
      assertThat(new String(body(events), StandardCharsets.ISO_8859_1))
          .as("seed %d", seed)
          .doesNotContain(RequestFuzz.SECRET);
      assertThat(events)
          .allMatch(event -> event.document().bytes().length <= EventDocument.BYTES_MAX);
    }
    assertThat(tried).isGreaterThan(100);
  }

  private static byte[] body(List<TradingEvent> events) {
    var body = new ByteArrayOutputStream();
    JsonObject last = null;
    for (TradingEvent event : events) {
      last = requireNonNull(payload(json(event)).object("body"));
      String content = requireNonNull(last.string("content"));
      body.writeBytes(
          "text".equals(last.string("encoding"))
              ? content.getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(content));
      assertThat(last.has("part")).isEqualTo(events.size() > 1);
    }
    assertThat(requireNonNull(last).text("length")).isEqualTo("" + body.size());
    assertThat(last.string("sha256")).isEqualTo(Hash.of(body.toByteArray()).hex());
    return body.toByteArray();
  }

  private static MirroredRequest post(String uri, String body) {
    return request("POST", uri, body.getBytes(StandardCharsets.UTF_8));
  }

  private static MirroredRequest request(String method, @Nullable String uri, byte[] body) {
    return request(method, uri, body, REQUEST, AT);
  }

  private static MirroredRequest request(
      String method, @Nullable String uri, byte[] body, @Nullable UUID id, @Nullable Instant at) {
    return new MirroredRequest(
        method, uri, null, new LinkedHashMap<>(), id, at, new Content(false, body));
  }

  private JsonObject one(String type, MirroredRequest request) {
    var events = events(request, AT);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().fields().eventType()).isEqualTo(type);
    return json(events.getFirst());
  }

  private List<TradingEvent> events(MirroredRequest request, Instant receivedAt) {
    var reception = new Reception(receivedAt, ClockStatus.BEST_EFFORT, "mirror", null, null);
    return reader.read(request, reception).events().stream()
        .map(decoded -> ((Decoded.Understood) decoded).event())
        .toList();
  }

  private static JsonObject payload(JsonObject event) {
    return requireNonNull(event.object("payload"));
  }

  private static JsonObject json(TradingEvent event) {
    try {
      return Json.parseObject(event.document().bytes(), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }
}
