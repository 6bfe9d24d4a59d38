package dev.tradewitness.capture.decode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
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
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Any request is events that hold it, without the values of secret names, whatever surrounds them.
class MirrorFuzzTest {

  private static final String SECRET = "S3CR3T-w0rd";
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final PathMapping MAPPING =
      new PathMapping(
          "/v2/order",
          false,
          Set.of("POST"),
          new OrderMapping(
              OrderEvent.ORD,
              Map.of(
                  OrderMember.ORDER_ID, JsonPointer.parse("/clOrdId"),
                  OrderMember.SYMBOL, JsonPointer.parse("/symbol"),
                  OrderMember.SIDE, JsonPointer.parse("/side"),
                  OrderMember.ORDER_TYPE, JsonPointer.parse("/type"),
                  OrderMember.PRICE, JsonPointer.parse("/price"),
                  OrderMember.QUANTITY, JsonPointer.parse("/qty")),
              OrderEvent.ORD.required()));

  private final MirrorReader reader =
      new MirrorReader(
          new EventDecoder(new SplittableRandom(1)),
          new SplittableRandom(1),
          new MirrorRules(
              new SourcePolicy("local.tradewitness:capture", Tier.SILVER, ClockStatus.BEST_EFFORT),
              List.of(MAPPING),
              Set.of(),
              new SecretNames(Set.of("password", "token", "pin"))));

  /// The input is a URI in its first line, then a body.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void request(byte[] input) throws Exception {
    int line = 0;
    while (line < input.length && input[line] != '\n') {
      line++;
    }
    String uri = text(Arrays.copyOf(input, line));
    byte[] body = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
    for (boolean form : new boolean[] {false, true}) {
      List<TradingEvent> events = events(uri, form, body);
      JsonObject payload = payload(events.getFirst());
      JsonObject shown = payload.object("body");
      if (payload.object("redacted") == null && shown != null && shown.has("content")) {
        assertThat(content(shown)).isEqualTo(body);
      }
    }
  }

  /// The input surrounds a secret member. A backslash before its quote makes it text of a string.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void jsonSecret(byte[] input) throws Exception {
    String text = text(input);
    int half = text.length() / 2;
    String before = text.substring(0, half);
    String after = text.substring(half);
    if (before.endsWith("\\") || text.contains(SECRET)) {
      return;
    }
    for (String value : List.of("\"" + SECRET + "\"", SECRET, "[{\"a\":\"" + SECRET + "\"}]")) {
      assertClean("/x", false, before + "\"password\" :" + value + ", " + after);
      assertClean("/x", false, before + "\"p\\u0069n\":" + value + "}" + after);
      assertClean("/x", true, before + "\"TOKEN\":" + value + "}" + after);
    }
  }

  /// The input surrounds a secret parameter, in the query and in a form.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void formSecret(byte[] input) throws Exception {
    String text = text(input);
    int half = text.length() / 2;
    String before = text.substring(0, half);
    String after = text.substring(half);
    if (text.contains(SECRET)) {
      return;
    }
    for (String name : List.of("password", "%70in", "user[token]", "a.PIN")) {
      String form = before + "&" + name + "=" + SECRET + "&" + after;
      assertClean("/x", true, form);
      assertClean("/x?" + form, false, "");
      assertClean("/x?" + before + ";" + name + "=" + SECRET, false, "");
    }
  }

  @Test
  void seedsOfRequestsAndChangesOfThem() {
    ShortRun.of(MirrorFuzzTest.class, "request", this::request);
  }

  @Test
  void seedsAroundSecretMembersAndChangesOfThem() {
    ShortRun.of(MirrorFuzzTest.class, "jsonSecret", this::jsonSecret);
  }

  @Test
  void seedsAroundSecretParametersAndChangesOfThem() {
    ShortRun.of(MirrorFuzzTest.class, "formSecret", this::formSecret);
  }

  private void assertClean(String uri, boolean form, String body) throws Exception {
    for (TradingEvent event : events(uri, form, body.getBytes(StandardCharsets.ISO_8859_1))) {
      assertThat(new String(event.document().bytes(), StandardCharsets.UTF_8))
          .doesNotContain(SECRET);
      JsonObject shown = payload(event).object("body");
      if (shown != null && shown.has("content")) {
        assertThat(text(content(shown))).doesNotContain(SECRET);
      }
    }
  }

  private List<TradingEvent> events(String uri, boolean form, byte[] body) {
    var request =
        new MirroredRequest(
            "POST", uri, null, new LinkedHashMap<>(), null, null, new Content(form, body.clone()));
    var reception = new Reception(AT, ClockStatus.BEST_EFFORT, "mirror", null, null);
    return reader.read(request, reception).events().stream()
        .map(decoded -> ((Decoded.Understood) decoded).event())
        .toList();
  }

  private static byte[] content(JsonObject body) {
    String content = Objects.requireNonNull(body.string("content"));
    return "text".equals(body.string("encoding"))
        ? content.getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(content);
  }

  private static JsonObject payload(TradingEvent event) throws Exception {
    JsonObject read = Json.parseObject(event.document().bytes(), JsonLimits.EVENT);
    return Objects.requireNonNull(read.object("payload"));
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1);
  }
}
