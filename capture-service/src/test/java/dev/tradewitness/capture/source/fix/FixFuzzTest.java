package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.fix.FixMapping;
import dev.tradewitness.fix.FixMessage;
import dev.tradewitness.fix.FixRecord;
import dev.tradewitness.fix.NotMapped;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import quickfix.InvalidMessage;
import quickfix.Message;

/// Any text is FIX or refused. What QuickFIX/J takes for a message is never refused, since the
/// session would count what is not stored. Amounts keep their text, and passwords are taken out
/// whatever surrounds them.
class FixFuzzTest {

  private static final String SECRET = "S3CR3T-w0rd";
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final FixMapping MAPPING =
      new FixMapping(
          new EventBuilder.Stream("local.tradewitness:fix-OMS", "SILVER", "BEST_EFFORT"),
          "FIX.4.4:OMS");
  private static final Map<String, Integer> AMOUNTS =
      Map.of("quantity", 38, "stop_price", 99, "avg_px", 6, "cum_qty", 14, "remaining_qty", 151);

  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void message(byte[] input) throws Exception {
    String raw = text(input);
    FixRecord record = MAPPING.map(raw, AT);
    assertThat(MAPPING.map(raw, AT).events()).isEqualTo(record.events());
    record.events().forEach(this::assertUnderstood);
    switch (record) {
      case FixRecord.Mapped(FixMessage message, List<JsonObject> events) ->
          events.forEach(event -> assertAmountsKeepTheirText(event, message));
      case FixRecord.Whole(_, _, NotMapped why) ->
          assertThat(why.code()).isEqualTo("MISSING_MEMBER");
      case FixRecord.Unread(_, NotMapped why) -> {
        assertThat(why.code()).isEqualTo("NOT_FIX");
        if (!why.detail().startsWith("more than")) {
          assertThat(quickfixTakes(raw)).as("QuickFIX/J takes it").isFalse();
        }
      }
    }
  }

  private static void assertAmountsKeepTheirText(JsonObject event, FixMessage message) {
    JsonObject trade = event.object("payload").object("trade_data");
    if (trade != null) {
      AMOUNTS.forEach((name, tag) -> assertThat(trade.string(name)).isIn(null, message.get(tag)));
    }
  }

  private void assertUnderstood(JsonObject event) {
    var reception = new Reception(AT, ClockStatus.BEST_EFFORT, "fix:OMS", null, null);
    assertThat(decoder.decode(CanonicalJson.asReceived(event), reception))
        .isInstanceOf(Decoded.Understood.class);
  }

  /// A password between any two fields.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void password(byte[] input) throws Exception {
    String text = text(input);
    if (text.contains(SECRET)) {
      return;
    }
    int half = text.length() / 2;
    for (String field :
        List.of(
            "554=" + SECRET, "925=" + SECRET, "1401=15\u00011402=\u0001x=" + SECRET + "\u0001")) {
      String raw =
          "35=BE\u0001"
              + text.substring(0, half)
              + "\u000158=x\u0001"
              + field
              + "\u0001"
              + text.substring(half);
      for (JsonObject event : MAPPING.map(raw, AT).events()) {
        assertThat(event.toString()).as(field).doesNotContain(SECRET);
      }
    }
  }

  @Test
  void seedsOfMessagesAndChangesOfThem() {
    ShortRun.of(FixFuzzTest.class, "message", this::message);
  }

  @Test
  void seedsOfPasswordsAndChangesOfThem() {
    ShortRun.of(FixFuzzTest.class, "password", this::password);
  }

  /// Its decoder looks for the first tag.
  private static boolean quickfixTakes(String raw) {
    if (!raw.startsWith("8=FIX")) {
      return false;
    }
    try {
      new Message(raw, false);
      return true;
    } catch (InvalidMessage | RuntimeException e) {
      return false;
    }
  }

  /// As QuickFIX/J reads bytes.
  private static String text(byte[] input) {
    return new String(input, StandardCharsets.ISO_8859_1);
  }
}
