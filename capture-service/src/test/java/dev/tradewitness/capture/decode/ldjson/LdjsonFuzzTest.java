package dev.tradewitness.capture.decode.ldjson;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Any line is a message or a named refusal. A message's event holds it whole, and is the same each
/// time.
class LdjsonFuzzTest {

  private static final JsonLimits LINE = new JsonLimits(65, 1000, 400);

  private final LdjsonMapping mapping =
      new LdjsonMapping(
          src -> new SourcePolicy("local.tradewitness:" + src, Tier.GOLD, ClockStatus.NTP_SYNCED),
          Hash.of());
  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void line(byte[] input) throws Exception {
    switch (mapping.read(input)) {
      case LdjsonLine.Hello _, LdjsonLine.Heartbeat _, LdjsonLine.Goodbye _ -> {}
      case LdjsonLine.Refused refused -> {
        assertThat(refused.detail()).isNotBlank();
        if (refused.src() != null) {
          assertThat(refused.src()).matches("[A-Za-z0-9._:-]{1,128}");
        }
      }
      case LdjsonLine.Message message -> {
        JsonObject line = Json.parseObject(input, LINE);
        assertThat(((LdjsonLine.Message) mapping.read(input)).event()).isEqualTo(message.event());
        if ("vcp".equals(line.string("type"))) {
          assertThat(Json.parse(message.event(), LINE)).isEqualTo(line.object("data"));
        } else {
          assertThat(kept(message.event())).isEqualTo(line);
          assertUnderstood(message.event().clone());
        }
      }
    }
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(LdjsonFuzzTest.class, "line", this::line);
  }

  private static JsonObject kept(byte[] event) throws Exception {
    JsonObject payload = Json.parseObject(event, new JsonLimits(70, 1000, 400)).object("payload");
    return Objects.requireNonNull(Objects.requireNonNull(payload).object("message"));
  }

  /// As docs/ldjson.md has it, only these keep a message from being an event.
  private void assertUnderstood(byte[] event) {
    var reception = new Reception(Instant.EPOCH, ClockStatus.BEST_EFFORT, "ldjson", null, null);
    if (decoder.decode(event, reception) instanceof Decoded.NotUnderstood(var violations)) {
      assertThat(violations.getFirst().code()).isIn(Set.of("NUMBER_RANGE", "TOO_DEEP"));
    }
  }
}
