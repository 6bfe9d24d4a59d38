package dev.tradewitness.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// `POST /vcp/log` and its batches: any body is an event, byte for byte, or violations with codes.
class EventDecoderFuzzTest {

  private static final int TEXTS_MAX = 100;

  private static final Reception RECEPTION =
      new Reception(
          Instant.parse("2026-03-01T12:00:00Z"), ClockStatus.BEST_EFFORT, "rest", null, null);

  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void event(byte[] input) throws Exception {
    switch (decoder.decode(input.clone(), RECEPTION)) {
      case Decoded.NotUnderstood(var violations) ->
          assertThat(violations)
              .isNotEmpty()
              .allSatisfy(violation -> {
                assertThat(violation.code()).matches("[A-Z0-9_]+");
                assertThat(violation.message()).isNotBlank();
                assertThat(violation.pointer()).matches("(?s)(/.*)?");
              });
      case Decoded.Understood(var event) -> {
        assertThat(event.document().bytes()).isEqualTo(input);
        assertThat(PolicyId.isValid(event.policyId())).isTrue();
        assertThat(event.document().hash())
            .isEqualTo(event.document().profile().hash(Json.parseObject(input, JsonLimits.EVENT)));
        assertThat(Warning.ofStored(Warning.stored(event.warnings()))).isEqualTo(event.warnings());
      }
    }
  }

  /// A batch that is a strict JSON array is cut into exactly its elements.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void batch(byte[] input) throws Exception {
    List<byte[]> texts = EventTexts.cut(input, TEXTS_MAX);
    if (texts != null) {
      assertThat(texts).hasSizeLessThanOrEqualTo(TEXTS_MAX + 1);
    }
    JsonArray array;
    try {
      if (!(Json.parse(input, JsonLimits.EVENT) instanceof JsonArray parsed)) {
        return;
      }
      array = parsed;
    } catch (JsonRefusedException e) {
      return;
    }
    assertThat(texts).isNotNull().hasSize(Math.min(array.size(), TEXTS_MAX + 1));
    for (int i = 0; i < texts.size(); i++) {
      assertThat(Json.parse(texts.get(i), JsonLimits.EVENT)).isEqualTo(array.get(i));
    }
  }

  @Test
  void seedsOfEventsAndChangesOfThem() {
    ShortRun.of(EventDecoderFuzzTest.class, "event", this::event);
  }

  @Test
  void seedsOfBatchesAndChangesOfThem() {
    ShortRun.of(EventDecoderFuzzTest.class, "batch", this::batch);
  }
}
